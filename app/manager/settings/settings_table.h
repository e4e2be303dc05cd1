// The one table of settings: name, type, default, range, section, title. Values live in Settings.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug::settings {

enum class Key : uint8_t {
#define SNUG_SETTING(key, ...) key,
#include "app/manager/settings/settings_rows.h"
#undef SNUG_SETTING
  count
};

enum class Type : uint8_t { boolean, integer, number, text, choice, path };

/// `window` holds what the window remembers of itself and is not shown.
enum class Section : uint8_t { general, appearance, models, privacy, window };
std::string_view section_name(Section section);

struct SettingInfo {
  Key key;
  std::string_view name;  ///< in settings.json, "section.word"
  Type type;
  std::string_view standard;  ///< the default, as text
  double minimum;             ///< integer, number: inclusive; text, path: the most bytes is `maximum`
  double maximum;
  double step;               ///< of a slider; 0: none
  std::string_view choices;  ///< choice: ids divided by '|'
  Section section;
  std::string_view title;  ///< English source text in the translation context "Settings"; empty for `window`
  std::string_view note;   ///< one line of explanation, the same way
};

/// Every row, in the order of the enum, which is the order of display.
std::span<const SettingInfo> settings_table();
const SettingInfo& setting_info(Key key);
std::optional<Key> key_from_name(std::string_view name);

/// The value in its one written form ("true", "12", "1.25"), if it is allowed. Error: bad_input, saying what is.
Result<std::string> checked_value(Key key, std::string_view value);

}  // namespace snug::settings
