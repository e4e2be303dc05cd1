#include "app/manager/diagnostics/log_file.h"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <utility>

#include "app/manager/folders/atomic_file.h"

namespace snug::diagnostics {
namespace {

int open_for_append(const std::filesystem::path& path) {
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

}  // namespace

struct LogFile::Impl {
  std::mutex mutex;
  std::filesystem::path path;
  int64_t max_bytes = 0;
  int fd = -1;
  int64_t size_bytes = 0;
};

LogFile::LogFile(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

LogFile::~LogFile() {
  if (impl_->fd >= 0) ::close(impl_->fd);
}

Result<std::unique_ptr<LogFile>> LogFile::open(std::filesystem::path path, int64_t max_bytes) {
  auto impl = std::make_unique<Impl>();
  impl->fd = open_for_append(path);
  if (impl->fd < 0) return fail(folders::code_of_errno(errno), printable(path.string()) + ": " + std::strerror(errno));
  struct stat info {};
  if (::fstat(impl->fd, &info) == 0) impl->size_bytes = info.st_size;
  impl->path = std::move(path);
  impl->max_bytes = max_bytes;
  return std::unique_ptr<LogFile>(new LogFile(std::move(impl)));
}

void LogFile::write(const LogLine& line) {
  const auto when = std::chrono::system_clock::time_point(std::chrono::milliseconds(line.time_ms));
  const std::string text =
      fmt::format("{:%Y-%m-%dT%H:%M:%S}Z {} {}: {}\n", std::chrono::floor<std::chrono::seconds>(when),
                  level_name(line.level), line.component, line.text);
  const std::lock_guard lock(impl_->mutex);
  if (impl_->size_bytes + std::ssize(text) > impl_->max_bytes) {
    std::filesystem::path old = impl_->path;
    old += ".1";
    std::error_code ignored;
    std::filesystem::rename(impl_->path, old, ignored);
    const int fd = open_for_append(impl_->path);
    if (fd < 0) return;
    ::close(std::exchange(impl_->fd, fd));
    impl_->size_bytes = 0;
  }
  const ssize_t written = ::write(impl_->fd, text.data(), text.size());
  if (written > 0) impl_->size_bytes += written;
}

}  // namespace snug::diagnostics
