#include "app/viewmodels/chat/chat_list_model.h"

#include <QDateTime>
#include <QPointer>
#include <QSaveFile>
#include <algorithm>

#include "app/manager/store/message_repository.h"
#include "app/viewmodels/chat/chat_export.h"
#include "app/viewmodels/core/error_text.h"

namespace snug::ui {

ChatListModel::ChatListModel(ChatHub& hub, QObject* parent)
    : QObject(parent),
      m_hub(hub),
      m_rows(chatListRoles()),
      m_folderRows({{"folderId", [](const FolderRow& f) { return f.folderId; }},
                    {"title", [](const FolderRow& f) { return f.title; }}}) {
  m_searchSoon.setSingleShot(true);
  m_searchSoon.setInterval(kSearchMs);
  connect(&m_searchSoon, &QTimer::timeout, this, &ChatListModel::search);
  // "Today" becomes "Yesterday" while the window is open.
  m_midnight.setInterval(60'000);
  connect(&m_midnight, &QTimer::timeout, this, &ChatListModel::refresh);
  m_midnight.start();
  connect(&hub, &ChatHub::listChanged, this, &ChatListModel::refresh);
  connect(&hub, &ChatHub::currentChanged, this, [this] {
    refresh();
    Q_EMIT currentIdChanged();
  });
  readFolders();
  refresh();
}

void ChatListModel::refresh() {
  const ChatListView view{m_hub.current().chat.id, [this](chat::Id id) { return m_hub.isGenerating(id); },
                          QDate::currentDate(), QLocale()};
  // While the first search runs the list stands as it was.
  auto rows = searching() && !m_found.isEmpty() ? foundRows(m_hits, m_hub.summaries(), view)
                                                : groupedRows(m_hub.summaries(), m_folders, view);
  m_rows.update(std::move(rows), [](const ChatListRow& a, const ChatListRow& b) {
    return a.rowKind == b.rowKind && a.chatId == b.chatId && a.group == b.group;
  });
  if (m_empty == m_hub.summaries().empty()) return;
  m_empty = !m_empty;
  Q_EMIT emptyChanged();
}

void ChatListModel::setQuery(const QString& query) {
  if (m_query == query) return;
  m_query = query;
  Q_EMIT queryChanged();
  if (searching()) {
    m_searchSoon.start();
  } else {
    m_searchSoon.stop();
    m_found.clear();
    m_hits.clear();
    refresh();
  }
}

void ChatListModel::search() {
  m_hub.store().ask([query = m_query.toStdString()](store::Store& s) { return store::search(s.db, query); },
                    m_hub.receiver(),
                    [self = QPointer(this), query = m_query](Result<std::vector<store::SearchHit>> hits) {
                      if (!self || self->m_query != query) return;  // another one was typed meanwhile
                      if (!hits) {
                        Q_EMIT self->failed(sentenceOf(hits.error()));
                        return;
                      }
                      self->m_hits = *std::move(hits);
                      self->m_found = query;
                      self->refresh();
                    });
}

void ChatListModel::readFolders() {
  m_hub.store().ask([](store::Store& s) { return store::ChatRepository(s.db).folders(); }, m_hub.receiver(),
                    [self = QPointer(this)](Result<std::vector<store::Folder>> folders) {
                      if (!self || !folders) return;
                      self->m_folders = *std::move(folders);
                      std::vector<FolderRow> rows;
                      for (const auto& f : self->m_folders)
                        rows.push_back({QString::number(f.id), QString::fromStdString(f.name)});
                      self->m_folderRows.update(std::move(rows), [](const FolderRow& a, const FolderRow& b) {
                        return a.folderId == b.folderId;
                      });
                      self->refresh();
                    });
}

void ChatListModel::open(const QString& id) {
  m_hub.openChat(id.toLongLong());
}

void ChatListModel::rename(const QString& id, const QString& title) {
  m_hub.rename(id.toLongLong(), title.simplified().toStdString());
}

void ChatListModel::setPinned(const QString& id, bool pinned) {
  m_hub.setPinned(id.toLongLong(), pinned);
}

void ChatListModel::moveToFolder(const QString& id, const QString& folderId) {
  m_hub.move(id.toLongLong(), folderId.toLongLong());
}

void ChatListModel::duplicate(const QString& id) {
  const auto& chats = m_hub.summaries();
  const auto it = std::find_if(chats.begin(), chats.end(), [&](const auto& c) { return c.id == id.toLongLong(); });
  if (it == chats.end()) return;
  m_hub.duplicate(it->id, tr("%1 (copy)").arg(QString::fromStdString(it->title)).toStdString());
}

void ChatListModel::exportChat(const QString& id) {
  m_hub.store().ask(
      [id = id.toLongLong()](store::Store& s) -> Result<ChatExport> {
        SNUG_TRY(const store::Chat chat, store::ChatRepository(s.db).find(id));
        SNUG_TRY(auto messages, store::MessageRepository(s.db).list(id));
        return exportAsMarkdown(chat, std::move(messages));
      },
      m_hub.receiver(),
      [self = QPointer(this)](Result<ChatExport> made) {
        if (!self) return;
        if (!made) {
          Q_EMIT self->failed(sentenceOf(made.error()));
          return;
        }
        self->m_exportText = made->text;
        Q_EMIT self->exportRequested(made->fileName);
      });
}

void ChatListModel::saveExport(const QUrl& place) {
  const QByteArray bytes = std::exchange(m_exportText, {}).toUtf8();
  if (bytes.isEmpty() || !place.isLocalFile()) return;
  QSaveFile file(place.toLocalFile());
  if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) {
    Q_EMIT exported(place.toLocalFile());
  } else {
    Q_EMIT failed(tr("The chat was not exported to %1. %2.").arg(place.toLocalFile(), file.errorString()));
  }
}

void ChatListModel::remove(const QString& id) {
  const auto& chats = m_hub.summaries();
  const auto it = std::find_if(chats.begin(), chats.end(), [&](const auto& c) { return c.id == id.toLongLong(); });
  if (it == chats.end()) return;
  const chat::Id gone = it->id;
  const QString title = QString::fromStdString(it->title);
  const bool shown = gone == m_hub.current().chat.id;
  m_removedCurrent = shown ? gone : 0;
  // The next chat takes its place, at the end of the list the one before.
  const chat::Id next = neighbour(1) != 0 ? neighbour(1) : neighbour(-1);
  m_hub.remove(gone);
  if (shown && next != 0) m_hub.openChat(next);
  Q_EMIT removed(id, title);
}

void ChatListModel::restore(const QString& id) {
  m_hub.restore(id.toLongLong());
  if (m_removedCurrent != 0 && m_removedCurrent == id.toLongLong()) m_hub.openChat(m_removedCurrent);
  m_removedCurrent = 0;
}

chat::Id ChatListModel::neighbour(int by) const {
  std::vector<chat::Id> ids;
  for (const ChatListRow& row : m_rows.rows()) {
    if (row.rowKind == QLatin1String("chat")) ids.push_back(row.chatId.toLongLong());
  }
  const auto here = std::find(ids.begin(), ids.end(), m_hub.current().chat.id);
  // A new chat stands in front of the first.
  const auto to = (here == ids.end() ? -1 : here - ids.begin()) + by;
  return to >= 0 && to < std::ssize(ids) ? ids[static_cast<size_t>(to)] : 0;
}

void ChatListModel::step(int by) {
  if (const chat::Id id = neighbour(by); id != 0) m_hub.openChat(id);
}

void ChatListModel::toggleFolder(const QString& id) {
  const auto it =
      std::find_if(m_folders.begin(), m_folders.end(), [&](const auto& f) { return f.id == id.toLongLong(); });
  if (it == m_folders.end()) return;
  it->open = !it->open;
  m_hub.store().tell([folder = *it](store::Store& s) { return store::ChatRepository(s.db).update_folder(folder); });
  refresh();
}

void ChatListModel::createFolder(const QString& name) {
  if (name.trimmed().isEmpty()) return;
  store::Folder folder;
  folder.id = chat::new_id();
  folder.name = name.simplified().toStdString();
  folder.position = m_folders.empty() ? 0 : m_folders.back().position + 1;
  m_hub.store().tell(
      [folder](store::Store& s) { return store::ChatRepository(s.db).add_folder(folder, chat::now_ms()); });
  readFolders();
}

}  // namespace snug::ui
