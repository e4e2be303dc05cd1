#include "app/manager/store/chat_repository.h"

#include <unordered_map>

#include "app/manager/store/message_repository.h"

namespace snug::store {
namespace {

/// NULL for "no folder": a foreign key to 0 would point nowhere.
std::optional<int64_t> or_null(Id id) {
  return id == 0 ? std::nullopt : std::optional<int64_t>(id);
}

}  // namespace

Result<std::vector<ChatSummary>> ChatRepository::list() {
  SNUG_TRY(Statement s,
           db_.prepare("SELECT id, title, pinned, folder_id, updated_ms FROM chat WHERE deleted_ms IS NULL "
                       "ORDER BY updated_ms DESC, id DESC"));
  std::vector<ChatSummary> out;
  for (;;) {
    SNUG_TRY(const bool row, s.step());
    if (!row) return out;
    out.push_back({s.integer(0), s.text(1), s.integer(2) != 0, s.integer(3), s.integer(4)});
  }
}

Result<Chat> ChatRepository::find(Id id) {
  SNUG_TRY(Statement s,
           db_.prepare("SELECT id, title, pinned, folder_id, model_ref, settings_json, system_prompt, draft, "
                       "active_leaf, created_ms, updated_ms FROM chat WHERE id = ? AND deleted_ms IS NULL"));
  s.bind(id);
  SNUG_TRY(const bool row, s.step());
  if (!row) return fail(Code::not_found, "the chat");
  return Chat{s.integer(0), s.text(1), s.integer(2) != 0, s.integer(3), s.text(4),    s.text(5),
              s.text(6),    s.text(7), s.integer(8),      s.integer(9), s.integer(10)};
}

Status ChatRepository::add(const Chat& c) {
  return db_.run(
      "INSERT INTO chat(id, title, pinned, folder_id, model_ref, settings_json, system_prompt, draft, active_leaf, "
      "created_ms, updated_ms) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
      c.id, c.title, c.pinned, or_null(c.folder_id), c.model_ref, c.settings_json, c.system_prompt, c.draft,
      c.active_leaf, c.created_ms, c.updated_ms);
}

Status ChatRepository::set(std::string_view column, Id id, const auto& value) {
  SNUG_CHECK_OK(db_.run("UPDATE chat SET " + std::string(column) + " = ? WHERE id = ?", value, id));
  if (db_.changed_rows() == 0) return fail(Code::not_found, "the chat");
  return {};
}

Status ChatRepository::rename(Id id, std::string_view title) {
  return set("title", id, title);
}
Status ChatRepository::set_pinned(Id id, bool pinned) {
  return set("pinned", id, pinned);
}
Status ChatRepository::move(Id id, Id folder_id) {
  return set("folder_id", id, or_null(folder_id));
}
Status ChatRepository::set_model(Id id, std::string_view model_ref) {
  return set("model_ref", id, model_ref);
}
Status ChatRepository::set_settings(Id id, std::string_view json) {
  return set("settings_json", id, json);
}
Status ChatRepository::set_system_prompt(Id id, std::string_view prompt) {
  return set("system_prompt", id, prompt);
}
Status ChatRepository::set_draft(Id id, std::string_view draft) {
  return set("draft", id, draft);
}
Status ChatRepository::set_active_leaf(Id id, Id leaf) {
  return set("active_leaf", id, leaf);
}

Result<Id> ChatRepository::duplicate(Id id, std::string_view title, Id leaf) {
  SNUG_TRY(Transaction transaction, Transaction::begin(db_));
  MessageRepository messages(db_);
  SNUG_TRY(Chat copy, find(id));
  SNUG_TRY(std::vector<chat::Message> all, messages.list(id));
  if (leaf != 0) {
    // Parents are older than their children, so one pass from the newest marks the whole branch.
    std::vector<chat::Message> branch;
    for (auto it = all.rbegin(); it != all.rend(); ++it) {
      if (it->id != leaf) continue;
      leaf = it->parent_id;
      branch.insert(branch.begin(), *it);
    }
    if (branch.empty()) return fail(Code::not_found, "the message");
    copy.active_leaf = branch.back().id;
    all = std::move(branch);
  }
  std::unordered_map<Id, Id> renamed{{0, 0}};
  copy.id = chat::new_id();
  for (chat::Message& m : all) {
    const Id fresh = chat::new_id();
    renamed[m.id] = fresh;
    m.id = fresh;
    m.chat_id = copy.id;
    m.parent_id = renamed.contains(m.parent_id) ? renamed[m.parent_id] : 0;
    if (m.state == chat::MessageState::streaming) m.state = chat::MessageState::interrupted;
  }
  copy.active_leaf = renamed.contains(copy.active_leaf) ? renamed[copy.active_leaf] : 0;
  copy.title = title;
  copy.pinned = false;
  copy.draft.clear();
  copy.created_ms = copy.updated_ms = chat::now_ms();
  SNUG_CHECK_OK(add(copy));
  for (const chat::Message& m : all) SNUG_CHECK_OK(messages.insert(m));
  SNUG_CHECK_OK(transaction.commit());
  return copy.id;
}

Status ChatRepository::remove(Id id, int64_t now_ms) {
  return set("deleted_ms", id, now_ms);
}
Status ChatRepository::restore(Id id) {
  return set("deleted_ms", id, std::nullopt);
}

Status ChatRepository::erase(Id id) {
  SNUG_CHECK_OK(db_.run("DELETE FROM chat WHERE id = ?", id));
  if (db_.changed_rows() == 0) return fail(Code::not_found, "the chat");
  return scrub();
}

Result<int64_t> ChatRepository::erase_deleted_before(int64_t time_ms) {
  SNUG_CHECK_OK(db_.run("DELETE FROM chat WHERE deleted_ms < ?", time_ms));
  const int64_t erased = db_.changed_rows();
  if (erased > 0) SNUG_CHECK_OK(scrub());
  return erased;
}

/// secure_delete has zeroed the rows. The search index only marks its entries as deleted until its parts are merged,
/// and the log holds old pages until it is cut to nothing.
Status ChatRepository::scrub() {
  SNUG_CHECK_OK(db_.run("INSERT INTO message_fts(message_fts) VALUES ('optimize')"));
  SNUG_CHECK_OK(db_.run("INSERT INTO chat_fts(chat_fts) VALUES ('optimize')"));
  return db_.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

Result<std::vector<Folder>> ChatRepository::folders() {
  SNUG_TRY(Statement s, db_.prepare("SELECT id, name, position, open FROM folder ORDER BY position, name, id"));
  std::vector<Folder> out;
  for (;;) {
    SNUG_TRY(const bool row, s.step());
    if (!row) return out;
    out.push_back({s.integer(0), s.text(1), s.integer(2), s.integer(3) != 0});
  }
}

Status ChatRepository::add_folder(const Folder& f, int64_t now_ms) {
  return db_.run("INSERT INTO folder(id, name, position, open, created_ms) VALUES (?,?,?,?,?)", f.id, f.name,
                 f.position, f.open, now_ms);
}

Status ChatRepository::update_folder(const Folder& f) {
  SNUG_CHECK_OK(
      db_.run("UPDATE folder SET name = ?, position = ?, open = ? WHERE id = ?", f.name, f.position, f.open, f.id));
  if (db_.changed_rows() == 0) return fail(Code::not_found, "the folder");
  return {};
}

Status ChatRepository::remove_folder(Id id) {
  return db_.run("DELETE FROM folder WHERE id = ?", id);
}

}  // namespace snug::store
