// The queue of downloads on disk, so that it goes on after a restart. Progress within a file is the downloader's own.
#pragma once

#include <string>
#include <vector>

#include "app/chat/message.h"
#include "app/manager/store/sqlite.h"

namespace snug::store {

struct DownloadRow {
  chat::Id id = 0;
  std::string repo = {};      ///< ORG/NAME
  std::string revision = {};  ///< commit
  std::string file = {};      ///< path in the repository
  std::string target = {};    ///< path on this machine
  std::string state = {};     ///< "queued", "running", "paused", "verifying", "done", "failed"
  int64_t size_bytes = 0;
  int64_t done_bytes = 0;
  int64_t position = 0;            ///< place in the queue
  std::string detail_json = "{}";  ///< hash, error and what else the downloader keeps
  int64_t created_ms = 0;
  int64_t updated_ms = 0;

  bool operator==(const DownloadRow&) const = default;
};

class DownloadRepository {
 public:
  explicit DownloadRepository(Database& db) : db_(db) {}
  /// In the order of the queue.
  Result<std::vector<DownloadRow>> list();
  /// Adds it, or replaces the one with this id.
  Status save(const DownloadRow& row);
  Status remove(chat::Id id);

 private:
  Database& db_;
};

}  // namespace snug::store
