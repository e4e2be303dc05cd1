#include "engine/format/metadata.h"

#include <array>

namespace snug::format {
namespace {

template <class T>
inline constexpr bool kIsInteger = std::is_integral_v<T> && !std::is_same_v<T, bool>;
template <class T>
inline constexpr bool kIsNumber = kIsInteger<T> || std::is_floating_point_v<T>;

template <class T>
constexpr ValueType type_of() {
  if constexpr (std::is_same_v<T, uint8_t>) return ValueType::u8;
  if constexpr (std::is_same_v<T, int8_t>) return ValueType::i8;
  if constexpr (std::is_same_v<T, uint16_t>) return ValueType::u16;
  if constexpr (std::is_same_v<T, int16_t>) return ValueType::i16;
  if constexpr (std::is_same_v<T, uint32_t>) return ValueType::u32;
  if constexpr (std::is_same_v<T, int32_t>) return ValueType::i32;
  if constexpr (std::is_same_v<T, uint64_t>) return ValueType::u64;
  if constexpr (std::is_same_v<T, int64_t>) return ValueType::i64;
  if constexpr (std::is_same_v<T, float>) return ValueType::f32;
  if constexpr (std::is_same_v<T, double>) return ValueType::f64;
  if constexpr (std::is_same_v<T, bool>) return ValueType::boolean;
  if constexpr (std::is_same_v<T, std::string>) return ValueType::string;
  return ValueType::array;
}

/// The number as To, or nothing if an integer To cannot hold it.
template <class To, class From>
std::optional<To> convert(From value) {
  if constexpr (std::is_floating_point_v<To>) {
    return static_cast<To>(value);
  } else if constexpr (kIsInteger<From>) {
    if (!std::in_range<To>(value)) return std::nullopt;
    return static_cast<To>(value);
  } else {
    return std::nullopt;
  }
}

std::string type_words(const Value& value) {
  if (const auto element = element_type(value)) return "array of " + std::string(value_type_name(*element));
  return std::string(value_type_name(value_type(value)));
}

template <class To>
Result<To> number_of(std::string_view key, const Value& value, std::string_view wanted) {
  return std::visit(
      [&]<class T>(const T& held) -> Result<To> {
        if constexpr (kIsNumber<T>) {
          if (const auto converted = convert<To>(held)) return *converted;
          if constexpr (kIsInteger<T>) return bad_value(key, "the number is out of range");
        }
        return bad_value(key, "it is " + type_words(value) + ", not " + std::string(wanted));
      },
      value);
}

}  // namespace

std::string_view value_type_name(ValueType type) {
  static constexpr std::array<std::string_view, 13> kNames{"u8",   "i8",     "u16",   "i16", "u32", "i32", "f32",
                                                           "bool", "string", "array", "u64", "i64", "f64"};
  return kNames[static_cast<size_t>(type)];
}

ValueType value_type(const Value& value) {
  return std::visit([]<class T>(const T&) { return type_of<T>(); }, value);
}

std::optional<ValueType> element_type(const Value& value) {
  return std::visit(
      []<class T>(const T&) -> std::optional<ValueType> {
        if constexpr (std::is_same_v<T, StringArray>) return ValueType::string;
        if constexpr (std::is_same_v<T, BoolArray>) return ValueType::boolean;
        if constexpr (kIsNumberArray<T>) return type_of<typename T::value_type>();
        return std::nullopt;
      },
      value);
}

size_t element_count(const Value& value) {
  return std::visit(
      []<class T>(const T& held) -> size_t {
        if constexpr (std::is_same_v<T, BoolArray>) return held.values.size();
        if constexpr (std::is_same_v<T, StringArray> || kIsNumberArray<T>) return held.size();
        return 1;
      },
      value);
}

tl::unexpected<Error> missing_key(std::string_view key) {
  return fail(Error{Code::missing_key, printable(key)}.with("key", printable(key)));
}

tl::unexpected<Error> bad_value(std::string_view key, std::string_view why) {
  return fail(Error{Code::bad_value, printable(key) + ": " + std::string(why)}.with("key", printable(key)));
}

void Metadata::set(std::string key, Value value) {
  if (const auto found = index_.find(key); found != index_.end()) {
    entries_[found->second].value = std::move(value);
    return;
  }
  index_.emplace(key, entries_.size());
  entries_.push_back({std::move(key), std::move(value)});
}

bool Metadata::erase(std::string_view key) {
  const auto found = index_.find(key);
  if (found == index_.end()) return false;
  const size_t at = found->second;
  index_.erase(found);
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
  for (auto& [name, position] : index_) position -= position > at ? 1 : 0;
  return true;
}

const Value* Metadata::find(std::string_view key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &entries_[found->second].value;
}

template <class T>
Result<T> Metadata::get_integer(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return missing_key(key);
  return number_of<T>(key, *value, "an integer");
}
template Result<uint32_t> Metadata::get_integer(std::string_view) const;
template Result<int32_t> Metadata::get_integer(std::string_view) const;
template Result<uint64_t> Metadata::get_integer(std::string_view) const;
template Result<int64_t> Metadata::get_integer(std::string_view) const;

Result<float> Metadata::get_f32(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return missing_key(key);
  return number_of<float>(key, *value, "a number");
}

Result<double> Metadata::get_f64(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return missing_key(key);
  return number_of<double>(key, *value, "a number");
}

Result<bool> Metadata::get_bool(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return missing_key(key);
  if (const bool* held = std::get_if<bool>(value)) return *held;
  return bad_value(key, "it is " + type_words(*value) + ", not bool");
}

Result<std::string_view> Metadata::get_string(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return missing_key(key);
  if (const auto* held = std::get_if<std::string>(value)) return std::string_view(*held);
  return bad_value(key, "it is " + type_words(*value) + ", not string");
}

Result<const StringArray*> Metadata::strings(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return missing_key(key);
  if (const auto* held = std::get_if<StringArray>(value)) return held;
  return bad_value(key, "it is " + type_words(*value) + ", not an array of strings");
}

Result<std::vector<uint8_t>> Metadata::bools(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return missing_key(key);
  if (const auto* held = std::get_if<BoolArray>(value)) return held->values;
  return bad_value(key, "it is " + type_words(*value) + ", not an array of bool");
}

template <class To>
Result<std::vector<To>> Metadata::numbers(std::string_view key) const {
  const Value* value = find(key);
  if (value == nullptr) return missing_key(key);
  return std::visit(
      [&]<class T>(const T& held) -> Result<std::vector<To>> {
        if constexpr (kIsNumberArray<T>) {
          if constexpr (std::is_same_v<T, std::vector<To>>) return held;
          if (std::is_floating_point_v<To> || kIsInteger<typename T::value_type>) {
            std::vector<To> out;
            out.reserve(held.size());
            for (const auto number : held) {
              const auto converted = convert<To>(number);
              if (!converted) return bad_value(key, "an element is out of range");
              out.push_back(*converted);
            }
            return out;
          }
        }
        return bad_value(key, "it is " + type_words(*value) + ", not an array of such numbers");
      },
      *value);
}

template <class T>
Result<std::vector<T>> Metadata::numbers_or_scalar(std::string_view key, size_t n) const {
  const Value* value = find(key);
  if (value == nullptr) return missing_key(key);
  if (element_type(*value)) {
    SNUG_TRY(std::vector<T> out, numbers<T>(key));
    if (out.size() != n) {
      return bad_value(key, "it has " + std::to_string(out.size()) + " elements, not " + std::to_string(n));
    }
    return out;
  }
  SNUG_TRY(const T scalar, number_of<T>(key, *value, "a number"));
  return std::vector<T>(n, scalar);
}

#define SNUG_NUMBERS(T)                                                         \
  template Result<std::vector<T>> Metadata::numbers<T>(std::string_view) const; \
  template Result<std::vector<T>> Metadata::numbers_or_scalar<T>(std::string_view, size_t) const;
SNUG_NUMBERS(uint8_t)
SNUG_NUMBERS(int8_t)
SNUG_NUMBERS(uint16_t)
SNUG_NUMBERS(int16_t)
SNUG_NUMBERS(uint32_t)
SNUG_NUMBERS(int32_t)
SNUG_NUMBERS(uint64_t)
SNUG_NUMBERS(int64_t)
SNUG_NUMBERS(float)
SNUG_NUMBERS(double)
#undef SNUG_NUMBERS

}  // namespace snug::format
