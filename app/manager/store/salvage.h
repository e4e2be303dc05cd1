// What can be read of a damaged database goes into a new one; the damaged file is kept.
#pragma once

#include <cstdint>
#include <filesystem>

#include "engine/base/result.h"

namespace snug::store {

/// What a salvage brought back, for the sentence that tells the person.
struct SalvageReport {
  int64_t chats = 0;  ///< read from the damaged file
  int64_t messages = 0;
  int64_t chats_from_backup = 0;  ///< missing there, taken from the newest backup
  int64_t messages_from_backup = 0;
  bool complete = false;          ///< every table could be read to its end
  std::filesystem::path kept_at;  ///< where the damaged file is now
};

/// Reads the damaged `path` table by table, from both ends of each, adds what only the newest good backup has, writes a
/// new file and exchanges the two: the old one becomes `path`.corrupt-TIME with its -wal. A crash at any moment leaves
/// one of the two in place (finish_salvage() ends the exchange). Errors: disk_full, read_only, io.
Result<SalvageReport> salvage(const std::filesystem::path& path, const std::filesystem::path& backups, int64_t now_ms);

/// Call before opening `path`: ends an exchange that a crash cut.
void finish_salvage(const std::filesystem::path& path);

}  // namespace snug::store
