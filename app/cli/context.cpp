#include "app/cli/context.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace snug::cli {
namespace {

std::atomic<bool> g_stop{false};  // the one thing that a signal handler can reach
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void on_interrupt(int) {
  if (g_stop.exchange(true)) ::_exit(130);
}

bool stderr_is_terminal() {
  return ::isatty(STDERR_FILENO) == 1;
}

}  // namespace

void Context::warn(std::string_view text) const {
  if (!globals.quiet) fmt::print(stderr, "snug-cli: warning: {}\n", text);
}

void Context::note(std::string_view text) const {
  if (!globals.quiet) fmt::print(stderr, "{}\n", text);
}

void Context::progress(std::string_view text) {
  if (globals.quiet || !stderr_is_terminal() || (text.empty() && !progress_shown_)) return;
  fmt::print(stderr, "\r\x1b[K{}", text);
  std::fflush(stderr);
  progress_shown_ = !text.empty();
}

bool Context::interrupted() {
  return g_stop.load(std::memory_order_relaxed);
}

const std::atomic<bool>& Context::stop_flag() {
  return g_stop;
}

Status Context::check_interrupted() {
  if (interrupted()) return fail(Code::cancelled);
  return {};
}

void install_signal_handlers() {
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);  // no SA_RESTART: a blocked read of the terminal ends
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, nullptr);
}

Result<std::string> read_input(const std::string& path, int64_t limit_bytes) {
  const bool standard = path == "-";
  const int fd = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return fail(errno == ENOENT || errno == ENOTDIR ? Code::file_not_found : Code::io,
                printable(path) + ": " + std::strerror(errno));
  }
  std::string text;
  Status status;
  std::string chunk(1 << 16, '\0');
  while (status) {
    const ssize_t n = ::read(fd, chunk.data(), chunk.size());
    if (n == 0) break;
    if (n > 0) {
      text.append(chunk, 0, static_cast<size_t>(n));
      if (std::ssize(text) > limit_bytes) {
        status = fail(Code::limit_exceeded, printable(path) + " has more than " + file_size_words(limit_bytes));
      }
    } else if (errno == EINTR) {
      status = Context::check_interrupted();
    } else {
      status = fail(Code::io, printable(path) + ": " + std::strerror(errno));
    }
  }
  if (!standard) ::close(fd);
  if (!status) return fail(std::move(status.error()));
  return text;
}

}  // namespace snug::cli
