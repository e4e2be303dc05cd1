#include "engine/format/gguf_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <regex>

#include "engine/base/check.h"

namespace snug::format {
namespace {

constexpr int64_t kFirstReadBytes = 256 << 10;  // all keys but the tokenizer's lie in here
constexpr int64_t kDecodeRowsBytes = 1 << 20;

tl::unexpected<Error> system_error(Code code, const std::filesystem::path& path, int number) {
  return fail(
      Error{code, printable(path.string()) + ": " + std::strerror(number)}.with("path", printable(path.string())));
}

}  // namespace

/// One file: descriptor, mapping and what fstat said when it was opened.
class GgufFile::Shard {
 public:
  Shard(int fd, struct stat info, std::filesystem::path path) : fd_(fd), stat_(info), path_(std::move(path)) {}
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;
  ~Shard() {
    if (map_ != nullptr) ::munmap(map_, static_cast<size_t>(size()));
    ::close(fd_);
  }

  static Result<std::unique_ptr<Shard>> open(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a pipe must not make us wait
    if (fd < 0) {
      const int number = errno;
      return system_error(number == ENOENT || number == ENOTDIR ? Code::file_not_found : Code::io, path, number);
    }
    struct stat info {};
    if (::fstat(fd, &info) != 0) {
      const int number = errno;
      ::close(fd);
      return system_error(Code::io, path, number);
    }
    auto shard = std::make_unique<Shard>(fd, info, path);
    if (!S_ISREG(info.st_mode)) return fail(Code::bad_input, printable(path.string()) + " is no regular file");
    return shard;
  }

  [[nodiscard]] int64_t size() const { return stat_.st_size; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  Status map() {
    if (size() == 0) return {};
    void* at = ::mmap(nullptr, static_cast<size_t>(size()), PROT_READ, MAP_SHARED, fd_, 0);
    if (at == MAP_FAILED) return system_error(Code::io, path_, errno);
    map_ = at;
    return {};
  }

  [[nodiscard]] std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte*>(map_), map_ == nullptr ? 0 : static_cast<size_t>(size())};
  }

  [[nodiscard]] Status read(int64_t offset, std::span<std::byte> out) const {
    while (!out.empty()) {
      const ssize_t n = ::pread(fd_, out.data(), std::min<size_t>(out.size(), size_t{1} << 30), offset);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return system_error(Code::io, path_, errno);
      if (n == 0) return fail(Code::file_truncated, printable(path_.string()) + " at byte " + std::to_string(offset));
      out = out.subspan(static_cast<size_t>(n));
      offset += n;
    }
    return {};
  }

  [[nodiscard]] Status verify_unchanged() const {
    struct stat now {};
    if (::fstat(fd_, &now) != 0) return system_error(Code::io, path_, errno);
    const bool same = now.st_size == stat_.st_size && now.st_mtim.tv_sec == stat_.st_mtim.tv_sec &&
                      now.st_mtim.tv_nsec == stat_.st_mtim.tv_nsec;
    if (!same)
      return fail(Error{Code::file_changed, printable(path_.string())}.with("path", printable(path_.string())));
    return {};
  }

  /// Reads as much of the file as the header takes, by copies: a file cut while it is opened is an error, not a signal.
  [[nodiscard]] Result<GgufHeader> read_header(UnknownTypes unknown) const {
    std::vector<std::byte> bytes;
    int64_t wanted = kFirstReadBytes;
    while (true) {
      const auto have = std::ssize(bytes);
      bytes.resize(static_cast<size_t>(std::min(wanted, size())));
      SNUG_CHECK_OK(read(have, std::span(bytes).subspan(static_cast<size_t>(have))));
      auto header = parse_gguf_header(bytes, size(), unknown);
      if (header) return header;
      const auto needed = needed_bytes(header.error());
      if (!needed) return header;
      wanted = std::max(*needed, std::ssize(bytes) * 4);
    }
  }

 private:
  int fd_;
  struct stat stat_;
  std::filesystem::path path_;
  void* map_ = nullptr;
};

GgufFile::GgufFile() = default;
GgufFile::GgufFile(GgufFile&&) noexcept = default;
GgufFile& GgufFile::operator=(GgufFile&&) noexcept = default;
GgufFile::~GgufFile() = default;

std::optional<std::filesystem::path> shard_path(const std::filesystem::path& any_shard, int64_t index, int64_t count) {
  static const std::regex pattern(R"(^(.*)-(\d{5})-of-(\d{5})\.gguf$)");
  std::smatch match;
  const std::string name = any_shard.filename().string();
  if (!std::regex_match(name, match, pattern)) return std::nullopt;
  return any_shard.parent_path() / fmt::format("{}-{:05}-of-{:05}.gguf", match[1].str(), index + 1, count);
}

Result<GgufFile> GgufFile::open(const std::filesystem::path& path, Shards which, UnknownTypes unknown) {
  GgufFile file;
  SNUG_TRY(auto shard, Shard::open(path));
  SNUG_TRY(GgufHeader header, shard->read_header(unknown));
  SNUG_TRY(const auto count, header.metadata.optional_i64("split.count"));
  if (which == Shards::all && count.value_or(1) > 1) {
    SNUG_CHECK_OK(file.add_shards(path, *count, unknown));
    return file;
  }
  SNUG_CHECK_OK(shard->map());
  file.shards_.push_back(std::move(shard));
  file.paths_.push_back(path);
  SNUG_CHECK_OK(file.append_tensors(std::move(header), 0));
  return file;
}

