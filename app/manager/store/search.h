// Search over titles and messages.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/chat/message.h"
#include "app/manager/store/sqlite.h"

namespace snug::store {

/// One chat that contains every word asked for.
struct SearchHit {
  chat::Id chat_id = 0;
  std::string title = {};
  chat::Id message_id = 0;  ///< the newest message that matches; 0: only the title does
  std::string line = {};    ///< the line of that message around the match, at most about 160 bytes
  size_t match_at = 0;      ///< the first word's place in `line`, in bytes
  size_t match_length = 0;
};

/// Chats that are not deleted and contain all words of `query` (divided by white space) in the title or in one
/// message, anywhere in a word, ignoring ASCII case and, for words of three characters or more, case of every script.
/// Pinned first, then the most recent; at most `limit`.
Result<std::vector<SearchHit>> search(Database& db, std::string_view query, size_t limit = 100);

/// Checks the search index against the messages; builds it anew if they disagree. It is derived data: nothing is lost.
Status repair_search(Database& db);

}  // namespace snug::store
