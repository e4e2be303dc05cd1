// What every command is given: the global options, the outputs and the stop flag.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <string_view>

#include "app/cli/output.h"
#include "engine/base/result.h"

namespace snug::cli {

/// The options that stand before or after a command.
struct Globals {
  bool json = false;
  bool quiet = false;                ///< no progress, statistics or warnings on standard error
  bool offline = false;              ///< also by HF_HUB_OFFLINE
  std::filesystem::path data_dir;    ///< --data-dir, SNUG_DATA_DIR, else $XDG_DATA_HOME/snug
  std::filesystem::path models_dir;  ///< --models-dir, SNUG_MODELS_DIR, else data_dir/models
};

/// One run of the program. Commands run on the main thread.
class Context {
 public:
  Globals globals;
  Output out;

  /// `snug-cli: warning: TEXT` on standard error, unless --quiet. TEXT is one line, safe to print.
  void warn(std::string_view text) const;
  /// A line of statistics or of a result's story on standard error, unless --quiet.
  void note(std::string_view text) const;
  /// Redraws one progress line on standard error if that is a terminal; an empty text removes it. Not with --quiet.
  void progress(std::string_view text);

  /// True after the first Ctrl-C. Long work looks at it between steps and returns check_interrupted()'s error.
  [[nodiscard]] static bool interrupted();
  /// The same as a flag that other threads and the engine may poll.
  [[nodiscard]] static const std::atomic<bool>& stop_flag();
  /// Error `cancelled` after Ctrl-C.
  [[nodiscard]] static Status check_interrupted();

 private:
  bool progress_shown_ = false;
};

/// Ctrl-C sets the stop flag, the second one ends the program with 130; a closed pipe is an error of write(), no
/// signal.
void install_signal_handlers();
/// The bytes of a file, or of standard input for "-". Errors: file_not_found, io, limit_exceeded (more than
/// limit_bytes).
Result<std::string> read_input(const std::string& path, int64_t limit_bytes = int64_t{256} << 20);

}  // namespace snug::cli
