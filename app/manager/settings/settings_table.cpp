#include "app/manager/settings/settings_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

// Marks a text for lupdate, which knows the name; Qt itself is not needed here.
#define QT_TRANSLATE_NOOP(context, text) text

namespace snug::settings {
namespace {

constexpr std::array kTable{
#define SNUG_SETTING(key, name, type, standard, minimum, maximum, step, choices, section, title, note) \
  SettingInfo{Key::key, name, Type::type, standard, minimum, maximum, step, choices, Section::section, title, note},
#include "app/manager/settings/settings_rows.h"
#undef SNUG_SETTING
};
static_assert(kTable.size() == static_cast<size_t>(Key::count));

Error refused(const SettingInfo& info, std::string what) {
  return Error{Code::bad_input, std::string(info.name) + " " + std::move(what)};
}

template <class T>
std::optional<T> parse(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_choice(std::string_view choices, std::string_view value) {
  for (size_t at = 0; at <= choices.size();) {
    const size_t end = std::min(choices.find('|', at), choices.size());
    if (choices.substr(at, end - at) == value) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

std::string_view section_name(Section section) {
  static constexpr std::array<std::string_view, 5> kNames{"general", "appearance", "models", "privacy", "window"};
  return kNames[static_cast<size_t>(section)];
}

std::span<const SettingInfo> settings_table() {
  return kTable;
}
const SettingInfo& setting_info(Key key) {
  return kTable[static_cast<size_t>(key)];
}

std::optional<Key> key_from_name(std::string_view name) {
  const auto at =
      std::find_if(kTable.begin(), kTable.end(), [&](const SettingInfo& info) { return info.name == name; });
  return at == kTable.end() ? std::nullopt : std::optional(at->key);
}

Result<std::string> checked_value(Key key, std::string_view value) {
  const SettingInfo& info = setting_info(key);
  switch (info.type) {
    case Type::boolean:
      if (value == "true" || value == "false") return std::string(value);
      return fail(refused(info, "is true or false"));
    case Type::integer: {
      const auto number = parse<int64_t>(value);
      const bool fits =
          number && static_cast<double>(*number) >= info.minimum && static_cast<double>(*number) <= info.maximum;
      if (fits) return std::to_string(*number);
      return fail(refused(info, fmt::format("is a whole number from {:.0f} to {:.0f}", info.minimum, info.maximum)));
    }
    case Type::number: {
      const auto number = parse<double>(value);
      if (number && std::isfinite(*number) && *number >= info.minimum && *number <= info.maximum)
        return fmt::format("{}", *number);
      return fail(refused(info, fmt::format("is a number from {} to {}", info.minimum, info.maximum)));
    }
    case Type::choice:
      if (is_choice(info.choices, value)) return std::string(value);
      return fail(refused(info, "is one of " + std::string(info.choices)));
    case Type::text:
    case Type::path:
      break;
  }
  if (value.size() > static_cast<size_t>(info.maximum)) return fail(refused(info, "is too long"));
  if (value.find('\0') != value.npos) return fail(refused(info, "holds a NUL"));
  if (info.type == Type::path && !value.empty() && value[0] != '/') return fail(refused(info, "is an absolute path"));
  return std::string(value);
}

}  // namespace snug::settings
