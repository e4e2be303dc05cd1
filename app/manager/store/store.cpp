#include "app/manager/store/store.h"

#include <sqlite3.h>
#include <unistd.h>

#include <string>

#include "app/chat/message.h"
#include "app/manager/store/backup.h"
#include "app/manager/store/chat_repository.h"
#include "app/manager/store/schema.h"
#include "app/manager/store/search.h"
#include "engine/base/log.h"

namespace snug::store {
namespace {

namespace fs = std::filesystem;
constexpr int64_t kKeepDeletedMs = int64_t{30} * 86'400'000;

/// locking_mode EXCLUSIVE: there is one connection by design, and SQLite before 3.51.3 can damage a WAL file that two
/// connections checkpoint at once. It also needs no shared memory, which network folders lack. secure_delete and
/// temp_store keep erased text out of free pages and of temporary files.
Status set_pragmas(Database& db) {
  sqlite3_busy_timeout(db.handle(), 5000);
  SNUG_CHECK_OK(
      db.execute("PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                 "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;"
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 8388608;"));
  SNUG_TRY(const std::string mode, db.text("PRAGMA journal_mode"));
  if (mode != "wal") return fail(Code::database, "the file system cannot keep a write-ahead log");
  return {};
}

/// A new file gets our mark; a file with another's is not touched.
Status check_owner(Database& db) {
  SNUG_TRY(const int64_t id, db.integer("PRAGMA application_id"));
  if (id == kApplicationId) return {};
  SNUG_TRY(const int64_t objects, db.integer("SELECT count(*) FROM sqlite_schema"));
  if (id != 0 || objects != 0) return fail(Code::database, "chats.db belongs to another program");
  return db.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
}

Status check_whole(Database& db) {
  SNUG_TRY(const std::string result, db.text("PRAGMA quick_check(1)"));
  if (result != "ok") return fail(Code::database_damaged, printable(result));
  return {};
}

Status migrate_with_backup(Store& store, int64_t version, int64_t now_ms) {
  if (version > 0) {
    store.report.migrated_from = version;
    SNUG_CHECK_OK(make_backup(store.db, store.backup_folder(), now_ms, "v" + std::to_string(version)));
  }
  return migrate(store.db);
}

/// One attempt. Damage comes back as database_damaged.
Result<Store> open_once(const StoreOptions& options, const fs::path& path, int64_t now_ms) {
  SNUG_TRY(Database opened, Database::open(path, Database::Mode::create));
  Store store{std::move(opened), options.folder, {}};
  SNUG_CHECK_OK(set_pragmas(store.db));
  SNUG_CHECK_OK(check_owner(store.db));
  if (options.unclean_exit) SNUG_CHECK_OK(check_whole(store.db));
  SNUG_TRY(const int64_t version, schema_version(store.db));
  if (version > newest_version()) {
    // Nothing is written, so no trigger of that schema can run; trust only lets a refused write say why.
    SNUG_CHECK_OK(store.db.execute("PRAGMA query_only = ON; PRAGMA trusted_schema = ON"));
    store.report.read_only = true;
    store.report.notice = Error{Code::database_newer, "its schema is " + std::to_string(version)};
    return store;
  }
  SNUG_CHECK_OK(check_program_of_schema(store.db, version));
  SNUG_CHECK_OK(store.db.execute("PRAGMA trusted_schema = ON"));
  if (version < newest_version()) SNUG_CHECK_OK(migrate_with_backup(store, version, now_ms));
  // Also reads the schema, so that a damaged one shows here and not at the first message.
  SNUG_CHECK_OK(store.db.run("UPDATE message SET state = 3 WHERE state = 1"));
  store.report.interrupted_answers = store.db.changed_rows();
  if (options.unclean_exit) SNUG_CHECK_OK(repair_search(store.db));
  return store;
}

Status make_folder(const fs::path& folder) {
  std::error_code error;
  const bool existed = fs::exists(folder, error);
  fs::create_directories(folder, error);
  if (error) return fail(error == std::errc::no_space_on_device ? Code::disk_full : Code::read_only, "the data folder");
  if (!existed) fs::permissions(folder, fs::perms::owner_all, error);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return fail(Code::read_only, "the data folder");
  return {};
}

}  // namespace

Result<Store> open_store(const StoreOptions& options) {
  const int64_t now_ms = options.now_ms != 0 ? options.now_ms : chat::now_ms();
  const fs::path path = options.folder / "chats.db";
  SNUG_CHECK_OK(make_folder(options.folder));
  finish_salvage(path);
  Result<Store> store = open_once(options, path, now_ms);
  if (store || store.error().code != Code::database_damaged) return store;

  log(LogLevel::error, "store", "the database is damaged: " + store.error().detail);
  Error notice = std::move(store.error());
  SNUG_TRY(SalvageReport salvaged, salvage(path, options.folder / "backups", now_ms));
  StoreOptions again = options;
  again.unclean_exit = false;
  store = open_once(again, path, now_ms);
  if (!store) return store;
  notice.with("chats", std::to_string(salvaged.chats + salvaged.chats_from_backup))
      .with("messages", std::to_string(salvaged.messages + salvaged.messages_from_backup))
      .with("kept_at", salvaged.kept_at.filename().native());
  store->report.notice = std::move(notice);
  store->report.salvaged = std::move(salvaged);
  return store;
}

Status maintain(Store& store, int64_t now_ms) {
  if (store.report.read_only) return {};
  SNUG_CHECK_OK(check_whole(store.db));
  SNUG_CHECK_OK(backup_if_due(store.db, store.backup_folder(), now_ms));
  ChatRepository chats(store.db);
  SNUG_TRY(const int64_t erased, chats.erase_deleted_before(now_ms - kKeepDeletedMs));
  if (erased > 0) log(LogLevel::info, "store", std::to_string(erased) + " chats deleted 30 days ago were erased");
  return {};
}

}  // namespace snug::store
