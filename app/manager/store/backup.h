// Copies of chats.db: made whole, verified, then named; thinned to seven days and four weeks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "app/manager/store/sqlite.h"

namespace snug::store {

struct BackupFile {
  std::filesystem::path path;
  int64_t time_ms = 0;  ///< Unix time, from the name
};

/// Every backup in `folder`, newest first. Names: chats-YYYYMMDD-HHMMSS-TAG.db, UTC.
std::vector<BackupFile> list_backups(const std::filesystem::path& folder);
/// Writes a compact copy (VACUUM INTO), checks it (quick_check and the counts of chats and messages), flushes it to the
/// disk and gives it its name. A damaged database thus never becomes a backup. `tag`: "daily", "v1", letters only.
Result<std::filesystem::path> make_backup(Database& db, const std::filesystem::path& folder, int64_t now_ms,
                                          std::string_view tag);
/// Keeps the newest of each of the last 7 days that have one and, of what is older, the newest of each of 4 weeks;
/// removes the others.
/// Returns how many went.
size_t thin_backups(const std::filesystem::path& folder);
/// A daily backup if the newest is older than 24 h, then thins. Nothing: none was due.
Result<std::optional<std::filesystem::path>> backup_if_due(Database& db, const std::filesystem::path& folder,
                                                           int64_t now_ms);
/// After a person erased something for good: makes a new backup, then removes every older one.
Status replace_backups(Database& db, const std::filesystem::path& folder, int64_t now_ms);

}  // namespace snug::store
