// Every open chat and the answers that are being made in them: the one place that ties history, store and engine.
// The view models of the chat screen show it and pass verbs on.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <map>
#include <memory>
#include <optional>

#include "app/chat/history.h"
#include "app/chat/prompt.h"
#include "app/chat/reasoning_stream.h"
#include "app/manager/store/answer_writer.h"
#include "app/manager/store/chat_repository.h"
#include "app/manager/store/store_thread.h"
#include "app/viewmodels/chat/block_list_model.h"
#include "app/viewmodels/chat/chat_settings.h"
#include "app/viewmodels/models/model_station.h"

namespace snug::ui {

/// An answer on its way.
struct LiveAnswer {
  chat::Id messageId = 0;
  session::RequestId request = 0;  ///< 0: waits for the store or the model
  std::unique_ptr<store::AnswerWriter> writer;
  chat::ReasoningStream stream{"", ""};
  bool continues = false;
  bool stopping = false;
  QElapsedTimer clock;  ///< since it was asked for
  int readTokens = 0;   ///< of the prompt, while it is read
  int readPercent = 0;
  int outputTokens = 0;
  int reasoningTokens = 0;
  double firstTokenSeconds = -1;
  double reasoningSeconds = -1;
  qint64 firstTokenMs = -1;
  double rate = -1;  ///< tok/s so far
};

/// What kept the last turn from a whole answer.
struct TurnProblem {
  enum class Kind { none, contextFull, failed };
  Kind kind = Kind::none;
  chat::Id answerId = 0;
  Error error;  ///< of `failed`
};

/// A chat in memory.
struct OpenChat {
  store::Chat chat;
  chat::History history;
  bool stored = false;  ///< the store has it: something was said in it
  std::unique_ptr<LiveAnswer> live;
  std::map<chat::Id, std::unique_ptr<BlockListModel>> blocks;  ///< of answers that were shown
  SamplerChanges sampler;                                      ///< what differs from the model's own defaults
  std::vector<std::string> stopTexts;                          ///< texts that end an answer
  std::optional<bool> think;
  int contextUsed = 0;  ///< tokens of the last answer's context
  TurnProblem problem;  ///< of the last turn of this run
  /// Above 0: the oldest messages are left out where the prompt would not fit; how many tokens a byte of this chat
  /// takes.
  double tokensPerByte = 0;
  int leftOut = 0;  ///< messages that the last prompt went without
};

/// GUI thread.
class ChatHub : public QObject {
  Q_OBJECT

 public:
  ChatHub(EngineBridge& engine, ModelStation& station, store::StoreThread& store, QObject* parent = nullptr);
  ~ChatHub() override;

  /// The chat that is shown; never null. A new one is only written once something is said in it.
  OpenChat& current() { return *m_current; }
  void openChat(chat::Id id);
  void newChat();
  /// The list of chats as last read from the store.
  const std::vector<store::ChatSummary>& summaries() const { return m_summaries; }
  void refreshList();
  bool isGenerating(chat::Id chatId) const;
  OpenChat* find(chat::Id chatId);

  /// Whether an answer is being made in any chat: then the engine is busy.
  bool isGenerating() const;
  /// Verbs on a chat of the list. The list changes at once, the store soon after.
  void rename(chat::Id id, const std::string& title);
  void setPinned(chat::Id id, bool pinned);
  void move(chat::Id id, chat::Id folderId);
  /// A copy with all branches; it is opened.
  void duplicate(chat::Id id, const std::string& title);
  /// Out of the list, for 30 days. An answer on its way in it is stopped; a chat that is shown gives way to a new one.
  void remove(chat::Id id);
  void restore(chat::Id id);

  /// Verbs on the current chat. Nothing happens where they make no sense (an answer is on its way, no such message).
  void send(const std::string& text);
  void editAndSend(chat::Id questionId, const std::string& text);
  void regenerate(chat::Id answerId);
  void continueAnswer(chat::Id answerId);
  /// Another text in the place of an answer: a new branch that the person wrote.
  void editAnswer(chat::Id answerId, const std::string& text);
  /// A new chat with the branch that ends at the message; it is opened.
  void branchFrom(chat::Id messageId);
  void showSibling(chat::Id messageId, int step);
  void stop();
  /// The chat's own settings (system prompt, sampler) have changed: writes them to the store.
  void saveSettings();
  /// What stands unsent in the chat; written to the store if the chat is there.
  void saveDraft(OpenChat& chat);
  /// What the model is asked: the branch that ends at `last`, without the oldest messages if the chat leaves them out.
  Result<chat::Prompt> promptOf(OpenChat& chat, chat::Id last);
  /// Counts again whether the oldest messages are left out from now on, and answers `answerId` again.
  void leaveOutOldest(double tokensPerByte, chat::Id answerId);

  store::StoreThread& store() { return m_store; }
  store::Receiver receiver();
  ModelStation& station() { return m_station; }
  const std::vector<session::DeviceEntry>& devices() const { return m_engine.devices(); }
  /// The blocks of an answer, built on first use.
  BlockListModel* blocksOf(OpenChat& chat, const chat::Message& message);

 Q_SIGNALS:
  void listChanged();
  void currentChanged();                ///< another chat is shown
  void messagesChanged(qint64 chatId);  ///< messages came, went or changed kind
  void answerGrew(qint64 chatId);       ///< the live answer has new text or numbers
  void answerEnded(qint64 chatId, qint64 messageId);
  void questionSent(qint64 messageId);
  void settingsChanged();                 ///< of the current chat
  void problemChanged(qint64 chatId);     ///< OpenChat::problem or leftOut
  void noticed(const QString& sentence);  ///< something the person should read

 private:
  void beginTurn(OpenChat& chat, const chat::Message* question, const chat::Message& answer);
  void startLive(OpenChat& chat, const chat::Message& answer, bool continues);
  void generateNow(OpenChat& chat);
  void onText(OpenChat& chat, const std::string& text, int tokens);
  void onFinished(OpenChat& chat, const session::Finished& finished);
  void failLive(OpenChat& chat, const Error& error);
  void endLive(OpenChat& chat, chat::MessageState state, const chat::MessageStats& stats);
  void feed(OpenChat& chat, const chat::ReasoningStream::Piece& piece, int tokens);
  void setProblem(OpenChat& chat, TurnProblem problem);
  OpenChat* chatOf(session::RequestId request);
  void show(OpenChat& chat);
  store::ChatSummary* summary(chat::Id id);
  std::string modelLabel() const;

  EngineBridge& m_engine;
  ModelStation& m_station;
  store::StoreThread& m_store;
  std::shared_ptr<int> m_alive = std::make_shared<int>(0);
  std::map<chat::Id, std::unique_ptr<OpenChat>> m_chats;
  OpenChat* m_current = nullptr;
  std::vector<store::ChatSummary> m_summaries;
  chat::Id m_wanted = 0;  ///< the chat that is being read from the store
};

}  // namespace snug::ui
