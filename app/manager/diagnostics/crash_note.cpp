#include "app/manager/diagnostics/crash_note.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <utility>

#include "app/chat/message.h"
#include "app/manager/folders/atomic_file.h"

namespace snug::diagnostics {
namespace {

// Fields of fixed width at fixed places, so that a signal handler and two threads can each write theirs alone.
constexpr off_t kBuildAt = 0, kStartedAt = 128, kOperationAt = 160, kSignalAt = 416;
constexpr size_t kBuildWidth = 128, kStartedWidth = 32, kOperationWidth = 256, kSignalWidth = 32;

/// "name=value" padded with blanks to `width`, the last byte a line feed.
std::string field(std::string_view name, std::string_view value, size_t width) {
  std::string out = std::string(name) + "=" + printable(value, width - name.size() - 8);
  out.resize(width - 1, ' ');
  return out + "\n";
}

void write_field(int fd, off_t at, const std::string& text) {
  (void)!::pwrite(fd, text.data(), text.size(), at);
}

std::string value_of(const std::string& note, std::string_view name) {
  const size_t at = note.find(std::string(name) + "=");
  if (at == std::string::npos) return {};
  std::string value = note.substr(at + name.size() + 1, note.find('\n', at) - at - name.size() - 1);
  value.erase(value.find_last_not_of(' ') + 1);
  return printable(value, 256);
}

int64_t number_of(const std::string& text) {
  int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

std::atomic<int> signal_fd{-1};

/// Only async-signal-safe calls. The disposition is the default again (SA_RESETHAND), so that raising it ends the
/// process as if nobody had caught it, core file included.
void on_signal(int number) {
  const int fd = signal_fd.load();
  char text[kSignalWidth];
  for (char& c : text) c = ' ';
  constexpr char kName[] = "signal=";
  for (size_t i = 0; i + 1 < sizeof kName; ++i) text[i] = kName[i];
  text[7] = static_cast<char>('0' + number / 10);
  text[8] = static_cast<char>('0' + number % 10);
  text[kSignalWidth - 1] = '\n';
  if (fd >= 0) (void)!::pwrite(fd, text, sizeof text, kSignalAt);
  ::raise(number);
}

}  // namespace

Result<CrashNote> CrashNote::begin(const std::filesystem::path& folder, std::string_view build,
                                   std::optional<CrashReport>& previous) {
  const std::filesystem::path path = folder / "running.note";
  if (const auto note = folders::read_whole(path, 4096); note && !note->empty()) {
    previous = CrashReport{value_of(*note, "build"), number_of(value_of(*note, "started_ms")),
                           value_of(*note, "operation"), static_cast<int>(number_of(value_of(*note, "signal")))};
  }
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return fail(folders::code_of_errno(errno), "running.note");
  CrashNote note(path, fd);
  write_field(fd, kBuildAt, field("build", build, kBuildWidth));
  write_field(fd, kStartedAt, field("started_ms", std::to_string(chat::now_ms()), kStartedWidth));
  note.operation("starting");
  write_field(fd, kSignalAt, field("signal", "", kSignalWidth));
  return note;
}

void CrashNote::operation(std::string_view what) {
  if (fd_ >= 0) write_field(fd_, kOperationAt, field("operation", what, kOperationWidth));
}

void CrashNote::catch_signals() {
  signal_fd = fd_;
  for (const int number : {SIGSEGV, SIGABRT, SIGFPE, SIGILL}) {
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
    ::sigaction(number, &action, nullptr);
  }
}

void CrashNote::clean_exit() {
  std::error_code error;
  if (fd_ >= 0) std::filesystem::remove(path_, error);
}

CrashNote::CrashNote(CrashNote&& other) noexcept : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}

CrashNote::~CrashNote() {
  if (fd_ < 0) return;
  int own = fd_;
  signal_fd.compare_exchange_strong(own, -1);
  ::close(fd_);
}

}  // namespace snug::diagnostics
