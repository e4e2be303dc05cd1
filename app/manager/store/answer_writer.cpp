#include "app/manager/store/answer_writer.h"

#include "app/manager/store/message_repository.h"

namespace snug::store {

AnswerWriter::AnswerWriter(StoreThread& store, chat::Id message_id, std::string content, std::string reasoning)
    : store_(store), id_(message_id), content_(std::move(content)), reasoning_(std::move(reasoning)) {}

AnswerWriter::~AnswerWriter() {
  if (!finished_) finish(chat::MessageState::interrupted, {.output_tokens = tokens_});
}

void AnswerWriter::add(std::string_view content, std::string_view reasoning, int64_t tokens, int64_t now_ms) {
  content_ += content;
  reasoning_ += reasoning;
  tokens_ += tokens;
  unwritten_tokens_ += tokens;
  if (waiting_since_ms_ < 0) waiting_since_ms_ = now_ms;
  if (unwritten_tokens_ >= kFlushTokens) flush();
  tick(now_ms);
}

void AnswerWriter::tick(int64_t now_ms) {
  if (waiting_since_ms_ >= 0 && now_ms - waiting_since_ms_ >= kFlushMs) flush();
}

void AnswerWriter::flush() {
  unwritten_tokens_ = 0;
  waiting_since_ms_ = -1;
  store_.tell([id = id_, content = content_, reasoning = reasoning_, tokens = tokens_](Store& store) {
    return MessageRepository(store.db).update_streaming(id, content, reasoning, tokens);
  });
}

void AnswerWriter::finish(chat::MessageState state, const chat::MessageStats& stats) {
  finished_ = true;
  store_.tell([id = id_, content = content_, reasoning = reasoning_, state, stats](Store& store) {
    return MessageRepository(store.db).finish(id, content, reasoning, state, stats);
  });
}

}  // namespace snug::store
