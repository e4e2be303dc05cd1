// The key-value part of a model file, typed and in the file's order. Knows nothing of what a key means.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "engine/base/result.h"

namespace snug::format {

/// Value types with the ids of GGUF files.
enum class ValueType : uint32_t { u8 = 0, i8, u16, i16, u32, i32, f32, boolean, string, array, u64, i64, f64 };

/// "u32", "string", ...
std::string_view value_type_name(ValueType type);

/// Many strings in one buffer: a vocabulary of 262,144 entries takes two allocations. Bytes are as in the file, UTF-8
/// by convention but unchecked.
class StringArray {
 public:
  [[nodiscard]] size_t size() const { return ends_.size(); }
  [[nodiscard]] bool empty() const { return ends_.empty(); }
  /// String i < size(); valid while this array lives and is not changed.
  [[nodiscard]] std::string_view operator[](size_t i) const {
    const uint32_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }
  /// Room for n strings of `bytes` bytes together; only a hint.
  void reserve(size_t n, size_t bytes) {
    ends_.reserve(n);
    bytes_.reserve(bytes);
  }
  /// Adds a string. All strings together stay below 4 GiB (the header's limit is 64 MiB).
  void push_back(std::string_view text) {
    bytes_.append(text);
    ends_.push_back(static_cast<uint32_t>(bytes_.size()));
  }
  bool operator==(const StringArray&) const = default;

 private:
  std::string bytes_;
  std::vector<uint32_t> ends_;
};

/// Booleans as bytes 0 and 1, since vector<bool> has no addressable elements.
struct BoolArray {
  std::vector<uint8_t> values;
  bool operator==(const BoolArray&) const = default;
};

/// True for the alternatives of Value that are arrays of numbers.
template <class T>
inline constexpr bool kIsNumberArray = false;
template <class T>
inline constexpr bool kIsNumberArray<std::vector<T>> = true;

/// A value as it stands in the file. Arrays keep their element type, also when they are empty.
using Value = std::variant<uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, float, bool, std::string, uint64_t,
                           int64_t, double, std::vector<uint8_t>, std::vector<int8_t>, std::vector<uint16_t>,
                           std::vector<int16_t>, std::vector<uint32_t>, std::vector<int32_t>, std::vector<float>,
                           std::vector<uint64_t>, std::vector<int64_t>, std::vector<double>, BoolArray, StringArray>;

/// The type of a value: `array` for arrays.
ValueType value_type(const Value& value);
/// The type of an array's elements; nothing if the value is no array.
std::optional<ValueType> element_type(const Value& value);
/// Number of elements of an array, 1 for a scalar.
size_t element_count(const Value& value);

/// Keys and values in the file's order; keys are unique and not empty. A plain value: copy, move, compare.
/// Getters fail with missing_key (absent) or bad_value (wrong type, or out of T's range); the error names the key.
/// Integer getters take an integer of any width that holds the value; f32 and f64 getters take any float or integer.
class Metadata {
 public:
  struct Entry {
    std::string key;
    Value value;
    bool operator==(const Entry&) const = default;
  };

  /// Adds a pair at the end, or replaces the value of a key that is there.
  void set(std::string key, Value value);
  /// Removes a key; false if it was not there.
  bool erase(std::string_view key);

  /// nullptr if absent; valid until the metadata is changed.
  [[nodiscard]] const Value* find(std::string_view key) const;
  [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] std::span<const Entry> entries() const { return entries_; }
  [[nodiscard]] size_t size() const { return entries_.size(); }

  [[nodiscard]] Result<uint32_t> get_u32(std::string_view key) const { return get_integer<uint32_t>(key); }
  [[nodiscard]] Result<int32_t> get_i32(std::string_view key) const { return get_integer<int32_t>(key); }
  [[nodiscard]] Result<uint64_t> get_u64(std::string_view key) const { return get_integer<uint64_t>(key); }
  [[nodiscard]] Result<int64_t> get_i64(std::string_view key) const { return get_integer<int64_t>(key); }
  [[nodiscard]] Result<float> get_f32(std::string_view key) const;
  [[nodiscard]] Result<double> get_f64(std::string_view key) const;
  [[nodiscard]] Result<bool> get_bool(std::string_view key) const;
  [[nodiscard]] Result<std::string_view> get_string(std::string_view key) const;

  /// The same with absence allowed: nothing if the key is absent, still an error if it is there and wrong.
  [[nodiscard]] Result<std::optional<uint32_t>> optional_u32(std::string_view key) const {
    return optional(key, &Metadata::get_u32);
  }
  [[nodiscard]] Result<std::optional<int64_t>> optional_i64(std::string_view key) const {
    return optional(key, &Metadata::get_i64);
  }
  [[nodiscard]] Result<std::optional<float>> optional_f32(std::string_view key) const {
    return optional(key, &Metadata::get_f32);
  }
  [[nodiscard]] Result<std::optional<bool>> optional_bool(std::string_view key) const {
    return optional(key, &Metadata::get_bool);
  }
  [[nodiscard]] Result<std::optional<std::string_view>> optional_string(std::string_view key) const {
    return optional(key, &Metadata::get_string);
  }

  /// The array of strings at key, not copied.
  [[nodiscard]] Result<const StringArray*> strings(std::string_view key) const;
  /// The array of numbers at key as T: integers of any width into an integer T if each fits, any number into a
  /// floating T. A scalar is not an array (see numbers_or_scalar). T is a type of `Value`'s scalars, not bool.
  template <class T>
  [[nodiscard]] Result<std::vector<T>> numbers(std::string_view key) const;
  /// The same, but a scalar counts as n equal elements (keys such as attention.head_count_kv may be either).
  /// bad_value if an array has another length.
  template <class T>
  [[nodiscard]] Result<std::vector<T>> numbers_or_scalar(std::string_view key, size_t n) const;
  /// The array of booleans at key, as bytes 0 and 1.
  [[nodiscard]] Result<std::vector<uint8_t>> bools(std::string_view key) const;

  bool operator==(const Metadata& other) const { return entries_ == other.entries_; }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  template <class T>
  Result<T> get_integer(std::string_view key) const;
  template <class T>
  Result<std::optional<T>> optional(std::string_view key, Result<T> (Metadata::*getter)(std::string_view) const) const {
    if (!contains(key)) return std::optional<T>();
    SNUG_TRY(T value, (this->*getter)(key));
    return std::optional<T>(value);
  }

  std::vector<Entry> entries_;
  std::unordered_map<std::string, size_t, Hash, std::equal_to<>> index_;
};

/// Errors that the getters give, for code that reads values by hand.
tl::unexpected<Error> missing_key(std::string_view key);
tl::unexpected<Error> bad_value(std::string_view key, std::string_view why);

}  // namespace snug::format
