#include "app/manager/settings/environment.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace snug::settings {
namespace {

bool is_true(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  static constexpr std::array<std::string_view, 4> kTrue{"1", "true", "yes", "on"};
  return std::find(kTrue.begin(), kTrue.end(), lower) != kTrue.end();
}

}  // namespace

std::vector<std::string> hold_environment(Settings& settings, const folders::Environment& environment) {
  std::vector<std::string> problems;
  const auto hold = [&](Key key, const char* name, const std::string& value) {
    if (const Status held = settings.hold(key, value, name); !held)
      problems.push_back(std::string(name) + ": " + printable(held.error().detail));
  };
  if (const auto folder = environment("SNUG_MODELS_DIR")) hold(Key::models_folder, "SNUG_MODELS_DIR", *folder);
  if (const auto device = environment("SNUG_DEVICE")) hold(Key::device, "SNUG_DEVICE", *device);
  if (auto endpoint = environment("HF_ENDPOINT")) {
    while (endpoint->ends_with('/')) endpoint->pop_back();
    hold(Key::hub_endpoint, "HF_ENDPOINT", *endpoint);
  }
  // HF_HUB_OFFLINE=0 does not forbid to be offline by choice.
  if (const auto offline = environment("HF_HUB_OFFLINE"); offline && is_true(*offline))
    hold(Key::offline, "HF_HUB_OFFLINE", "true");
  return problems;
}

}  // namespace snug::settings
