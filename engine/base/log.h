// A bounded log: the last lines in memory, each also handed to a sink. No prompts, no answers, no paths of chats go in.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace snug {

enum class LogLevel : uint8_t { debug, info, warning, error };

struct LogLine {
  int64_t time_ms = 0;  ///< Unix time
  LogLevel level = LogLevel::info;
  std::string component;  ///< "engine", "download", ...
  std::string text;       ///< one line, at most 2,000 bytes
};

/// Adds a line. Any thread; never blocks on I/O of its own (the sink is called outside the lock).
void log(LogLevel level, std::string_view component, std::string_view text);
/// Where lines go besides memory; an empty function turns it off. Call before threads start.
void set_log_sink(std::function<void(const LogLine&)> sink);
/// The last lines, oldest first, at most 2,000. Any thread.
std::vector<LogLine> recent_log();
/// "debug", "info", "warning", "error".
std::string_view level_name(LogLevel level);

}  // namespace snug
