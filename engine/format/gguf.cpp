#include "engine/format/gguf.h"

#include <bit>
#include <charconv>
#include <cstring>

#include "engine/base/checked.h"
#include "engine/format/gguf_checks.h"

namespace snug::format {
namespace {

constexpr std::string_view kMagic = "GGUF";
constexpr int64_t kMinPairBytes = 8 + 1 + 4 + 1;            // key of one letter, type, one byte
constexpr int64_t kMinTensorBytes = 8 + 1 + 4 + 8 + 4 + 8;  // name of one letter, n_dims, one dim, type, offset

/// Walks over the header. Three ends are kept apart: of the file, of what the limits allow, of the bytes at hand.
class Cursor {
 public:
  Cursor(std::span<const std::byte> bytes, int64_t file_bytes)
      : bytes_(bytes.first(static_cast<size_t>(std::min<int64_t>(std::ssize(bytes), file_bytes)))),
        file_bytes_(file_bytes) {}

  [[nodiscard]] int64_t position() const { return position_; }

  /// Ok if `count` items of at least `item_bytes` each can still follow.
  [[nodiscard]] Status require(int64_t count, int64_t item_bytes) const {
    const auto size = checked_mul(count, item_bytes);
    const auto end = size ? checked_add(position_, *size) : std::nullopt;
    if (!end || *end > file_bytes_) {
      return fail(Error{Code::file_truncated, "in the header, at byte " + std::to_string(position_)});
    }
    if (*end > GgufLimits::kHeaderBytes) return fail(Code::limit_exceeded, "a header of more than 64 MiB");
    if (*end > std::ssize(bytes_)) {
      return fail(Error{Code::header_incomplete, "at byte " + std::to_string(position_)}.with("need_bytes",
                                                                                              std::to_string(*end)));
    }
    return {};
  }

  /// The next n bytes, unchecked beyond require().
  [[nodiscard]] Result<const std::byte*> take(int64_t n) {
    SNUG_CHECK_OK(require(n, 1));
    const std::byte* at = bytes_.data() + position_;
    position_ += n;
    return at;
  }

  template <class T>
  [[nodiscard]] Result<T> number() {
    SNUG_TRY(const std::byte* at, take(sizeof(T)));
    T value;
    std::memcpy(&value, at, sizeof(T));
    return value;
  }

  /// A string of at most `limit` bytes, still in the buffer.
  [[nodiscard]] Result<std::string_view> text(int64_t limit, std::string_view what) {
    SNUG_TRY(const uint64_t size, number<uint64_t>());
    if (size > static_cast<uint64_t>(limit)) {
      return fail(Code::limit_exceeded, std::string(what) + " of " + std::to_string(size) + " bytes at byte " +
                                            std::to_string(position_ - 8));
    }
    SNUG_TRY(const std::byte* at, take(static_cast<int64_t>(size)));
    return std::string_view(reinterpret_cast<const char*>(at), size);
  }

