// The list of chats and its verbs. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include "app/viewmodels/chat/chat_hub.h"
#include "app/viewmodels/chat/chat_list_rows.h"

namespace snug::ui {

/// A folder in the Move menu.
struct FolderRow {
  QString folderId;
  QString title;
  bool operator==(const FolderRow&) const = default;
};

/// GUI thread.
class ChatListModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged FINAL)
  Q_PROPERTY(bool searching READ searching NOTIFY queryChanged FINAL)
  Q_PROPERTY(bool empty READ empty NOTIFY emptyChanged FINAL)
  Q_PROPERTY(QString currentId READ currentId NOTIFY currentIdChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* rows READ rows CONSTANT FINAL)
  Q_PROPERTY(QAbstractItemModel* folders READ folders CONSTANT FINAL)

 public:
  /// A search begins when no letter came for this long.
  static constexpr int kSearchMs = 120;

  explicit ChatListModel(ChatHub& hub, QObject* parent = nullptr);

  QString query() const { return m_query; }
  void setQuery(const QString& query);
  bool searching() const { return !m_query.trimmed().isEmpty(); }
  bool empty() const { return m_empty; }
  QString currentId() const { return QString::number(m_hub.current().chat.id); }
  QAbstractItemModel* rows() { return &m_rows; }
  QAbstractItemModel* folders() { return &m_folderRows; }

  Q_INVOKABLE void open(const QString& id);
  Q_INVOKABLE void newChat() { m_hub.newChat(); }
  Q_INVOKABLE void rename(const QString& id, const QString& title);
  Q_INVOKABLE void setPinned(const QString& id, bool pinned);
  /// An empty folder id: out of its folder.
  Q_INVOKABLE void moveToFolder(const QString& id, const QString& folderId);
  Q_INVOKABLE void duplicate(const QString& id);
  /// Makes the text, then exportRequested() asks for a place; saveExport() writes it there.
  Q_INVOKABLE void exportChat(const QString& id);
  Q_INVOKABLE void saveExport(const QUrl& place);
  Q_INVOKABLE void remove(const QString& id);
  /// Brings a removed chat back, and shows it if it was shown.
  Q_INVOKABLE void restore(const QString& id);
  Q_INVOKABLE void openNext() { step(1); }
  Q_INVOKABLE void openPrevious() { step(-1); }
  Q_INVOKABLE void toggleFolder(const QString& id);
  Q_INVOKABLE void createFolder(const QString& name);

 Q_SIGNALS:
  void queryChanged();
  void emptyChanged();
  void currentIdChanged();
  void exportRequested(const QString& fileName);
  void exported(const QString& path);
  void removed(const QString& id, const QString& title);
  void failed(const QString& sentence);

 private:
  void refresh();
  void search();
  void readFolders();
  void step(int by);
  /// The chat that stands `by` rows from the shown one, 0 without.
  chat::Id neighbour(int by) const;

  ChatHub& m_hub;
  ChatRows m_rows;
  RowListModel<FolderRow> m_folderRows;
  std::vector<store::Folder> m_folders;
  std::vector<store::SearchHit> m_hits;
  QString m_query;
  QString m_found;  ///< the query that m_hits belong to
  QTimer m_searchSoon;
  QTimer m_midnight;
  QString m_exportText;
  chat::Id m_removedCurrent = 0;  ///< was shown when it was removed
  bool m_empty = true;
};

}  // namespace snug::ui
