// The log on the disk: what "Copy diagnostics" cannot show after a crash.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/base/log.h"
#include "engine/base/result.h"

namespace snug::diagnostics {

/// Appends log lines to a file that never grows past 1 MiB: then it becomes NAME.1 and a new one begins. Any thread; a
/// line that cannot be written is dropped, since the log must never stop the program.
class LogFile {
 public:
  static constexpr int64_t kMaxBytes = int64_t{1} << 20;

  /// Opens or makes `path` with mode 0600. Errors: read_only, disk_full, io.
  static Result<std::unique_ptr<LogFile>> open(std::filesystem::path path, int64_t max_bytes = kMaxBytes);
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;
  ~LogFile();

  void write(const LogLine& line);

 private:
  struct Impl;
  explicit LogFile(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace snug::diagnostics
