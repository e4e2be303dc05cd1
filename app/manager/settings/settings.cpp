#include "app/manager/settings/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "app/manager/folders/atomic_file.h"

namespace snug::settings {
namespace {

using Json = nlohmann::ordered_json;
constexpr size_t kMaxFileBytes = size_t{4} << 20;

/// A JSON value as the table's text; empty optional for arrays, objects and null.
std::optional<std::string> as_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return std::string(value.get<bool>() ? "true" : "false");
  if (value.is_number_integer()) return std::to_string(value.get<int64_t>());
  if (value.is_number()) return fmt::format("{}", value.get<double>());
  return std::nullopt;
}

Json as_json(const SettingInfo& info, const std::string& value) {
  switch (info.type) {
    case Type::boolean:
      return value == "true";
    case Type::integer:
    case Type::number:
      return Json::parse(value, nullptr, false);
    default:
      return value;
  }
}

}  // namespace

Settings::Settings() {
  for (const SettingInfo& info : settings_table()) slot(info.key).stored = info.standard;
}

Settings Settings::load(std::filesystem::path file) {
  Settings settings;
  settings.file_ = std::move(file);
  const Result<std::string> text = folders::read_whole(settings.file_, kMaxFileBytes);
  if (text) {
    settings.parse(*text);
  } else if (text.error().code != Code::file_not_found) {
    settings.problems_.push_back("settings.json cannot be read");
  }
  return settings;
}

void Settings::parse(const std::string& text) {
  const Json root = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!root.is_object()) {
    problems_.push_back("settings.json is not JSON and was kept as settings.json.bad");
    std::error_code error;
    std::filesystem::rename(file_, file_.native() + ".bad", error);
    return;
  }
  for (const auto& [name, value] : root.items()) {
    const auto key = key_from_name(name);
    if (!key) {
      unknown_[name] = value.dump(-1, ' ', false, Json::error_handler_t::replace);
      continue;
    }
    const auto written = as_text(value);
    Result<std::string> checked =
        written ? checked_value(*key, *written) : Result<std::string>(fail(Code::bad_input, name));
    if (checked) {
      slot(*key).stored = *std::move(checked);
    } else {
      problems_.push_back(printable(checked.error().detail));
    }
  }
}

const std::string& Settings::value(Key key) const {
  return slot(key).held_by.empty() ? slot(key).stored : slot(key).held;
}

int64_t Settings::integer(Key key) const {
  int64_t out = 0;
  const std::string& text = value(key);
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

double Settings::number(Key key) const {
  double out = 0;
  const std::string& text = value(key);
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

Status Settings::set(Key key, std::string_view new_value) {
  if (!held_by(key).empty()) return fail(Code::read_only, held_by(key) + " holds it");
  SNUG_TRY(std::string checked, checked_value(key, new_value));
  if (checked == slot(key).stored) return {};
  slot(key).stored = std::move(checked);
  unsaved_ = true;
  changed(key);
  return {};
}

Status Settings::set(Key key, double new_value) {
  return set(key, std::string_view(fmt::format("{}", new_value)));
}
Status Settings::reset(Key key) {
  return set(key, setting_info(key).standard);
}

Status Settings::hold(Key key, std::string_view held_value, std::string reason) {
  SNUG_TRY(std::string checked, checked_value(key, held_value));
  const bool differs = checked != value(key);
  slot(key).held = std::move(checked);
  slot(key).held_by = std::move(reason);
  if (differs) changed(key);
  return {};
}

const std::string& Settings::held_by(Key key) const {
  return slot(key).held_by;
}

Status Settings::save() {
  if (!unsaved_ || file_.empty()) return {};
  Json root = Json::object();
  // Only what differs: a better default of a later release then reaches those who never chose.
  for (const SettingInfo& info : settings_table()) {
    const std::string& stored = slot(info.key).stored;
    if (stored != info.standard) root[std::string(info.name)] = as_json(info, stored);
  }
  for (const auto& [name, text] : unknown_) root[name] = Json::parse(text, nullptr, false);
  SNUG_CHECK_OK(folders::write_atomically(file_, root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"));
  unsaved_ = false;
  return {};
}

Subscription Settings::subscribe(std::function<void(Key)> observer) {
  auto held = std::make_shared<std::function<void(Key)>>(std::move(observer));
  observers_.push_back(held);
  return held;
}

void Settings::changed(Key key) {
  // A copy: an observer may subscribe or drop its subscription.
  const auto observers = observers_;
  for (const auto& weak : observers) {
    if (const auto observer = weak.lock()) (*observer)(key);
  }
  std::erase_if(observers_, [](const auto& weak) { return weak.expired(); });
}

}  // namespace snug::settings
