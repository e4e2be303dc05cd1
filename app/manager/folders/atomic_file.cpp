#include "app/manager/folders/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace snug::folders {
namespace {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

Status write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(code_of_errno(errno));
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  if (::fsync(fd) != 0) return fail(code_of_errno(errno));
  return {};
}

}  // namespace

Code code_of_errno(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return Code::disk_full;
    case EACCES:
    case EPERM:
    case EROFS:
    case ENOTDIR:
    case EEXIST:
      return Code::read_only;
    case ENOENT:
      return Code::file_not_found;
    case ENODEV:
    case ESTALE:
      return Code::folder_gone;
    default:
      return Code::io;
  }
}

Status write_atomically(const std::filesystem::path& path, std::string_view bytes) {
  const std::filesystem::path part = path.native() + ".part";
  Status written;
  {
    const Descriptor file(::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    written = file.get() < 0 ? Status(fail(code_of_errno(errno))) : write_all(file.get(), bytes);
  }
  if (written && std::rename(part.c_str(), path.c_str()) != 0) written = fail(code_of_errno(errno));
  if (!written) {
    ::unlink(part.c_str());
    return fail(Error{written.error().code, printable(path.filename().native())});
  }
  const Descriptor folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) ::fsync(folder.get());
  return {};
}

Result<std::string> read_whole(const std::filesystem::path& path, size_t max_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return fail(code_of_errno(errno), printable(path.filename().native()));
  std::string out;
  char buffer[65536];
  for (;;) {
    const ssize_t n = ::read(file.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(code_of_errno(errno), printable(path.filename().native()));
    if (n == 0) return out;
    if (out.size() + static_cast<size_t>(n) > max_bytes)
      return fail(Code::limit_exceeded, printable(path.filename().native()));
    out.append(buffer, static_cast<size_t>(n));
  }
}

}  // namespace snug::folders
