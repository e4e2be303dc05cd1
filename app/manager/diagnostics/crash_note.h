// A note that lies in the data folder while Snug runs: if it is still there at the next start, the last run crashed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug::diagnostics {

/// What the last run left behind.
struct CrashReport {
  std::string build;  ///< version and build of that run
  int64_t started_ms = 0;
  std::string operation;  ///< the last one noted, such as "loading a model"
  int signal = 0;         ///< what ended it, 0 if unknown (kill -9, power)
};

/// Written at start, removed at the clean end. Survives anything that kills the process (it is in the page cache at
/// once; only a power cut may lose the last operation).
class CrashNote {
 public:
  /// Call with the folder's lock held. `previous` gets the report of a run that did not end cleanly. A folder that
  /// cannot be written gives the error; Snug runs without a note then.
  static Result<CrashNote> begin(const std::filesystem::path& folder, std::string_view build,
                                 std::optional<CrashReport>& previous);

  /// What is done now, in a few words without names, prompts or paths. Any thread; one small write.
  void operation(std::string_view what);
  /// From now on a fatal signal (SEGV, ABRT, FPE, ILL) adds its number before the process ends as it would have.
  void catch_signals();
  /// The end was clean: removes the note.
  void clean_exit();

  CrashNote(CrashNote&& other) noexcept;
  CrashNote(const CrashNote&) = delete;
  CrashNote& operator=(const CrashNote&) = delete;
  CrashNote& operator=(CrashNote&&) = delete;
  /// Without clean_exit() the note stays.
  ~CrashNote();

 private:
  CrashNote(std::filesystem::path path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::filesystem::path path_;
  int fd_ = -1;
};

}  // namespace snug::diagnostics
