// The shown chat: its messages on the shown branch, find, and the banner. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>

#include "app/viewmodels/chat/chat_hub.h"
#include "app/viewmodels/chat/load_failure.h"
#include "app/viewmodels/chat/message_row.h"
#include "app/viewmodels/chat/turn_banner.h"

namespace snug::ui {

class ConversationModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString chatId READ chatId NOTIFY chatChanged FINAL)
  Q_PROPERTY(QString title READ title NOTIFY titleChanged FINAL)
  Q_PROPERTY(bool empty READ empty NOTIFY emptyChanged FINAL)
  Q_PROPERTY(bool busy READ busy NOTIFY busyChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* messages READ messages CONSTANT FINAL)
  Q_PROPERTY(QString findQuery READ findQuery WRITE setFindQuery NOTIFY findChanged FINAL)
  Q_PROPERTY(int findCount READ findCount NOTIFY findChanged FINAL)
  Q_PROPERTY(int findCurrent READ findCurrent NOTIFY findChanged FINAL)
  Q_PROPERTY(int findRow READ findRow NOTIFY findChanged FINAL)
  Q_PROPERTY(int findBlock READ findBlock NOTIFY findChanged FINAL)
  Q_PROPERTY(snug::ui::LoadFailure* failure READ failure CONSTANT FINAL)
  Q_PROPERTY(QString bannerKind READ bannerKind NOTIFY bannerChanged FINAL)
  Q_PROPERTY(QString bannerText READ bannerText NOTIFY bannerChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* bannerActions READ bannerActions CONSTANT FINAL)

 public:
  explicit ConversationModel(ChatHub& hub, QObject* parent = nullptr);

  QString chatId() const { return QString::number(m_hub.current().chat.id); }
  QString title() const { return QString::fromStdString(m_hub.current().chat.title); }
  bool empty() const { return m_messages.rowCount() == 0; }
  bool busy() const { return m_hub.current().live != nullptr; }
  QAbstractItemModel* messages() { return &m_messages; }
  QString findQuery() const { return m_findQuery; }
  void setFindQuery(const QString& query);
  int findCount() const { return static_cast<int>(m_matches.size()); }
  int findCurrent() const { return m_findCurrent; }
  int findRow() const { return m_findCurrent < 0 ? -1 : m_matches[static_cast<size_t>(m_findCurrent)].row; }
  int findBlock() const { return m_findCurrent < 0 ? -1 : m_matches[static_cast<size_t>(m_findCurrent)].block; }
  QString bannerKind() const { return m_banner.kind(); }
  QString bannerText() const { return m_banner.text(); }
  QAbstractItemModel* bannerActions() { return m_banner.actions(); }

  Q_INVOKABLE void copyMessage(int row);
  Q_INVOKABLE void copyBlock(int row, int blockRow);
  Q_INVOKABLE void edit(int row, const QString& text);
  Q_INVOKABLE void editAnswer(int row, const QString& text);
  Q_INVOKABLE void regenerate(int row);
  Q_INVOKABLE void continueAnswer(int row);
  Q_INVOKABLE void branchFrom(int row);
  Q_INVOKABLE void showBranch(int row, int index);
  Q_INVOKABLE void findNext() { stepFind(1); }
  Q_INVOKABLE void findPrevious() { stepFind(-1); }
  Q_INVOKABLE void bannerAct(int row) { m_banner.act(row); }

  LoadFailure* failure() { return &m_failure; }
  /// The last answer's row, -1 without one.
  int lastAnswerRow() const;

 Q_SIGNALS:
  void chatChanged();
  void titleChanged();
  void emptyChanged();
  void busyChanged();
  void findChanged();
  void bannerChanged();
  void sent(int questionRow);
  void finished(int row);
  void copyRequested(const QString& text);

 private:
  void rebuild();
  void refreshLive();
  MessageRow rowOf(OpenChat& chat, const chat::Message& message, bool last);
  void applyLive(const OpenChat& chat, MessageRow& row) const;
  void search();
  void stepFind(int step);

  struct Match {
    int row = 0;
    int block = 0;
  };

  ChatHub& m_hub;
  MessageListModel m_messages;
  LoadFailure m_failure;
  TurnBanner m_banner;
  QString m_findQuery;
  std::vector<Match> m_matches;
  int m_findCurrent = -1;
};

}  // namespace snug::ui
