#include "app/manager/download/part_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "app/manager/download/origin_record.h"
#include "app/manager/folders/atomic_file.h"

namespace snug::download {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr size_t kHeaderBytes = 4096;
constexpr std::string_view kMagic = "snug part 1\n";

struct Record {
  uint64_t hash;
  uint64_t check;
};
static_assert(sizeof(Record) == 16);

uint64_t key_of(const PartIdentity& id) {
  return piece_hash(id.repo + "\n" + id.path + "\n" + id.sha256 + id.git_oid + std::to_string(id.size_bytes));
}

/// Never 0, so that a hole in the map is no record.
uint64_t check_of(uint64_t key, int64_t piece, uint64_t hash) {
  const uint64_t words[3] = {key, static_cast<uint64_t>(piece), hash};
  return XXH3_64bits(words, sizeof words) | 1;
}

Error errno_error(const char* what) {
  return Error{folders::code_of_errno(errno), std::string(what) + ": " + std::strerror(errno)};
}

Status write_all(int fd, std::string_view bytes, int64_t offset, const char* what) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd, bytes.data(), bytes.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return fail(errno_error(what));
    bytes.remove_prefix(static_cast<size_t>(n));
    offset += n;
  }
  return {};
}

std::string encode_header(const PartIdentity& id) {
  const json value = {
      {"repo", id.repo},     {"commit", id.commit},   {"path", id.path},           {"size_bytes", id.size_bytes},
      {"sha256", id.sha256}, {"git_oid", id.git_oid}, {"piece_bytes", kPieceBytes}};
  const std::string text = std::string(kMagic) + value.dump(-1, ' ', false, json::error_handler_t::replace);
  std::string header = text + "\n" + fmt::format("{:016x}\n", piece_hash(text));
  header.resize(kHeaderBytes, '\n');
  return header;
}

Result<PartIdentity> decode_header(std::string_view header) {
  const auto damaged = [] { return fail(Code::file_malformed, "the map of a download"); };
  if (!header.starts_with(kMagic)) return damaged();
  const size_t end = header.find('\n', kMagic.size());
  if (end == header.npos || header.substr(end + 1, 16) != fmt::format("{:016x}", piece_hash(header.substr(0, end))))
    return damaged();
  const json value = json::parse(header.substr(kMagic.size(), end - kMagic.size()), nullptr, false);
  const auto text = [&](const char* key) {
    return value.contains(key) && value[key].is_string() ? value[key].get<std::string>() : "";
  };
  if (!value.is_object() || !value.contains("size_bytes") || !value["size_bytes"].is_number_integer()) return damaged();
  if (!value.contains("piece_bytes") || value["piece_bytes"] != kPieceBytes) return damaged();
  return PartIdentity{text("repo"),   text("commit"), text("path"), value["size_bytes"].get<int64_t>(),
                      text("sha256"), text("git_oid")};
}

bool same_file(int fd, const fs::path& path) {
  struct stat open {
  }, named{};
  return ::fstat(fd, &open) == 0 && ::stat(path.c_str(), &named) == 0 && open.st_ino == named.st_ino &&
         open.st_dev == named.st_dev;
}

}  // namespace

