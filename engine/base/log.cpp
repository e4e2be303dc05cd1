#include "engine/base/log.h"

#include <chrono>
#include <deque>
#include <mutex>

#include "engine/base/result.h"

namespace snug {
namespace {

constexpr size_t kMaxLines = 2000;
constexpr size_t kMaxLineBytes = 2000;

// The one global of the library: a log that every layer may write to without being handed one.
struct Log {
  std::mutex mutex;
  std::deque<LogLine> lines;
  std::function<void(const LogLine&)> sink;
};
Log& instance() {
  static Log log;
  return log;
}

}  // namespace

void log(LogLevel level, std::string_view component, std::string_view text) {
  using std::chrono::duration_cast, std::chrono::milliseconds, std::chrono::system_clock;
  LogLine line{duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count(), level,
               std::string(component), printable(text, kMaxLineBytes)};
  Log& log = instance();
  std::function<void(const LogLine&)> sink;
  {
    const std::lock_guard lock(log.mutex);
    if (log.lines.size() == kMaxLines) log.lines.pop_front();
    log.lines.push_back(line);
    sink = log.sink;
  }
  if (sink) sink(line);
}

void set_log_sink(std::function<void(const LogLine&)> sink) {
  const std::lock_guard lock(instance().mutex);
  instance().sink = std::move(sink);
}

std::vector<LogLine> recent_log() {
  const std::lock_guard lock(instance().mutex);
  return {instance().lines.begin(), instance().lines.end()};
}

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

}  // namespace snug