Status GgufFile::add_shards(const std::filesystem::path& given, int64_t count, UnknownTypes unknown) {
  int64_t total = -1;
  for (int64_t i = 0; i < count; ++i) {
    const auto path = shard_path(given, i, count);
    if (!path) {
      return fail(Code::missing_shard, "the file is one of " + std::to_string(count) + ", but its name " +
                                           printable(given.filename().string()) + " does not say which");
    }
    auto opened = Shard::open(*path);
    if (!opened && opened.error().code == Code::file_not_found) {
      return fail(
          Error{Code::missing_shard, printable(path->filename().string())}.with("path", printable(path->string())));
    }
    SNUG_TRY(auto shard, std::move(opened));
    SNUG_TRY(GgufHeader header, shard->read_header(unknown));
    SNUG_TRY(const int64_t number, header.metadata.get_i64("split.no"));
    SNUG_TRY(const int64_t shard_count, header.metadata.get_i64("split.count"));
    if (number != i || shard_count != count) {
      return fail(Code::file_malformed, printable(path->filename().string()) + " says it is part " +
                                            std::to_string(number + 1) + " of " + std::to_string(shard_count));
    }
    if (i == 0) {
      SNUG_TRY(const auto stated, header.metadata.optional_i64("split.tensors.count"));
      total = stated.value_or(-1);
    }
    SNUG_CHECK_OK(shard->map());
    shards_.push_back(std::move(shard));
    paths_.push_back(*path);
    SNUG_CHECK_OK(append_tensors(std::move(header), static_cast<int>(i)));
  }
  if (total >= 0 && total != std::ssize(header_.tensors)) {
    return fail(Code::file_malformed, "the parts have " + std::to_string(header_.tensors.size()) +
                                          " tensors together, not " + std::to_string(total));
  }
  return {};
}

Status GgufFile::append_tensors(GgufHeader shard_header, int shard) {
  if (shard == 0) {
    header_ = std::move(shard_header);
  } else {
    for (TensorInfo& tensor : shard_header.tensors) {
      tensor.shard = shard;
      header_.tensors.push_back(std::move(tensor));
    }
    for (Lint& lint : shard_header.lint) header_.lint.push_back(std::move(lint));
    header_.file_bytes += shard_header.file_bytes;
  }
  by_name_.clear();  // the vector may have moved
  for (size_t i = 0; i < header_.tensors.size(); ++i) {
    if (!by_name_.emplace(header_.tensors[i].name, i).second) {
      return fail(Code::duplicate_tensor, printable(header_.tensors[i].name) + " is in two parts");
    }
  }
  return {};
}

const TensorInfo* GgufFile::find_tensor(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &header_.tensors[found->second];
}

std::span<const std::byte> GgufFile::tensor_bytes(const TensorInfo& info) const {
  return shards_[static_cast<size_t>(info.shard)]->bytes().subspan(static_cast<size_t>(info.offset_bytes),
                                                                   static_cast<size_t>(info.size_bytes));
}

Status GgufFile::read_tensor(const TensorInfo& info, std::span<std::byte> out) const {
  SNUG_CHECK(std::ssize(out) == info.size_bytes, "read_tensor needs room for the whole tensor");
  return read_tensor_part(info, 0, out);
}

Status GgufFile::read_tensor_part(const TensorInfo& info, int64_t from_bytes, std::span<std::byte> out) const {
  SNUG_CHECK(from_bytes >= 0 && from_bytes <= info.size_bytes - std::ssize(out), "the part lies in the tensor");
  return shards_[static_cast<size_t>(info.shard)]->read(info.offset_bytes + from_bytes, out);
}

Status GgufFile::read_tensor_f32(const TensorInfo& info, std::span<float> out) const {
  SNUG_CHECK(std::ssize(out) == info.n_elements(), "read_tensor_f32 needs room for the whole tensor");
  const quant::TypeInfo& type = quant::type_info(info.type);
  const quant::DequantRow decode = quant::dequant_row(info.type);
  const int64_t blocks_a_step = std::max<int64_t>(1, kDecodeRowsBytes / type.block_bytes);
  std::vector<std::byte> buffer(static_cast<size_t>(std::min(info.size_bytes, blocks_a_step * type.block_bytes)));
  for (int64_t from = 0; from < info.size_bytes; from += blocks_a_step * type.block_bytes) {
    const int64_t n_bytes = std::min<int64_t>(std::ssize(buffer), info.size_bytes - from);
    SNUG_CHECK_OK(read_tensor_part(info, from, std::span(buffer).first(static_cast<size_t>(n_bytes))));
    decode(buffer.data(), out.data() + from / type.block_bytes * type.block, n_bytes / type.block_bytes * type.block);
  }
  return {};
}

Status GgufFile::verify_unchanged() const {
  for (const auto& shard : shards_) SNUG_CHECK_OK(shard->verify_unchanged());
  return {};
}

}  // namespace snug::format
