#include "app/manager/folders/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "app/manager/folders/atomic_file.h"
#include "app/manager/folders/folders.h"

namespace snug::folders {
namespace {

/// What the holder wrote: "PID NAME". A race with its writing gives nothing, which is fine: it is for a sentence only.
Error locked_error(int fd) {
  char text[128] = {};
  const ssize_t n = ::pread(fd, text, sizeof text - 1, 0);
  Error error{Code::locked};
  const std::string_view line(text, n > 0 ? static_cast<size_t>(n) : 0);
  const size_t space = line.find(' ');
  if (space != line.npos) {
    error.detail = printable(line.substr(space + 1, line.find('\n') - space - 1)) + ", process " +
                   printable(line.substr(0, space));
    error.with("pid", printable(line.substr(0, space)))
        .with("holder", printable(line.substr(space + 1, line.find('\n') - space - 1)));
  }
  return error;
}

}  // namespace

Result<FolderLock> FolderLock::acquire(const std::filesystem::path& folder, std::string_view holder) {
  SNUG_CHECK_OK(make_writable(folder));
  // The file stays when the lock goes: removing it would let two processes lock two files of the same name.
  const int fd = ::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return fail(code_of_errno(errno), "lock");
  FolderLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return fail(locked_error(fd));
    return fail(code_of_errno(errno), "lock");
  }
  const std::string text = std::to_string(::getpid()) + " " + std::string(holder) + "\n";
  // A full disk leaves the file empty; the lock holds all the same.
  if (::ftruncate(fd, 0) == 0) (void)!::pwrite(fd, text.data(), text.size(), 0);
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
FolderLock::~FolderLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace snug::folders
