#include "app/manager/download/file_hash.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "app/manager/folders/atomic_file.h"

namespace snug::download {

struct FileHash::State {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), EVP_MD_CTX_free};
};

FileHash::FileHash(bool git, int64_t size_bytes) : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context.get(), git ? EVP_sha1() : EVP_sha256(), nullptr);
  if (git) {
    const std::string head = "blob " + std::to_string(size_bytes);
    add({head.c_str(), head.size() + 1});
  }
}
FileHash::~FileHash() = default;
FileHash::FileHash(FileHash&&) noexcept = default;
FileHash& FileHash::operator=(FileHash&&) noexcept = default;

void FileHash::add(std::string_view bytes) {
  EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

std::string FileHash::finish() {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += {kHex[digest[i] >> 4], kHex[digest[i] & 15]};
  return hex;
}

Result<std::string> hash_file(const std::filesystem::path& path, bool git, const std::atomic<bool>* stop,
                              const std::function<void(int64_t)>& progress) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(folders::code_of_errno(errno), printable(path.string()));
  const std::unique_ptr<const int, void (*)(const int*)> closer(&fd, [](const int* f) { ::close(*f); });
  struct stat info {};
  if (::fstat(fd, &info) != 0) return fail(Code::io, printable(path.string()));
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  FileHash hash(git, info.st_size);
  std::vector<char> buffer(1 << 20);
  int64_t done = 0;
  while (true) {
    if (stop != nullptr && *stop) return fail(Code::cancelled);
    const ssize_t n = ::read(fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Code::io, printable(path.string()) + ": " + std::strerror(errno));
    if (n == 0) break;
    hash.add({buffer.data(), static_cast<size_t>(n)});
    done += n;
    if (progress) progress(done);
  }
  return hash.finish();
}

}  // namespace snug::download
