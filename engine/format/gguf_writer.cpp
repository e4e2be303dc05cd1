#include "engine/format/gguf_writer.h"

#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <unordered_set>

#include "engine/base/checked.h"

namespace snug::format {
namespace {

constexpr size_t kBufferBytes = 1 << 20;

Result<int64_t> alignment_of(const Metadata& metadata) {
  SNUG_TRY(const auto value, metadata.optional_u32("general.alignment"));
  const int64_t alignment = value.value_or(32);
  if (alignment > GgufLimits::kAlignment || !std::has_single_bit(static_cast<uint64_t>(alignment))) {
    return bad_value("general.alignment", std::to_string(alignment) + " is no power of two up to 1 MiB");
  }
  return alignment;
}

/// Appends little-endian fields to the header.
class Encoder {
 public:
  std::string bytes;

  template <class T>
  void number(T value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value) {
    number(static_cast<uint64_t>(value.size()));
    bytes.append(value);
  }
  void value(const Value& value) {
    number(static_cast<uint32_t>(value_type(value)));
    if (const auto element = element_type(value)) {
      number(static_cast<uint32_t>(*element));
      number(static_cast<uint64_t>(element_count(value)));
    }
    std::visit([this](const auto& held) { elements(held); }, value);
  }

 private:
  template <class T>
  void elements(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      number(static_cast<uint8_t>(value ? 1 : 0));
    } else if constexpr (std::is_same_v<T, std::string>) {
      text(value);
    } else if constexpr (std::is_same_v<T, BoolArray>) {
      for (const uint8_t b : value.values) number(static_cast<uint8_t>(b != 0 ? 1 : 0));
    } else if constexpr (std::is_same_v<T, StringArray>) {
      for (size_t i = 0; i < value.size(); ++i) text(value[i]);
    } else if constexpr (kIsNumberArray<T>) {
      if (!value.empty()) bytes.append(reinterpret_cast<const char*>(value.data()), value.size() * sizeof(value[0]));
    } else {
      number(value);
    }
  }
};

Status check_plan(const GgufPlan& plan) {
  if (plan.version != 2 && plan.version != 3)
    return fail(Code::gguf_version, "version " + std::to_string(plan.version));
  if (std::ssize(plan.tensors) > GgufLimits::kTensors) {
    return fail(Code::limit_exceeded, std::to_string(plan.tensors.size()) + " tensors");
  }
  if (static_cast<int64_t>(plan.metadata.size()) > GgufLimits::kPairs) {
    return fail(Code::limit_exceeded, std::to_string(plan.metadata.size()) + " keys");
  }
  std::unordered_set<std::string_view> names;
  for (const TensorInfo& tensor : plan.tensors) {
    if (tensor.name.empty()) return fail(Code::file_malformed, "a tensor has no name");
    if (!names.insert(tensor.name).second) return fail(Code::duplicate_tensor, printable(tensor.name));
    if (tensor.n_dims < 1 || tensor.n_dims > GgufLimits::kDims) {
      return fail(Code::tensor_shape, printable(tensor.name) + " has " + std::to_string(tensor.n_dims) + " dimensions");
    }
    for (const int64_t size : tensor.shape) {
      if (size < 1)
        return fail(Code::tensor_shape, printable(tensor.name) + " has a dimension of " + std::to_string(size));
    }
  }
  return {};
}

std::string encode_unpadded(const GgufPlan& plan, int64_t data_offset) {
  Encoder out;
  out.bytes = "GGUF";
  out.number(plan.version);
  out.number(static_cast<uint64_t>(plan.tensors.size()));
  out.number(static_cast<uint64_t>(plan.metadata.size()));
  for (const Metadata::Entry& entry : plan.metadata.entries()) {
    out.text(entry.key);
    out.value(entry.value);
  }
  for (const TensorInfo& tensor : plan.tensors) {
    out.text(tensor.name);
    out.number(static_cast<uint32_t>(tensor.n_dims));
    for (int i = 0; i < tensor.n_dims; ++i) out.number(tensor.shape[static_cast<size_t>(i)]);
    out.number(static_cast<int32_t>(tensor.type));
    out.number(static_cast<uint64_t>(tensor.offset_bytes - data_offset));
  }
  return std::move(out.bytes);
}

tl::unexpected<Error> write_error(const std::filesystem::path& path, int number) {
  const Code code = number == ENOSPC || number == EDQUOT  ? Code::disk_full
                    : number == ENOENT                    ? Code::folder_gone
                    : number == EACCES || number == EROFS ? Code::read_only
                                                          : Code::io;
  return fail(code, printable(path.string()) + ": " + std::strerror(number));
}

/// The file under its temporary name; removed unless it is committed.
class PartFile {
 public:
  explicit PartFile(std::filesystem::path path) : path_(std::move(path)), part_(path_) {
    part_ += ".part";
    file_.reset(std::fopen(part_.c_str(), "wbe"));
    if (file_) std::setvbuf(file_.get(), nullptr, _IOFBF, kBufferBytes);
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  ~PartFile() {
    if (!file_) return;
    file_.reset();
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
  }

  [[nodiscard]] Status opened() const {
    if (!file_) return write_error(path_, errno);
    return {};
  }
  [[nodiscard]] Status write(const void* bytes, size_t n) {
    if (std::fwrite(bytes, 1, n, file_.get()) != n) return write_error(path_, errno);
    return {};
  }
  [[nodiscard]] Status pad(int64_t n) {
    static constexpr char kZeros[4096] = {};
    for (; n > 0; n -= static_cast<int64_t>(sizeof kZeros)) {
      SNUG_CHECK_OK(write(kZeros, std::min(static_cast<size_t>(n), sizeof kZeros)));
    }
    return {};
  }
  [[nodiscard]] Status commit() {
    if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) return write_error(path_, errno);
    if (std::rename(part_.c_str(), path_.c_str()) != 0) return write_error(path_, errno);
    std::fclose(file_.release());  // everything is on disk already
    return {};
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::filesystem::path path_;
  std::filesystem::path part_;
  std::unique_ptr<std::FILE, Close> file_;
};

Status write_one(PartFile& file, const TensorInfo& tensor, int64_t padded_bytes, const TensorSource& source) {
  int64_t written = 0;
  SNUG_CHECK_OK(source(tensor, [&](std::span<const std::byte> bytes) -> Status {
    written += std::ssize(bytes);
    if (written > tensor.size_bytes)
      return fail(Code::internal, "more bytes than tensor " + printable(tensor.name) + " has");
    return file.write(bytes.data(), bytes.size());
  }));
  if (written != tensor.size_bytes) {
    return fail(Code::internal, std::to_string(written) + " bytes for tensor " + printable(tensor.name) + " of " +
                                    std::to_string(tensor.size_bytes));
  }
  return file.pad(padded_bytes - written);
}

}  // namespace

Result<int64_t> lay_out_gguf(GgufPlan& plan) {
  SNUG_TRY(const int64_t alignment, alignment_of(plan.metadata));
  SNUG_CHECK_OK(check_plan(plan));
  // The length of the header does not depend on the offsets in it.
  const std::string header = encode_unpadded(plan, 0);
  if (std::ssize(header) > GgufLimits::kHeaderBytes) return fail(Code::limit_exceeded, "a header of more than 64 MiB");
  int64_t end = round_up(std::ssize(header), alignment);
  for (TensorInfo& tensor : plan.tensors) {
    SNUG_TRY(tensor.size_bytes, quant::tensor_bytes(tensor.type, tensor.shape));
    tensor.offset_bytes = end;
    tensor.shard = 0;
    const auto next = checked_add(end, tensor.size_bytes);
    const auto padded = next ? checked_add(*next, alignment - 1) : std::nullopt;
    if (!padded) return fail(Code::limit_exceeded, "a file of more than 2^63 bytes");
    end = round_up(*next, alignment);
  }
  return plan.tensors.empty() ? std::ssize(header) : end;
}

Result<std::string> encode_gguf_header(const GgufPlan& plan) {
  SNUG_TRY(const int64_t alignment, alignment_of(plan.metadata));
  if (plan.tensors.empty()) return encode_unpadded(plan, 0);  // nothing follows, so nothing is padded
  const int64_t data_offset = plan.tensors.front().offset_bytes;
  std::string header = encode_unpadded(plan, data_offset);
  header.resize(static_cast<size_t>(round_up(std::ssize(header), alignment)), '\0');
  return header;
}

Status write_gguf(const std::filesystem::path& path, GgufPlan plan, const TensorSource& source) {
  SNUG_TRY(const int64_t file_bytes, lay_out_gguf(plan));
  SNUG_TRY(const std::string header, encode_gguf_header(plan));
  PartFile file(path);
  SNUG_CHECK_OK(file.opened());
  SNUG_CHECK_OK(file.write(header.data(), header.size()));
  for (size_t i = 0; i < plan.tensors.size(); ++i) {
    const int64_t next = i + 1 < plan.tensors.size() ? plan.tensors[i + 1].offset_bytes : file_bytes;
    SNUG_CHECK_OK(write_one(file, plan.tensors[i], next - plan.tensors[i].offset_bytes, source));
  }
  return file.commit();
}

}  // namespace snug::format
