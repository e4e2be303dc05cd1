// One file from the Hub to the disk: whole and verified, or a named error with everything that arrived kept.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <vector>

#include "app/manager/download/connection.h"
#include "app/manager/download/hasher.h"

namespace snug::download {

struct Options {
  int connections = 8;         ///< at once for a file
  int64_t give_up_ms = 0;      ///< after so long without a new byte the job ends with network_stalled; 0: never
  bool wait_for_space = true;  ///< a full disk waits for room; else it ends with disk_full
  bool wait_for_lock = true;   ///< another process at the same file is waited for; else it ends with `locked`
  bool reserve = true;         ///< take the room of a file before its first byte
  int64_t backoff_unit_ms = 1000;
  int64_t sync_bytes = int64_t{16} << 20;
  int64_t sync_ms = 5000;
};

struct FileTask {
  std::string repo;
  std::string commit;
  hub::RepoFile file;
  std::filesystem::path target;
};

/// Free bytes that must stay: min(1 GiB, 5 % of the disk).
int64_t space_to_leave(int64_t disk_bytes);
/// Error disk_full, with {"need_bytes"} and {"free_bytes"}, unless `bytes` more fit beside what must stay free.
Status check_space(const std::filesystem::path& folder, int64_t bytes);

/// Runs on the caller's thread and waits. One run.
class FileJob {
 public:
  FileJob(hub::Gateway& gateway, FileTask task, Options options, Progress& progress, const std::atomic<bool>& stop);
  ~FileJob();

  /// The verified part, to be published by the caller with the rest of its set; nothing if the file was there already,
  /// verified. Errors: cancelled (resumable), disk_full, read_only, io, locked, network, network_stalled, rate_limited,
  /// hash_mismatch, protocol, offline, gated, token_rejected, not_found and the like.
  Result<std::optional<PartFile>> run();

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] Result<bool> is_there();
  Result<std::optional<PartFile>> open_part();
  Status make_room(PartFile& part);
  Status fetch_all(PartFile& part);
  Result<std::string> fetch_round(PartFile& part);
  Result<bool> step(PartFile& part, Hasher& hasher);
  Status locate_if_needed();
  void start_connections();
  Status settle(PartFile& part);
  Status judge(const Outcome& outcome);
  Status wait_before_retry(Error error, int64_t wait_ms, bool limit);
  Status sync(PartFile& part, bool all);
  Status check_patience();
  void stop_connections();
  void note_progress();

  hub::Gateway& gateway_;
  FileTask task_;
  Options options_;
  Progress& progress_;
  const std::atomic<bool>& stop_;
  hub::Client client_;

  std::unique_ptr<Pieces> pieces_;
  std::optional<hub::FilePlace> place_;
  bool sequential_ = false;  ///< the server knows no ranges
  std::vector<std::shared_ptr<Connection>> running_;
  std::mutex mutex_;
  std::condition_variable event_;
  std::vector<Connection*> ended_;  ///< under the mutex

  int failures_ = 0;     ///< in a row, without a new byte
  int relocations_ = 0;  ///< in a row, without a new piece
  int bad_answers_ = 0;
  int ignored_ranges_ = 0;
  Clock::time_point not_before_{};
  std::optional<Error> last_error_;
  Clock::time_point last_byte_at_ = Clock::now();
  Clock::time_point last_sync_ = Clock::now();
  int64_t last_received_ = 0;
  int64_t last_done_ = -1;
};

}  // namespace snug::download
