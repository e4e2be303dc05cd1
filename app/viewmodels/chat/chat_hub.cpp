#include "app/viewmodels/chat/chat_hub.h"

#include <QMetaObject>
#include <QPointer>

#include "app/chat/prompt.h"
#include "app/chat/title.h"
#include "app/manager/store/message_repository.h"
#include "app/viewmodels/chat/chat_settings.h"
#include "app/viewmodels/chat/prompt_room.h"
#include "app/viewmodels/chat/turn_banner.h"
#include "app/viewmodels/core/error_text.h"

namespace snug::ui {

ChatHub::ChatHub(EngineBridge& engine, ModelStation& station, store::StoreThread& store, QObject* parent)
    : QObject(parent), m_engine(engine), m_station(station), m_store(store) {
  connect(&engine, &EngineBridge::promptProgressed, this, [this](quint64 id, int done, int total, int) {
    OpenChat* chat = chatOf(id);
    if (chat == nullptr) return;
    chat->live->readTokens = total;
    chat->live->readPercent = total > 0 ? 100 * done / total : 0;
    Q_EMIT answerGrew(chat->chat.id);
  });
  connect(&engine, &EngineBridge::textArrived, this, [this](quint64 id, const std::string& text, int tokens) {
    if (OpenChat* chat = chatOf(id)) onText(*chat, text, tokens);
  });
  connect(&engine, &EngineBridge::finished, this, [this](quint64 id, const session::Finished& finished) {
    if (OpenChat* chat = chatOf(id)) onFinished(*chat, finished);
  });
  connect(&station, &ModelStation::phaseChanged, this, [this] {
    for (auto& [id, chat] : m_chats) {
      if (!chat->live || chat->live->request != 0 || !chat->live->writer) continue;
      if (m_station.phase() == ModelStation::Phase::loaded) generateNow(*chat);
      if (m_station.phase() == ModelStation::Phase::failed) failLive(*chat, *m_station.failure());
      if (m_station.phase() == ModelStation::Phase::unloaded) failLive(*chat, Error{Code::cancelled});
    }
  });
  newChat();
  refreshList();
}

ChatHub::~ChatHub() {
  // Answers on their way are kept as far as they came: their writers mark them interrupted.
  for (auto& [id, chat] : m_chats) chat->live.reset();
}

store::Receiver ChatHub::receiver() {
  return {[self = QPointer(this)](std::function<void()> work) {
            if (self) QMetaObject::invokeMethod(self, std::move(work), Qt::QueuedConnection);
          },
          std::weak_ptr<void>(m_alive)};
}

OpenChat* ChatHub::chatOf(session::RequestId request) {
  for (auto& [id, chat] : m_chats) {
    if (chat->live && chat->live->request == request) return chat.get();
  }
  return nullptr;
}

std::string ChatHub::modelLabel() const {
  const catalog::LocalModel* model = m_station.chosen();
  return model == nullptr ? std::string() : model->name + " " + model->quantization;
}

void ChatHub::send(const std::string& text) {
  OpenChat& chat = current();
  if (chat.live || text.empty() || m_station.chosen() == nullptr) return;
  chat::Message question;
  question.id = chat::new_id();
  question.chat_id = chat.chat.id;
  question.parent_id = chat.history.active_leaf();
  question.role = chat::Role::user;
  question.content = text;
  question.created_ms = chat::now_ms();
  if (!chat.history.add(question)) return;
  auto answer = chat.history.reply(question.id, modelLabel());
  if (!answer) return;
  answer->chat_id = chat.chat.id;
  if (!chat.stored) {
    chat.chat.title = chat::title_from_message(text);
    chat.chat.model_ref = m_station.chosen()->ref;
    m_store.tell([row = chat.chat](store::Store& s) { return store::ChatRepository(s.db).add(row); });
    chat.stored = true;
  }
  beginTurn(chat, &question, *answer);
  Q_EMIT questionSent(question.id);
}

void ChatHub::editAndSend(chat::Id questionId, const std::string& text) {
  OpenChat& chat = current();
  if (chat.live || text.empty() || m_station.chosen() == nullptr) return;
  auto question = chat.history.edit(questionId, text);
  if (!question) return;
  question->chat_id = chat.chat.id;
  auto answer = chat.history.reply(question->id, modelLabel());
  if (!answer) return;
  answer->chat_id = chat.chat.id;
  beginTurn(chat, &*question, *answer);
  Q_EMIT questionSent(question->id);
}

void ChatHub::regenerate(chat::Id answerId) {
  OpenChat& chat = current();
  if (chat.live || m_station.chosen() == nullptr) return;
  auto answer = chat.history.regenerate(answerId, modelLabel());
  if (!answer) return;
  answer->chat_id = chat.chat.id;
  beginTurn(chat, nullptr, *answer);
}

void ChatHub::continueAnswer(chat::Id answerId) {
  OpenChat& chat = current();
  if (chat.live || m_station.chosen() == nullptr || !chat.history.continue_answer(answerId)) return;
  const chat::Message answer = *chat.history.find(answerId);
  chat.blocks.erase(answerId);  // its last block is open again
  m_store.ask([answerId](store::Store& s) { return store::MessageRepository(s.db).set_streaming(answerId); },
              receiver(), [](const Status&) {});
  startLive(chat, answer, true);
  Q_EMIT messagesChanged(chat.chat.id);
  m_station.load();
  if (m_station.phase() == ModelStation::Phase::loaded) generateNow(chat);
}

void ChatHub::editAnswer(chat::Id answerId, const std::string& text) {
  OpenChat& chat = current();
  if (chat.live) return;
  auto answer = chat.history.regenerate(answerId, "");
  if (!answer) return;
  answer->chat_id = chat.chat.id;
  answer->content = text;
  answer->state = chat::MessageState::complete;
  (void)chat.history.append(answer->id, text, "");
  (void)chat.history.finish(answer->id, chat::MessageState::complete, {});
  m_store.tell([row = *answer](store::Store& s) { return store::MessageRepository(s.db).add(row); });
  Q_EMIT messagesChanged(chat.chat.id);
}

void ChatHub::showSibling(chat::Id messageId, int step) {
  OpenChat& chat = current();
  if (chat.live || !chat.history.select_sibling(messageId, step)) return;
  m_store.tell([id = chat.chat.id, leaf = chat.history.active_leaf()](store::Store& s) {
    return store::ChatRepository(s.db).set_active_leaf(id, leaf);
  });
  Q_EMIT messagesChanged(chat.chat.id);
}

void ChatHub::stop() {
  OpenChat& chat = current();
  if (!chat.live) return;
  chat.live->stopping = true;
  if (chat.live->request != 0) {
    m_engine.cancel(chat.live->request);
  } else {
    endLive(chat, chat::MessageState::stopped, {});
  }
}

void ChatHub::beginTurn(OpenChat& chat, const chat::Message* question, const chat::Message& answer) {
  startLive(chat, answer, false);
  chat.live->writer.reset();  // the row is not there yet
  Q_EMIT messagesChanged(chat.chat.id);
  const chat::Id chatId = chat.chat.id;
  std::optional<chat::Message> asked;
  if (question != nullptr) asked = *question;
  m_store.ask(
      [asked, answer](store::Store& s) -> Status {
        store::MessageRepository messages(s.db);
        return asked ? messages.begin_turn(*asked, answer) : messages.add(answer);
      },
      receiver(),
      [this, chatId, id = answer.id](Status status) {
        OpenChat* open = find(chatId);
        if (open == nullptr || !open->live || open->live->messageId != id) return;
        if (!status) {
          failLive(*open, status.error());
          return;
        }
        refreshList();
        // From here on nothing that is shown can be lost: the answer may begin.
        open->live->writer = std::make_unique<store::AnswerWriter>(m_store, id);
        m_station.load();
        if (m_station.phase() == ModelStation::Phase::loaded) generateNow(*open);
      });
}

void ChatHub::startLive(OpenChat& chat, const chat::Message& answer, bool continues) {
  setProblem(chat, {});
  chat.live = std::make_unique<LiveAnswer>();
  chat.live->messageId = answer.id;
  chat.live->continues = continues;
  chat.live->clock.start();
  if (continues)
    chat.live->writer = std::make_unique<store::AnswerWriter>(m_store, answer.id, answer.content, answer.reasoning);
  Q_EMIT listChanged();
}

void ChatHub::generateNow(OpenChat& chat) {
  LiveAnswer& live = *chat.live;
  const session::ModelInfo& model = m_station.info();
  const chat::Message* answer = chat.history.find(live.messageId);
  auto prompt = promptOf(chat, live.continues ? answer->id : answer->parent_id);
  if (!prompt) {
    failLive(chat, prompt.error());
    return;
  }
  session::Generate request;
  for (const chat::PromptMessage& m : prompt->messages) {
    request.turns.push_back({std::string(chat::role_name(m.role)), m.content, m.reasoning});
  }
  request.continue_last = prompt->continues;
  request.think = chat.think;
  request.sampler = applied(chat.sampler, model.sampler);
  request.rules.stop = chat.stopTexts;
  live.stream =
      live.continues ? chat::ReasoningStream("", "") : chat::ReasoningStream(model.think_open, model.think_close);
  live.clock.restart();
  live.request = m_engine.generate(std::move(request));
  Q_EMIT answerGrew(chat.chat.id);
}

void ChatHub::feed(OpenChat& chat, const chat::ReasoningStream::Piece& piece, int tokens) {
  LiveAnswer& live = *chat.live;
  if (!piece.reasoning.empty()) {
    live.reasoningTokens += tokens;
    live.reasoningSeconds = static_cast<double>(live.clock.elapsed()) / 1e3;
  }
  live.writer->add(piece.content, piece.reasoning, tokens, live.clock.elapsed());
  (void)chat.history.append(live.messageId, piece.content, piece.reasoning);
  if (const auto it = chat.blocks.find(live.messageId); it != chat.blocks.end()) {
    if (!piece.reasoning.empty())
      it->second->appendReasoning(piece.reasoning, live.reasoningTokens, live.reasoningSeconds);
    if (!piece.content.empty()) it->second->appendContent(piece.content);
  }
}

void ChatHub::onText(OpenChat& chat, const std::string& text, int tokens) {
  LiveAnswer& live = *chat.live;
  if (live.firstTokenMs < 0) {
    live.firstTokenMs = live.clock.elapsed();
    live.firstTokenSeconds = static_cast<double>(live.firstTokenMs) / 1e3;
  }
  live.outputTokens += tokens;
  const double spent = static_cast<double>(live.clock.elapsed() - live.firstTokenMs) / 1e3;
  if (spent > 0.1) live.rate = (live.outputTokens - 1) / spent;
  feed(chat, live.stream.push(text), tokens);
  Q_EMIT answerGrew(chat.chat.id);
}

void ChatHub::onFinished(OpenChat& chat, const session::Finished& finished) {
  LiveAnswer& live = *chat.live;
  feed(chat, live.stream.finish(), 0);
  const session::Statistics& s = finished.statistics;
  chat.contextUsed = s.n_context_used;
  chat::MessageStats stats;
  stats.prompt_tokens = s.n_prompt_tokens;
  stats.output_tokens = s.n_output_tokens;
  stats.reasoning_tokens = live.reasoningTokens;
  stats.prompt_tokens_per_second = s.prompt_tokens_per_second;
  stats.tokens_per_second = s.decode_tokens_per_second;
  stats.time_to_first_token_ms = s.time_to_first_token_ms;
  stats.reasoning_ms = live.reasoningSeconds > 0 ? live.reasoningSeconds * 1e3 : 0;
  if (finished.error) {
    failLive(chat, *finished.error);
    return;
  }
  if (finished.reason == session::StopReason::context_full)
    setProblem(chat, {TurnProblem::Kind::contextFull, live.messageId, {}});
  const bool stopped = finished.reason == session::StopReason::cancelled;
  endLive(chat, stopped ? chat::MessageState::stopped : chat::MessageState::complete, stats);
}

void ChatHub::failLive(OpenChat& chat, const Error& error) {
  const bool said = !chat.history.find(chat.live->messageId)->content.empty();
  const bool stopped = error.code == Code::cancelled;
  if (!stopped) setProblem(chat, {TurnProblem::Kind::failed, chat.live->messageId, error});
  // A model that did not load has a card of its own in the chat.
  const bool carded = m_station.phase() == ModelStation::Phase::failed;
  if (!stopped && !carded && !bannerTells(error.code)) Q_EMIT noticed(sentenceOf(error));
  endLive(chat,
          stopped ? chat::MessageState::stopped
          : said  ? chat::MessageState::interrupted
                  : chat::MessageState::failed,
          {});
}

void ChatHub::endLive(OpenChat& chat, chat::MessageState state, const chat::MessageStats& stats) {
  const chat::Id id = chat.live->messageId;
  if (!chat.live->writer) chat.live->writer = std::make_unique<store::AnswerWriter>(m_store, id);
  chat.live->writer->finish(state, stats);
  (void)chat.history.finish(id, state, stats);
  if (const auto it = chat.blocks.find(id); it != chat.blocks.end()) it->second->finish();
  chat.live.reset();
  Q_EMIT messagesChanged(chat.chat.id);
  Q_EMIT answerEnded(chat.chat.id, id);
  Q_EMIT listChanged();
}

BlockListModel* ChatHub::blocksOf(OpenChat& chat, const chat::Message& message) {
  auto& slot = chat.blocks[message.id];
  if (slot) return slot.get();
  slot = std::make_unique<BlockListModel>(this);
  if (!message.reasoning.empty()) {
    slot->appendReasoning(message.reasoning, static_cast<int>(message.stats.reasoning_tokens),
                          message.stats.reasoning_ms / 1e3);
  }
  slot->appendContent(message.content);
  if (message.state != chat::MessageState::streaming) slot->finish();
  return slot.get();
}

void ChatHub::setProblem(OpenChat& chat, TurnProblem problem) {
  chat.problem = std::move(problem);
  Q_EMIT problemChanged(chat.chat.id);
}

Result<chat::Prompt> ChatHub::promptOf(OpenChat& chat, chat::Id last) {
  chat::PromptOptions options;
  options.system_prompt = chat.chat.system_prompt;
  SNUG_TRY(chat::Prompt prompt, chat::assemble_prompt(chat.history, last, options));
  chat.leftOut = 0;
  if (chat.tokensPerByte <= 0) return prompt;
  const auto estimate = [&](const chat::Prompt& p) { return estimatedTokens(p, chat.tokensPerByte); };
  SNUG_TRY(const size_t left, chat::leave_out_oldest(prompt, promptRoom(m_station.info().n_ctx), estimate));
  chat.leftOut = static_cast<int>(left);
  Q_EMIT problemChanged(chat.chat.id);
  return prompt;
}

void ChatHub::leaveOutOldest(double tokensPerByte, chat::Id answerId) {
  current().tokensPerByte = tokensPerByte;
  regenerate(answerId);
}

}  // namespace snug::ui
