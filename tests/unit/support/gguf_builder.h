// Builds GGUF files for tests, sound ones and broken ones: every field can be given a wrong value. Independent of
// engine/format's writer on purpose, so that reader and writer are not checked against each other alone.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace snug::test {

/// Little-endian bytes of a number.
template <class T>
std::string le(T value) {
  std::string bytes(sizeof value, '\0');
  std::memcpy(bytes.data(), &value, sizeof value);
  return bytes;
}

/// A GGUF string: length and bytes.
inline std::string gguf_text(std::string_view text) {
  return le<uint64_t>(text.size()) + std::string(text);
}

/// One tensor; data is padded to the alignment in the file.
struct BuiltTensor {
  std::string name;
  std::vector<int64_t> shape;  ///< fastest axis first
  int32_t type = 0;            ///< ggml id, F32 by default
  std::string data;
  std::optional<uint64_t> offset;  ///< relative to the data section; by default after the tensor before it
  std::optional<uint32_t> n_dims;  ///< by default shape.size()
};

/// Fields of a file in order. Members may be changed at any time before build().
class GgufBuilder {
 public:
  std::string magic = "GGUF";
  uint32_t version = 3;
  std::optional<uint64_t> n_tensors;  ///< the stated number, if it is not to be the true one
  std::optional<uint64_t> n_pairs;
  uint64_t alignment = 32;  ///< that the builder pads to; the key general.alignment is the caller's affair
  std::vector<std::string> pairs;
  std::vector<BuiltTensor> tensors;
  std::string tail;  ///< bytes behind everything

  /// A pair with its value given as raw bytes behind the type id.
  GgufBuilder& raw(std::string_view key, uint32_t type, std::string_view value) {
    pairs.push_back(gguf_text(key) + le(type) + std::string(value));
    return *this;
  }
  /// A pair with a number, bool or text.
  template <class T>
  GgufBuilder& pair(std::string_view key, T value) {
    if constexpr (std::is_convertible_v<T, std::string_view>) {
      return raw(key, 8, gguf_text(value));
    } else if constexpr (std::is_same_v<T, bool>) {
      return raw(key, 7, value ? "\x01" : std::string_view("\0", 1));
    } else {
      return raw(key, type_id<T>(), le(value));
    }
  }
  template <class T>
  GgufBuilder& array(std::string_view key, const std::vector<T>& values) {
    std::string bytes = le(type_id<T>()) + le<uint64_t>(values.size());
    for (const T value : values) bytes += le(value);
    return raw(key, 9, bytes);
  }
  GgufBuilder& strings(std::string_view key, const std::vector<std::string>& values) {
    std::string bytes = le<uint32_t>(8) + le<uint64_t>(values.size());
    for (const std::string& value : values) bytes += gguf_text(value);
    return raw(key, 9, bytes);
  }
  GgufBuilder& tensor(BuiltTensor tensor) {
    tensors.push_back(std::move(tensor));
    return *this;
  }
  /// An F32 tensor of one dimension.
  GgufBuilder& floats(std::string name, const std::vector<float>& values) {
    std::string data(values.size() * sizeof(float), '\0');
    std::memcpy(data.data(), values.data(), data.size());
    return tensor({std::move(name), {static_cast<int64_t>(values.size())}, 0, std::move(data), {}, {}});
  }

  /// Header without padding. `ends` gets the position behind each field group, for cutting files there.
  [[nodiscard]] std::string header(std::vector<size_t>* ends = nullptr) const {
    std::string bytes = magic;
    const auto mark = [&] {
      if (ends != nullptr) ends->push_back(bytes.size());
    };
    mark();
    bytes += le(version);
    mark();
    bytes += le<uint64_t>(n_tensors.value_or(tensors.size()));
    mark();
    bytes += le<uint64_t>(n_pairs.value_or(pairs.size()));
    mark();
    for (const std::string& pair : pairs) {
      bytes += pair;
      mark();
    }
    uint64_t next = 0;
    for (const BuiltTensor& tensor : tensors) {
      bytes += gguf_text(tensor.name);
      mark();
      bytes += le<uint32_t>(tensor.n_dims.value_or(static_cast<uint32_t>(tensor.shape.size())));
      mark();
      for (const int64_t size : tensor.shape) bytes += le(size);
      mark();
      bytes += le(tensor.type);
      mark();
      bytes += le<uint64_t>(tensor.offset.value_or(next));
      mark();
      next = tensor.offset.value_or(next) + padded(tensor.data.size());
    }
    return bytes;
  }

  /// The whole file.
  [[nodiscard]] std::string build(std::vector<size_t>* ends = nullptr) const {
    std::string bytes = header(ends);
    if (!tensors.empty()) bytes.resize(padded(bytes.size()), '\0');
    const size_t data_begin = bytes.size();
    uint64_t next = 0;
    for (const BuiltTensor& tensor : tensors) {
      const size_t at = data_begin + tensor.offset.value_or(next);
      const size_t end = at + padded(tensor.data.size());
      if (end - data_begin > kMaxDataBytes) continue;  // a wild offset: the file ends before it
      if (bytes.size() < end) bytes.resize(end, '\0');
      bytes.replace(at, tensor.data.size(), tensor.data);
      next = tensor.offset.value_or(next) + padded(tensor.data.size());
    }
    return bytes + tail;
  }

 private:
  static constexpr size_t kMaxDataBytes = 64 << 20;

  [[nodiscard]] size_t padded(size_t n) const { return (n + alignment - 1) / alignment * alignment; }

  template <class T>
  static constexpr uint32_t type_id() {
    if constexpr (std::is_same_v<T, uint8_t>) return 0;
    if constexpr (std::is_same_v<T, int8_t>) return 1;
    if constexpr (std::is_same_v<T, uint16_t>) return 2;
    if constexpr (std::is_same_v<T, int16_t>) return 3;
    if constexpr (std::is_same_v<T, uint32_t>) return 4;
    if constexpr (std::is_same_v<T, int32_t>) return 5;
    if constexpr (std::is_same_v<T, float>) return 6;
    if constexpr (std::is_same_v<T, uint64_t>) return 10;
    if constexpr (std::is_same_v<T, int64_t>) return 11;
    if constexpr (std::is_same_v<T, double>) return 12;
  }
};

/// The bytes of a string as the readers take them.
inline std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

}  // namespace snug::test
