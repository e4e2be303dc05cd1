// Where a message is written. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>
#include <QTimer>
#include <QUrl>
#include <map>

#include "app/viewmodels/chat/attachment.h"
#include "app/viewmodels/chat/preset_shelf.h"
#include "app/viewmodels/chat/token_counter.h"

namespace snug::ui {

/// One line of what fills the context.
struct ContextPartRow {
  QString label;
  int tokens = 0;
  bool operator==(const ContextPartRow&) const = default;
};

/// GUI thread. Text and attachments belong to the shown chat and wait for it while another one is shown.
class ComposerModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged FINAL)
  Q_PROPERTY(QString modelName READ modelName NOTIFY modelChanged FINAL)
  Q_PROPERTY(QString phase READ phase NOTIFY liveChanged FINAL)
  Q_PROPERTY(bool canSend READ canSend NOTIFY canSendChanged FINAL)
  Q_PROPERTY(bool sendsWhenLoaded READ sendsWhenLoaded NOTIFY modelChanged FINAL)
  Q_PROPERTY(double loadProgress READ loadProgress WRITE setLoadProgress NOTIFY loadProgressChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* presets READ presets CONSTANT FINAL)
  Q_PROPERTY(QString presetName READ presetName NOTIFY presetChanged FINAL)
  Q_PROPERTY(bool canThink READ canThink NOTIFY modelChanged FINAL)
  Q_PROPERTY(bool thinking READ thinking WRITE setThinking NOTIFY thinkingChanged FINAL)
  Q_PROPERTY(int usedTokens READ usedTokens NOTIFY contextChanged FINAL)
  Q_PROPERTY(int contextTokens READ contextTokens NOTIFY contextChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* contextParts READ contextParts CONSTANT FINAL)
  Q_PROPERTY(double rate READ rate NOTIFY liveChanged FINAL)
  Q_PROPERTY(double firstToken READ firstToken NOTIFY liveChanged FINAL)
  Q_PROPERTY(int tokenCount READ tokenCount NOTIFY liveChanged FINAL)
  Q_PROPERTY(double readRate READ readRate NOTIFY liveChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* attachments READ attachments CONSTANT FINAL)
  Q_PROPERTY(bool enterSends READ enterSends WRITE setEnterSends NOTIFY enterSendsChanged FINAL)

 public:
  /// A draft is written when no letter came for this long.
  static constexpr int kDraftMs = 500;

  ComposerModel(EngineBridge& engine, ChatHub& hub, PresetShelf& presets, QObject* parent = nullptr);
  /// Writes the draft.
  ~ComposerModel() override;

  QString text() const { return QString::fromStdString(m_hub.current().chat.draft); }
  void setText(const QString& text);
  QString modelName() const;
  QString phase() const;
  bool canSend() const;
  bool sendsWhenLoaded() const { return m_hub.station().phase() == ModelStation::Phase::loading; }
  /// Of the first model's download into this chat; set by whoever downloads it.
  double loadProgress() const { return m_loadProgress; }
  void setLoadProgress(double progress);
  QAbstractItemModel* presets() { return m_presets.rows(); }
  QString presetName() const { return m_presets.nameOfCurrent(); }
  bool canThink() const;
  bool thinking() const { return m_hub.current().think.value_or(true); }
  void setThinking(bool thinking);
  int usedTokens() const;
  int contextTokens() const;
  QAbstractItemModel* contextParts() { return &m_parts; }
  double rate() const { return live() ? live()->rate : -1; }
  double firstToken() const { return live() ? live()->firstTokenSeconds : -1; }
  int tokenCount() const { return live() ? live()->outputTokens : 0; }
  double readRate() const;
  QAbstractItemModel* attachments() { return &m_attachments; }
  bool enterSends() const { return m_enterSends; }
  void setEnterSends(bool sends);
  TokenCounter& counter() { return m_counter; }

  Q_INVOKABLE void choosePreset(const QString& id) { m_presets.choose(id); }
  Q_INVOKABLE void send();
  Q_INVOKABLE void stop() { m_hub.stop(); }
  Q_INVOKABLE QString editLast() const;
  /// The window opens a file dialog and calls attachUrls().
  Q_INVOKABLE void attach() { Q_EMIT attachRequested(); }
  Q_INVOKABLE void attachUrls(const QList<QUrl>& urls);
  Q_INVOKABLE void removeAttachment(int row);

 Q_SIGNALS:
  void textChanged();
  void modelChanged();
  void canSendChanged();
  void loadProgressChanged();
  void presetChanged();
  void thinkingChanged();
  void contextChanged();
  void liveChanged();
  void enterSendsChanged();
  void attachRequested();
  void failed(const QString& sentence);  ///< a file that cannot be attached, and why

 private:
  const LiveAnswer* live() const { return m_hub.current().live.get(); }
  std::string message() const;
  void showChat();
  void saveDraft();
  void readNewDraft();
  void take(chat::Id chatId, Attachment attachment);
  void refreshContext();

  ChatHub& m_hub;
  PresetShelf& m_presets;
  RowListModel<Attachment> m_attachments;
  std::map<chat::Id, std::vector<Attachment>> m_waiting;  ///< attachments of chats that are not shown
  RowListModel<ContextPartRow> m_parts;
  TokenCounter m_counter;
  QTimer m_draftSoon;
  chat::Id m_shown = 0;
  double m_loadProgress = -1;
  bool m_enterSends = true;
};

}  // namespace snug::ui
