// Opening chats.db: pragmas, migration with a backup, damage, a newer file, answers that a crash cut.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "app/manager/store/salvage.h"
#include "app/manager/store/sqlite.h"

namespace snug::store {

struct StoreOptions {
  std::filesystem::path folder;  ///< holds chats.db and backups/; made if missing. Its lock is the caller's business.
  bool unclean_exit = false;     ///< the last run did not end cleanly: check the whole file first
  int64_t now_ms = 0;            ///< Unix time; 0: the clock's
};

struct OpenReport {
  bool read_only = false;       ///< written by a newer Snug: it can be read, every write is refused
  std::optional<Error> notice;  ///< database_newer, or database_damaged with the salvage below: tell the person
  SalvageReport salvaged;
  int64_t interrupted_answers = 0;  ///< answers that a crash cut
  int64_t migrated_from = -1;       ///< the schema before, if it was older
};

/// The open database. Owned and used by one thread: see StoreThread.
struct Store {
  Database db;
  std::filesystem::path folder;
  OpenReport report;

  [[nodiscard]] std::filesystem::path backup_folder() const { return folder / "backups"; }
};

/// Opens or makes folder/chats.db. The connection holds the file exclusively until it is closed: a second one, of this
/// process or another, gets `locked`. Errors: read_only, disk_full, io, locked, database.
Result<Store> open_store(const StoreOptions& options);

/// What a day needs: the daily backup, chats deleted more than 30 days ago erased. Seconds for a large file.
Status maintain(Store& store, int64_t now_ms);

}  // namespace snug::store
