// Messages on disk. The rule that nothing acknowledged is lost stands here: a call that returned is on the disk.
#pragma once

#include <string_view>
#include <vector>

#include "app/chat/message.h"
#include "app/manager/store/sqlite.h"

namespace snug::store {

class MessageRepository {
 public:
  explicit MessageRepository(Database& db) : db_(db) {}

  /// Every message of a chat, all branches, oldest first.
  Result<std::vector<chat::Message>> list(chat::Id chat_id);
  /// A message with an id of new_id(); makes it the chat's active leaf and the chat the most recent. One transaction.
  Status add(const chat::Message& message);
  /// A question and the still empty answer to it, in one transaction. Generation may start when this has returned.
  Status begin_turn(const chat::Message& question, const chat::Message& answer);
  /// The whole text so far of an answer that streams. Cheap: the search index is left alone until it ends.
  Status update_streaming(chat::Id id, std::string_view content, std::string_view reasoning, int64_t output_tokens);
  /// The end of an answer; puts it into the search index.
  Status finish(chat::Id id, std::string_view content, std::string_view reasoning, chat::MessageState state,
                const chat::MessageStats& stats);
  /// An answer streams again (continue). Error: not_found.
  Status set_streaming(chat::Id id);
  /// The row alone, within the caller's transaction.
  Status insert(const chat::Message& message);

 private:
  Status touch_chat(const chat::Message& leaf);
  Database& db_;
};

}  // namespace snug::store
