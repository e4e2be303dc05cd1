#include "app/manager/store/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <set>
#include <string>

namespace snug::store {
namespace {

namespace fs = std::filesystem;
constexpr int64_t kDayMs = 86'400'000;
constexpr size_t kDays = 7;
constexpr size_t kWeeks = 4;

std::string stamp(int64_t now_ms) {
  const auto seconds = static_cast<std::time_t>(now_ms / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  const size_t n = std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &utc);
  return {text, n};
}

std::optional<int64_t> time_of_name(const std::string& name) {
  std::tm utc{};
  int length = 0;
  const int fields = std::sscanf(name.c_str(), "chats-%4d%2d%2d-%2d%2d%2d-%n", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
                                 &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &length);
  if (fields != 6 || length == 0 || !name.ends_with(".db")) return std::nullopt;
  utc.tm_year -= 1900;
  utc.tm_mon -= 1;
  return static_cast<int64_t>(timegm(&utc)) * 1000;
}

/// Flushes a file's, or a folder's, content to the disk.
Status sync_path(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(Code::io, "the backup cannot be opened again");
  const int result = ::fsync(fd);
  ::close(fd);
  if (result != 0) return fail(Code::io, "the backup cannot be flushed");
  return {};
}

Status verify(Database& db, const fs::path& copy) {
  SNUG_TRY(Database other, Database::open(copy, Database::Mode::read_only));
  SNUG_TRY(const std::string check, other.text("PRAGMA quick_check(1)"));
  if (check != "ok") return fail(Code::database_damaged, "the backup does not check");
  for (const char* sql : {"SELECT count(*) FROM chat", "SELECT count(*) FROM message", "PRAGMA user_version"}) {
    SNUG_TRY(const int64_t here, db.integer(sql));
    SNUG_TRY(const int64_t there, other.integer(sql));
    if (here != there) return fail(Code::database_damaged, "the backup lacks rows");
  }
  return {};
}

}  // namespace

std::vector<BackupFile> list_backups(const fs::path& folder) {
  std::vector<BackupFile> out;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (const auto time = time_of_name(it->path().filename().string())) out.push_back({it->path(), *time});
  }
  std::sort(out.begin(), out.end(), [](const BackupFile& a, const BackupFile& b) {
    return a.time_ms != b.time_ms ? a.time_ms > b.time_ms : a.path > b.path;
  });
  return out;
}

Result<fs::path> make_backup(Database& db, const fs::path& folder, int64_t now_ms, std::string_view tag) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(Code::read_only, "the backup folder");
  const fs::path part = folder / "backup.part";
  fs::remove(part, error);
  Status made = db.run("VACUUM INTO ?", std::string_view(part.native()));
  if (made) made = verify(db, part);
  if (made) made = sync_path(part);
  if (!made) {
    fs::remove(part, error);
    return fail(std::move(made.error()));
  }
  const fs::path target = folder / ("chats-" + stamp(now_ms) + "-" + std::string(tag) + ".db");
  fs::rename(part, target, error);
  if (error) return fail(Code::io, "the backup cannot be named");
  SNUG_CHECK_OK(sync_path(folder));
  return target;
}

size_t thin_backups(const fs::path& folder) {
  std::set<int64_t> days;
  std::set<int64_t> weeks;
  size_t removed = 0;
  for (const BackupFile& file : list_backups(folder)) {
    const int64_t day = file.time_ms / kDayMs;
    // Day 0 of Unix time is a Thursday: + 3 lets weeks begin on Monday.
    const int64_t week = (day + 3) / 7;
    bool keep = false;
    if (!days.contains(day) && days.size() < kDays) {
      days.insert(day);
      keep = true;
    }
    if (!keep && !weeks.contains(week) && weeks.size() < kWeeks) {
      weeks.insert(week);
      keep = true;
    }
    std::error_code error;
    if (!keep && fs::remove(file.path, error)) ++removed;
  }
  return removed;
}

Result<std::optional<fs::path>> backup_if_due(Database& db, const fs::path& folder, int64_t now_ms) {
  const auto existing = list_backups(folder);
  if (!existing.empty() && now_ms - existing.front().time_ms < kDayMs) return std::nullopt;
  SNUG_TRY(const fs::path path, make_backup(db, folder, now_ms, "daily"));
  thin_backups(folder);
  return path;
}

Status replace_backups(Database& db, const fs::path& folder, int64_t now_ms) {
  const auto old = list_backups(folder);
  SNUG_TRY(const fs::path fresh, make_backup(db, folder, now_ms, "daily"));
  for (const BackupFile& file : old) {
    std::error_code error;
    if (file.path != fresh && !fs::remove(file.path, error)) return fail(Code::io, "an old backup cannot be removed");
  }
  return {};
}

}  // namespace snug::store