uint64_t piece_hash(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

fs::path part_path(const fs::path& target) {
  return fs::path(target) += ".part";
}
fs::path map_path(const fs::path& target) {
  return fs::path(target) += ".part.map";
}

Result<PartIdentity> read_identity(const fs::path& map) {
  const int fd = ::open(map.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(errno_error("the map of a download"));
  std::string header(kHeaderBytes, '\0');
  const ssize_t n = ::pread(fd, header.data(), header.size(), 0);
  ::close(fd);
  if (n != static_cast<ssize_t>(kHeaderBytes)) return fail(Code::file_malformed, "the map of a download");
  return decode_header(header);
}

Result<std::optional<PartFile>> PartFile::open(const fs::path& target, const PartIdentity& identity,
                                               const std::function<bool()>& wait) {
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) return fail(folders::code_of_errno(error.value()), printable(target.parent_path().string()));
  PartFile part;
  part.target_ = target;
  part.identity_ = identity;
  bool had_to_wait = false;
  while (true) {
    part.fd_ = ::open(part_path(target).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (part.fd_ < 0) return fail(errno_error("the part of a download"));
    while (::flock(part.fd_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return fail(errno_error("the lock of a download"));
      had_to_wait = true;
      if (!wait()) return fail(Code::locked, "another download of this file is running");
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
    // The one who had the lock may have published or removed the file that we opened.
    if (same_file(part.fd_, part_path(target))) break;
    ::close(std::exchange(part.fd_, -1));
    if (had_to_wait) return std::optional<PartFile>();
  }
  SNUG_CHECK_OK(part.read_map());
  return std::optional(std::move(part));
}

PartFile::PartFile(PartFile&& other) noexcept
    : target_(std::move(other.target_)),
      identity_(std::move(other.identity_)),
      fd_(std::exchange(other.fd_, -1)),
      map_fd_(std::exchange(other.map_fd_, -1)),
      known_(std::move(other.known_)) {}

PartFile& PartFile::operator=(PartFile&& other) noexcept {
  std::swap(target_, other.target_);
  std::swap(identity_, other.identity_);
  std::swap(fd_, other.fd_);
  std::swap(map_fd_, other.map_fd_);
  std::swap(known_, other.known_);
  return *this;
}

PartFile::~PartFile() {
  close();
}

void PartFile::close() {
  if (map_fd_ >= 0) ::close(std::exchange(map_fd_, -1));
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

int64_t PartFile::n_pieces() const {
  return (identity_.size_bytes + kPieceBytes - 1) / kPieceBytes;
}

int64_t PartFile::piece_size(int64_t piece) const {
  return std::min(kPieceBytes, identity_.size_bytes - piece * kPieceBytes);
}

Status PartFile::read_map() {
  known_.assign(static_cast<size_t>(n_pieces()), std::nullopt);
  struct stat part {};
  ::fstat(fd_, &part);
  const auto stored = read_identity(map_path(target_));
  // The same bytes may be asked for at a later commit.
  const bool same = stored && stored->size_bytes == identity_.size_bytes && stored->sha256 == identity_.sha256 &&
                    stored->git_oid == identity_.git_oid && stored->repo == identity_.repo &&
                    stored->path == identity_.path;
  if (!same || part.st_size != identity_.size_bytes) return begin_map();
  map_fd_ = ::open(map_path(target_).c_str(), O_RDWR | O_CLOEXEC);
  if (map_fd_ < 0) return fail(errno_error("the map of a download"));
  std::vector<Record> records(known_.size());
  const auto bytes = static_cast<ssize_t>(records.size() * sizeof(Record));
  const ssize_t n = ::pread(map_fd_, records.data(), static_cast<size_t>(bytes), kHeaderBytes);
  const uint64_t key = key_of(identity_);
  for (size_t i = 0; i < records.size() && static_cast<ssize_t>((i + 1) * sizeof(Record)) <= n; ++i) {
    if (records[i].check == check_of(key, static_cast<int64_t>(i), records[i].hash)) known_[i] = records[i].hash;
  }
  return {};
}

Status PartFile::begin_map() {
  ::unlink(map_path(target_).c_str());  // before the part has its size again: an old map must not vouch for it
  if (::ftruncate(fd_, 0) != 0 || ::ftruncate(fd_, identity_.size_bytes) != 0)
    return fail(errno_error("the part of a download"));
  SNUG_CHECK_OK(folders::write_atomically(map_path(target_), encode_header(identity_)));
  map_fd_ = ::open(map_path(target_).c_str(), O_RDWR | O_CLOEXEC);
  if (map_fd_ < 0) return fail(errno_error("the map of a download"));
  return {};
}

int64_t PartFile::taken_bytes() const {
  struct stat info {};
  return ::fstat(fd_, &info) == 0 ? int64_t{info.st_blocks} * 512 : 0;
}

Status PartFile::reserve() {
  if (identity_.size_bytes == 0) return {};
  if (::fallocate(fd_, 0, 0, identity_.size_bytes) == 0) return {};
  if (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINTR) return {};  // then each write is the test
  return fail(errno_error("room for the file"));
}

Status PartFile::write(int64_t offset, std::string_view bytes) const {
  return write_all(fd_, bytes, offset, "the part of a download");
}

Status PartFile::read(int64_t offset, std::span<char> bytes) const {
  while (!bytes.empty()) {
    const ssize_t n = ::pread(fd_, bytes.data(), bytes.size(), offset);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(errno_error("the part of a download"));
    if (n == 0) return fail(Code::file_truncated, "the part of a download");
    bytes = bytes.subspan(static_cast<size_t>(n));
    offset += n;
  }
  return {};
}

Status PartFile::record(std::span<const std::pair<int64_t, uint64_t>> pieces) {
  if (pieces.empty()) return {};
  if (::fdatasync(fd_) != 0) return fail(errno_error("the part of a download"));
  const uint64_t key = key_of(identity_);
  for (const auto& [piece, hash] : pieces) {
    const Record record{hash, check_of(key, piece, hash)};
    SNUG_CHECK_OK(write_all(map_fd_, {reinterpret_cast<const char*>(&record), sizeof record},
                            static_cast<int64_t>(kHeaderBytes) + piece * static_cast<int64_t>(sizeof record),
                            "the map of a download"));
    known_[static_cast<size_t>(piece)] = hash;
  }
  return {};
}

Status PartFile::forget(int64_t piece) {
  if (!known_[static_cast<size_t>(piece)]) return {};
  known_[static_cast<size_t>(piece)].reset();
  const Record none{};
  return write_all(map_fd_, {reinterpret_cast<const char*>(&none), sizeof none},
                   static_cast<int64_t>(kHeaderBytes) + piece * static_cast<int64_t>(sizeof none),
                   "the map of a download");
}

Status PartFile::publish() {
  if (::fchmod(fd_, 0444) != 0 || ::fsync(fd_) != 0) return fail(errno_error("the file"));
  struct stat now {};
  ::fstat(fd_, &now);
  OriginRecord origin{
      identity_.repo, identity_.commit, identity_.path, identity_.size_bytes, identity_.sha256, identity_.git_oid, 0};
  origin.modified_ns = int64_t{now.st_mtim.tv_sec} * 1'000'000'000 + now.st_mtim.tv_nsec;
  // The record first: without its file it says nothing, while a file without it would have to be hashed again.
  SNUG_CHECK_OK(write_origin(target_, origin));
  if (::rename(part_path(target_).c_str(), target_.c_str()) != 0) return fail(errno_error("the file"));
  const int folder = ::open(target_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);
    ::close(folder);
  }
  ::unlink(map_path(target_).c_str());
  close();
  return {};
}

void PartFile::discard() {
  ::unlink(map_path(target_).c_str());
  ::unlink(part_path(target_).c_str());
  close();
}

void PartFile::set_aside() {
  ::rename(part_path(target_).c_str(), (fs::path(target_) += ".bad").c_str());
  ::unlink(map_path(target_).c_str());
  close();
}

}  // namespace snug::download
