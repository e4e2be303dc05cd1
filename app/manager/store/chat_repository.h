// Chats and folders on disk. Every method is one transaction, on the store's thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/chat/message.h"
#include "app/manager/store/sqlite.h"

namespace snug::store {

using chat::Id;

/// What the list of chats shows.
struct ChatSummary {
  Id id = 0;
  std::string title = {};
  bool pinned = false;
  Id folder_id = 0;  ///< 0: none
  int64_t updated_ms = 0;
};

struct Chat {
  Id id = 0;
  std::string title = {};
  bool pinned = false;
  Id folder_id = 0;
  std::string model_ref = {};        ///< identity of the model's header, empty: none chosen
  std::string settings_json = "{}";  ///< sampler and load settings that differ from the model's
  std::string system_prompt = {};
  std::string draft = {};  ///< what stands unsent in the composer
  Id active_leaf = 0;      ///< the last message of the branch that was shown
  int64_t created_ms = 0;
  int64_t updated_ms = 0;

  bool operator==(const Chat&) const = default;
};

struct Folder {
  Id id = 0;
  std::string name = {};
  int64_t position = 0;
  bool open = true;
};

class ChatRepository {
 public:
  explicit ChatRepository(Database& db) : db_(db) {}

  /// Chats that are not deleted, most recently used first.
  Result<std::vector<ChatSummary>> list();
  /// Error: not_found (also when deleted).
  Result<Chat> find(Id id);
  /// A new chat with an id of new_id().
  Status add(const Chat& chat);
  Status rename(Id id, std::string_view title);
  Status set_pinned(Id id, bool pinned);
  /// 0: out of its folder.
  Status move(Id id, Id folder_id);
  Status set_model(Id id, std::string_view model_ref);
  Status set_settings(Id id, std::string_view settings_json);
  Status set_system_prompt(Id id, std::string_view prompt);
  Status set_draft(Id id, std::string_view draft);
  Status set_active_leaf(Id id, Id leaf);
  /// A copy with all its branches under new ids; returns the new chat's id. `leaf`: only the branch that ends there.
  Result<Id> duplicate(Id id, std::string_view title, Id leaf = 0);

  /// Out of the list and the search, for 30 days: restore() brings it back as it was.
  Status remove(Id id, int64_t now_ms);
  Status restore(Id id);
  /// Gone for good: rows, search index, free pages and log. What backups hold goes with replace_backups().
  Status erase(Id id);
  /// Erases what was deleted before `time_ms`; returns how many chats.
  Result<int64_t> erase_deleted_before(int64_t time_ms);

  Result<std::vector<Folder>> folders();
  Status add_folder(const Folder& folder, int64_t now_ms);
  Status update_folder(const Folder& folder);
  /// Its chats stay, in no folder.
  Status remove_folder(Id id);

 private:
  Status set(std::string_view column, Id id, const auto& value);
  Status scrub();
  Database& db_;
};

}  // namespace snug::store
