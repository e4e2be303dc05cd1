#include "app/viewmodels/chat/chat_list_rows.h"

#include <QCoreApplication>
#include <QDateTime>
#include <algorithm>

namespace snug::ui {
namespace {

QString words(const char* text) {
  return QCoreApplication::translate("snug::ui::ChatListModel", text);
}

ChatListRow heading(const QString& text) {
  ChatListRow row;
  row.rowKind = QStringLiteral("heading");
  row.title = row.group = text;
  return row;
}

ChatListRow chatRow(chat::Id id, const std::string& title, bool pinned, const ChatListView& view) {
  ChatListRow row;
  row.rowKind = QStringLiteral("chat");
  row.chatId = QString::number(id);
  row.title = QString::fromStdString(title);
  row.pinned = pinned;
  row.current = id == view.current;
  row.generating = view.generating && view.generating(id);
  return row;
}

QString groupOf(int64_t updatedMs, const ChatListView& view) {
  const QDate day = QDateTime::fromMSecsSinceEpoch(updatedMs).date();
  const qint64 ago = day.daysTo(view.today);
  if (ago <= 0) return words(QT_TRANSLATE_NOOP("snug::ui::ChatListModel", "Today"));  // also a clock that went back
  if (ago == 1) return words(QT_TRANSLATE_NOOP("snug::ui::ChatListModel", "Yesterday"));
  if (ago <= 7) return words(QT_TRANSLATE_NOOP("snug::ui::ChatListModel", "Previous 7 days"));
  const QString month = view.locale.standaloneMonthName(day.month());
  return day.year() == view.today.year() ? month : month + QLatin1Char(' ') + QString::number(day.year());
}

QString matchLine(const store::SearchHit& hit) {
  const auto part = [&](size_t from, size_t length) {
    return QString::fromStdString(hit.line.substr(std::min(from, hit.line.size()), length)).toHtmlEscaped();
  };
  if (hit.match_length == 0) return part(0, hit.line.size());
  return part(0, hit.match_at) + QLatin1String("<b>") + part(hit.match_at, hit.match_length) + QLatin1String("</b>") +
         part(hit.match_at + hit.match_length, hit.line.size());
}

}  // namespace

std::vector<ChatRows::Role> chatListRoles() {
  return {{"rowKind", [](const ChatListRow& r) { return r.rowKind; }},
          {"chatId", [](const ChatListRow& r) { return r.chatId; }},
          {"title", [](const ChatListRow& r) { return r.title; }},
          {"group", [](const ChatListRow& r) { return r.group; }},
          {"pinned", [](const ChatListRow& r) { return r.pinned; }},
          {"current", [](const ChatListRow& r) { return r.current; }},
          {"generating", [](const ChatListRow& r) { return r.generating; }},
          {"matchLine", [](const ChatListRow& r) { return r.matchLine; }},
          {"chatCount", [](const ChatListRow& r) { return r.chatCount; }},
          {"open", [](const ChatListRow& r) { return r.open; }}};
}

std::vector<ChatListRow> groupedRows(const std::vector<store::ChatSummary>& chats,
                                     const std::vector<store::Folder>& folders, const ChatListView& view) {
  std::vector<ChatListRow> rows;
  const auto add = [&](const store::ChatSummary& c) { rows.push_back(chatRow(c.id, c.title, c.pinned, view)); };
  const auto inFolder = [&](const store::ChatSummary& c) {
    return c.folder_id != 0 &&
           std::any_of(folders.begin(), folders.end(), [&](const auto& f) { return f.id == c.folder_id; });
  };
  for (const auto& c : chats) {
    if (!c.pinned) continue;
    if (rows.empty()) rows.push_back(heading(words(QT_TRANSLATE_NOOP("snug::ui::ChatListModel", "Pinned"))));
    add(c);
  }
  QString group;
  for (const auto& c : chats) {
    if (c.pinned || inFolder(c)) continue;
    if (const QString own = groupOf(c.updated_ms, view); own != group) {
      group = own;
      rows.push_back(heading(group));
    }
    add(c);
  }
  if (!folders.empty()) rows.push_back(heading(words(QT_TRANSLATE_NOOP("snug::ui::ChatListModel", "Folders"))));
  for (const auto& f : folders) {
    ChatListRow row;
    row.rowKind = QStringLiteral("folder");
    row.chatId = QString::number(f.id);
    row.title = QString::fromStdString(f.name);
    row.open = f.open;
    row.chatCount = static_cast<int>(
        std::count_if(chats.begin(), chats.end(), [&](const auto& c) { return c.folder_id == f.id && !c.pinned; }));
    rows.push_back(std::move(row));
    if (!f.open) continue;
    for (const auto& c : chats) {
      if (c.folder_id == f.id && !c.pinned) add(c);
    }
  }
  return rows;
}

std::vector<ChatListRow> foundRows(const std::vector<store::SearchHit>& hits,
                                   const std::vector<store::ChatSummary>& chats, const ChatListView& view) {
  std::vector<ChatListRow> rows;
  for (const auto& hit : hits) {
    const auto known = std::find_if(chats.begin(), chats.end(), [&](const auto& c) { return c.id == hit.chat_id; });
    if (known == chats.end()) continue;  // removed since the search
    rows.push_back(chatRow(hit.chat_id, known->title, known->pinned, view));
    rows.back().matchLine = matchLine(hit);
  }
  return rows;
}

}  // namespace snug::ui