 private:
  std::span<const std::byte> bytes_;
  int64_t file_bytes_;
  int64_t position_ = 0;
};

/// Calls f with a value of the C++ type of a number's ValueType; false for bool, string, array.
template <class F>
bool with_number_type(ValueType type, F f) {
  switch (type) {
    case ValueType::u8:
      f(uint8_t{});
      return true;
    case ValueType::i8:
      f(int8_t{});
      return true;
    case ValueType::u16:
      f(uint16_t{});
      return true;
    case ValueType::i16:
      f(int16_t{});
      return true;
    case ValueType::u32:
      f(uint32_t{});
      return true;
    case ValueType::i32:
      f(int32_t{});
      return true;
    case ValueType::u64:
      f(uint64_t{});
      return true;
    case ValueType::i64:
      f(int64_t{});
      return true;
    case ValueType::f32:
      f(float{});
      return true;
    case ValueType::f64:
      f(double{});
      return true;
    default:
      return false;
  }
}

Result<ValueType> read_value_type(Cursor& in, std::string_view key) {
  SNUG_TRY(const uint32_t id, in.number<uint32_t>());
  if (id > static_cast<uint32_t>(ValueType::f64))
    return bad_value(key, "its type " + std::to_string(id) + " is unknown");
  return static_cast<ValueType>(id);
}

template <class T>
Result<Value> read_number_array(Cursor& in, int64_t count) {
  SNUG_TRY(const std::byte* at, in.take(count * static_cast<int64_t>(sizeof(T))));
  std::vector<T> values(static_cast<size_t>(count));
  if (count > 0) std::memcpy(values.data(), at, values.size() * sizeof(T));
  return Value(std::move(values));
}

Result<Value> read_string_array(Cursor& in, int64_t count) {
  SNUG_CHECK_OK(in.require(count, 8));
  StringArray strings;
  strings.reserve(static_cast<size_t>(count), static_cast<size_t>(count) * 8);
  for (int64_t i = 0; i < count; ++i) {
    SNUG_TRY(const std::string_view text, in.text(GgufLimits::kStringBytes, "a string"));
    strings.push_back(text);
  }
  return Value(std::move(strings));
}

Result<Value> read_bool_array(Cursor& in, std::string_view key, int64_t count) {
  SNUG_TRY(const std::byte* at, in.take(count));
  BoolArray bools;
  bools.values.resize(static_cast<size_t>(count));
  for (size_t i = 0; i < bools.values.size(); ++i) {
    bools.values[i] = static_cast<uint8_t>(at[i]);
    if (bools.values[i] > 1) return bad_value(key, "a boolean is neither 0 nor 1");
  }
  return Value(std::move(bools));
}

Result<Value> read_array(Cursor& in, std::string_view key) {
  SNUG_TRY(const ValueType element, read_value_type(in, key));
  SNUG_TRY(const uint64_t count, in.number<uint64_t>());
  if (element == ValueType::array) return bad_value(key, "arrays of arrays are not supported");
  if (count > static_cast<uint64_t>(GgufLimits::kArrayElements)) {
    return fail(Code::limit_exceeded, printable(key) + " has " + std::to_string(count) + " elements");
  }
  const auto n = static_cast<int64_t>(count);
  if (element == ValueType::string) return read_string_array(in, n);
  if (element == ValueType::boolean) return read_bool_array(in, key, n);
  Result<Value> value;
  with_number_type(element, [&]<class T>(T) { value = read_number_array<T>(in, n); });
  return value;
}

Result<Value> read_value(Cursor& in, std::string_view key) {
  SNUG_TRY(const ValueType type, read_value_type(in, key));
  if (type == ValueType::array) return read_array(in, key);
  if (type == ValueType::string) {
    SNUG_TRY(const std::string_view text, in.text(GgufLimits::kStringBytes, "a string"));
    return Value(std::string(text));
  }
  if (type == ValueType::boolean) {
    SNUG_TRY(const uint8_t byte, in.number<uint8_t>());
    if (byte > 1) return bad_value(key, "a boolean is neither 0 nor 1");
    return Value(byte == 1);
  }
  Result<Value> value;
  with_number_type(type, [&]<class T>(T) { value = in.number<T>().map([](T number) { return Value(number); }); });
  return value;
}

/// Magic and version. The magic comes first so that any other file is told apart from a truncated one.
Result<uint32_t> read_magic_and_version(Cursor& in, std::span<const std::byte> bytes) {
  const size_t at_hand = std::min(bytes.size(), kMagic.size());
  if (at_hand > 0 && std::memcmp(bytes.data(), kMagic.data(), at_hand) != 0) return fail(Code::not_a_gguf);
  SNUG_CHECK_OK(in.take(4).map([](auto) {}));
  SNUG_TRY(const uint32_t version, in.number<uint32_t>());
  if (version != 0 && (version & 0xffffu) == 0) return fail(Code::gguf_big_endian);
  if (version != 2 && version != 3) return fail(Code::gguf_version, "it is version " + std::to_string(version));
  return version;
}

Result<int64_t> read_count(Cursor& in, int64_t limit, std::string_view what) {
  SNUG_TRY(const uint64_t count, in.number<uint64_t>());
  if (count > static_cast<uint64_t>(limit)) {
    return fail(Code::limit_exceeded, std::to_string(count) + " " + std::string(what));
  }
  return static_cast<int64_t>(count);
}

Status read_pairs(Cursor& in, int64_t count, Metadata& metadata) {
  SNUG_CHECK_OK(in.require(count, kMinPairBytes));
  for (int64_t i = 0; i < count; ++i) {
    SNUG_TRY(const std::string_view key, in.text(GgufLimits::kKeyBytes, "a key"));
    if (key.empty()) return fail(Code::file_malformed, "key " + std::to_string(i) + " has no name");
    if (metadata.contains(key)) return fail(Code::file_malformed, "key " + printable(key) + " occurs twice");
    SNUG_TRY(Value value, read_value(in, key));
    metadata.set(std::string(key), std::move(value));
  }
  return {};
}

Result<int64_t> read_alignment(const Metadata& metadata) {
  SNUG_TRY(const auto value, metadata.optional_u32("general.alignment"));
  const int64_t alignment = value.value_or(32);
  if (alignment > GgufLimits::kAlignment || !std::has_single_bit(static_cast<uint64_t>(alignment))) {
    return bad_value("general.alignment", std::to_string(alignment) + " is no power of two up to 1 MiB");
  }
  return alignment;
}

tl::unexpected<Error> bad_tensor(Code code, const TensorInfo& tensor, std::string_view why) {
  const std::string name = printable(tensor.name);
  return fail(Error{code, "tensor " + name + ": " + std::string(why)}.with("tensor", name));
}

Status read_shape(Cursor& in, TensorInfo& tensor) {
  SNUG_TRY(const uint32_t n_dims, in.number<uint32_t>());
  if (n_dims < 1 || n_dims > GgufLimits::kDims) {
    return bad_tensor(Code::tensor_shape, tensor, std::to_string(n_dims) + " dimensions; 1 to 4 are possible");
  }
  tensor.n_dims = static_cast<int>(n_dims);
  std::optional<int64_t> elements = 1;
  for (uint32_t i = 0; i < n_dims; ++i) {
    SNUG_TRY(const int64_t size, in.number<int64_t>());
    if (size < 1) return bad_tensor(Code::tensor_shape, tensor, "a dimension of " + std::to_string(size));
    tensor.shape[i] = size;
    elements = checked_mul(*elements, size);
    if (!elements) return bad_tensor(Code::limit_exceeded, tensor, "more than 2^63 elements");
  }
  return {};
}

Status read_type(Cursor& in, TensorInfo& tensor, UnknownTypes unknown) {
  SNUG_TRY(const int32_t id, in.number<int32_t>());
  const quant::TypeInfo* type = quant::type_info(id);
  if (type == nullptr && unknown == UnknownTypes::keep) {
    tensor.unknown_type = id;
    return {};
  }
  if (type == nullptr) {
    return bad_tensor(quant::is_withdrawn(id) ? Code::obsolete_type : Code::unknown_type, tensor,
                      "type " + std::to_string(id));
  }
  tensor.type = type->type;
  auto size = quant::tensor_bytes(tensor.type, tensor.shape);
  if (!size) return bad_tensor(size.error().code, tensor, size.error().detail);
  tensor.size_bytes = *size;
  return {};
}

/// One entry of the tensor list. offset_bytes stays relative to the data section until the alignment is applied.
Result<TensorInfo> read_tensor_info(Cursor& in, int64_t alignment, UnknownTypes unknown) {
  TensorInfo tensor;
  SNUG_TRY(const std::string_view name, in.text(GgufLimits::kNameBytes, "a tensor's name"));
  if (name.empty()) return fail(Code::file_malformed, "a tensor has no name");
  tensor.name = name;
  SNUG_CHECK_OK(read_shape(in, tensor));
  SNUG_CHECK_OK(read_type(in, tensor, unknown));
  SNUG_TRY(tensor.offset_bytes, in.number<int64_t>());
  if (tensor.offset_bytes < 0 || tensor.offset_bytes % alignment != 0) {
    return bad_tensor(Code::file_malformed, tensor, "its offset is no multiple of the alignment");
  }
  return tensor;
}

/// Makes offsets absolute; every tensor must end inside the file.
Status place_tensors(GgufHeader& header) {
  for (TensorInfo& tensor : header.tensors) {
    const auto begin = checked_add(header.data_offset, tensor.offset_bytes);
    const auto end = begin ? checked_add(*begin, tensor.size_bytes) : std::nullopt;
    if (!end || *end > header.file_bytes) {
      return bad_tensor(Code::file_truncated, tensor,
                        "it would end at byte " + (end ? std::to_string(*end) : std::string("2^63 or later")) + " of " +
                            std::to_string(header.file_bytes) + contested_id_hint(tensor.type));
    }
    tensor.offset_bytes = *begin;
  }
  return {};
}

}  // namespace

Result<GgufHeader> parse_gguf_header(std::span<const std::byte> bytes, int64_t file_bytes, UnknownTypes unknown) {
  Cursor in(bytes, std::max<int64_t>(file_bytes, 0));
  GgufHeader header;
  header.file_bytes = file_bytes;
  SNUG_TRY(header.version, read_magic_and_version(in, bytes));
  SNUG_TRY(const int64_t n_tensors, read_count(in, GgufLimits::kTensors, "tensors"));
  SNUG_TRY(const int64_t n_pairs, read_count(in, GgufLimits::kPairs, "keys"));
  SNUG_CHECK_OK(read_pairs(in, n_pairs, header.metadata));
  SNUG_TRY(header.alignment, read_alignment(header.metadata));
  SNUG_CHECK_OK(in.require(n_tensors, kMinTensorBytes));
  header.tensors.reserve(static_cast<size_t>(n_tensors));
  for (int64_t i = 0; i < n_tensors; ++i) {
    SNUG_TRY(TensorInfo tensor, read_tensor_info(in, header.alignment, unknown));
    header.tensors.push_back(std::move(tensor));
  }
  header.header_bytes = in.position();
  header.data_offset = round_up(header.header_bytes, header.alignment);
  SNUG_CHECK_OK(place_tensors(header));
  SNUG_CHECK_OK(check_tensors(header));
  return header;
}

std::optional<int64_t> needed_bytes(const Error& error) {
  if (error.code != Code::header_incomplete) return std::nullopt;
  for (const auto& [key, value] : error.context) {
    int64_t bytes = 0;
    if (key == "need_bytes" && std::from_chars(value.data(), value.data() + value.size(), bytes).ec == std::errc()) {
      return bytes;
    }
  }
  return std::nullopt;
}

}  // namespace snug::format
