#include "app/manager/store/message_repository.h"

#include <algorithm>

namespace snug::store {
namespace {

using chat::Message, chat::MessageState, chat::Role;

/// A number from the file as an enum: what this build does not know becomes something that can be shown.
Role role_of(int64_t stored) {
  return stored >= 0 && stored <= 3 ? static_cast<Role>(stored) : Role::user;
}
MessageState state_of(int64_t stored) {
  return stored >= 0 && stored <= 4 ? static_cast<MessageState>(stored) : MessageState::interrupted;
}

}  // namespace

Result<std::vector<Message>> MessageRepository::list(chat::Id chat_id) {
  SNUG_TRY(Statement s,
           db_.prepare("SELECT id, chat_id, parent_id, role, state, content, reasoning, model_name, prompt_tokens, "
                       "output_tokens, reasoning_tokens, prompt_tokens_per_second, tokens_per_second, "
                       "time_to_first_token_ms, reasoning_ms, created_ms FROM message WHERE chat_id = ? ORDER BY id"));
  s.bind(chat_id);
  std::vector<Message> out;
  for (;;) {
    SNUG_TRY(const bool row, s.step());
    if (!row) return out;
    out.push_back(Message{.id = s.integer(0),
                          .chat_id = s.integer(1),
                          .parent_id = s.integer(2),
                          .role = role_of(s.integer(3)),
                          .state = state_of(s.integer(4)),
                          .content = s.text(5),
                          .reasoning = s.text(6),
                          .model_name = s.text(7),
                          .stats = {.prompt_tokens = s.integer(8),
                                    .output_tokens = s.integer(9),
                                    .reasoning_tokens = s.integer(10),
                                    .prompt_tokens_per_second = s.real(11),
                                    .tokens_per_second = s.real(12),
                                    .time_to_first_token_ms = s.real(13),
                                    .reasoning_ms = s.real(14)},
                          .created_ms = s.integer(15)});
  }
}

Status MessageRepository::insert(const Message& m) {
  return db_.run(
      "INSERT INTO message(id, chat_id, parent_id, role, state, content, reasoning, model_name, prompt_tokens, "
      "output_tokens, reasoning_tokens, prompt_tokens_per_second, tokens_per_second, time_to_first_token_ms, "
      "reasoning_ms, created_ms) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      m.id, m.chat_id, m.parent_id, static_cast<int>(m.role), static_cast<int>(m.state), m.content, m.reasoning,
      m.model_name, m.stats.prompt_tokens, m.stats.output_tokens, m.stats.reasoning_tokens,
      m.stats.prompt_tokens_per_second, m.stats.tokens_per_second, m.stats.time_to_first_token_ms, m.stats.reasoning_ms,
      m.created_ms);
}

Status MessageRepository::touch_chat(const Message& leaf) {
  SNUG_CHECK_OK(db_.run("UPDATE chat SET active_leaf = ?, updated_ms = max(updated_ms, ?) WHERE id = ?", leaf.id,
                        leaf.created_ms, leaf.chat_id));
  if (db_.changed_rows() == 0) return fail(Code::not_found, "the chat");
  return {};
}

Status MessageRepository::add(const Message& m) {
  SNUG_TRY(Transaction transaction, Transaction::begin(db_));
  SNUG_CHECK_OK(insert(m));
  SNUG_CHECK_OK(touch_chat(m));
  return transaction.commit();
}

Status MessageRepository::begin_turn(const Message& question, const Message& answer) {
  SNUG_TRY(Transaction transaction, Transaction::begin(db_));
  SNUG_CHECK_OK(insert(question));
  SNUG_CHECK_OK(insert(answer));
  SNUG_CHECK_OK(touch_chat(answer));
  return transaction.commit();
}

Status MessageRepository::update_streaming(chat::Id id, std::string_view content, std::string_view reasoning,
                                           int64_t output_tokens) {
  SNUG_CHECK_OK(db_.run("UPDATE message SET content = ?, reasoning = ?, output_tokens = ?, state = 1 WHERE id = ?",
                        content, reasoning, output_tokens, id));
  if (db_.changed_rows() == 0) return fail(Code::not_found, "the message");
  return {};
}

Status MessageRepository::finish(chat::Id id, std::string_view content, std::string_view reasoning, MessageState state,
                                 const chat::MessageStats& stats) {
  SNUG_CHECK_OK(db_.run(
      "UPDATE message SET content = ?, reasoning = ?, state = ?, prompt_tokens = ?, output_tokens = ?, "
      "reasoning_tokens = ?, prompt_tokens_per_second = ?, tokens_per_second = ?, time_to_first_token_ms = ?, "
      "reasoning_ms = ? WHERE id = ?",
      content, reasoning, static_cast<int>(state), stats.prompt_tokens, stats.output_tokens, stats.reasoning_tokens,
      stats.prompt_tokens_per_second, stats.tokens_per_second, stats.time_to_first_token_ms, stats.reasoning_ms, id));
  if (db_.changed_rows() == 0) return fail(Code::not_found, "the message");
  return {};
}

Status MessageRepository::set_streaming(chat::Id id) {
  SNUG_CHECK_OK(db_.run("UPDATE message SET state = 1 WHERE id = ? AND role = 2", id));
  if (db_.changed_rows() == 0) return fail(Code::not_found, "the answer");
  return {};
}

}  // namespace snug::store
