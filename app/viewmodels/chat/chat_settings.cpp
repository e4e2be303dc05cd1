#include "app/viewmodels/chat/chat_settings.h"

#include <QtGlobal>
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/viewmodels/chat/chat_hub.h"

namespace snug::ui {
namespace {

using sampling::SamplerParams;

template <auto Member>
double get(const SamplerParams& params) {
  // A float's own digits: 0.7f must not read 0.699999988.
  return std::round(static_cast<double>(params.*Member) * 1e6) / 1e6;
}

template <auto Member>
void set(SamplerParams& params, double value) {
  using Value = std::remove_reference_t<decltype(params.*Member)>;
  if constexpr (std::is_integral_v<Value>) value = std::round(value);
  params.*Member = static_cast<Value>(value);
}

// The engine allows at most 16 of 256 bytes.
constexpr size_t kMaxStops = 16;
constexpr size_t kMaxStopBytes = 256;

#define SNUG_FIELD(member) get<&SamplerParams::member>, set<&SamplerParams::member>
constexpr SamplerField kFields[] = {
    {"temperature", QT_TRANSLATE_NOOP("snug::ui::InspectorModel", "Temperature"), 0, 2, 0.05, 2, false,
     SNUG_FIELD(temperature)},
    {"top_p", QT_TRANSLATE_NOOP("snug::ui::InspectorModel", "Top P"), 0, 1, 0.01, 2, false, SNUG_FIELD(top_p)},
    {"min_p", QT_TRANSLATE_NOOP("snug::ui::InspectorModel", "Min P"), 0, 1, 0.01, 2, false, SNUG_FIELD(min_p)},
    {"top_k", QT_TRANSLATE_NOOP("snug::ui::InspectorModel", "Top K"), 0, 200, 1, 0, false, SNUG_FIELD(top_k)},
    {"repeat_penalty", QT_TRANSLATE_NOOP("snug::ui::InspectorModel", "Repeat penalty"), 1, 1.5, 0.01, 2, false,
     SNUG_FIELD(repeat_penalty)},
    {"frequency_penalty", QT_TRANSLATE_NOOP("snug::ui::InspectorModel", "Frequency penalty"), 0, 2, 0.05, 2, true,
     SNUG_FIELD(frequency_penalty)},
    {"presence_penalty", QT_TRANSLATE_NOOP("snug::ui::InspectorModel", "Presence penalty"), 0, 2, 0.05, 2, true,
     SNUG_FIELD(presence_penalty)},
    {"penalty_last_n", QT_TRANSLATE_NOOP("snug::ui::InspectorModel", "Penalties look back"), 0, 1024, 16, 0, true,
     SNUG_FIELD(penalty_last_n)},
};
#undef SNUG_FIELD

nlohmann::json toJson(const SamplerChanges& changes) {
  auto json = nlohmann::json::object();
  for (const auto& [id, value] : changes.values) json[id] = value;
  if (changes.seed) json["seed"] = *changes.seed;
  return json;
}

SamplerChanges fromJson(const nlohmann::json& json) {
  SamplerChanges changes;
  if (!json.is_object()) return changes;
  for (const SamplerField& field : kFields) {
    const auto it = json.find(field.id);
    if (it == json.end() || !it->is_number()) continue;
    const double value = it->get<double>();
    if (value >= field.minimum && value <= field.maximum) changes.values[field.id] = value;
  }
  if (const auto seed = json.find("seed"); seed != json.end() && seed->is_number_unsigned())
    changes.seed = seed->get<uint64_t>();
  return changes;
}

}  // namespace

std::span<const SamplerField> samplerFields() {
  return kFields;
}

const SamplerField* samplerField(std::string_view id) {
  const auto it = std::find_if(std::begin(kFields), std::end(kFields), [&](const auto& f) { return id == f.id; });
  return it == std::end(kFields) ? nullptr : it;
}

SamplerParams applied(const SamplerChanges& changes, const SamplerParams& own) {
  SamplerParams params = own;
  for (const auto& [id, value] : changes.values) {
    if (const SamplerField* field = samplerField(id)) field->set(params, value);
  }
  if (changes.seed) params.seed = changes.seed;
  return params;
}

std::string samplerJson(const SamplerChanges& changes) {
  return toJson(changes).dump();
}

SamplerChanges readSampler(const std::string& json) {
  return fromJson(nlohmann::json::parse(json, nullptr, false));
}

std::string settingsJson(const OpenChat& chat) {
  nlohmann::json json = nlohmann::json::object();
  if (chat.sampler != SamplerChanges{}) json["sampler"] = toJson(chat.sampler);
  if (!chat.stopTexts.empty()) json["stop"] = chat.stopTexts;
  if (chat.think) json["think"] = *chat.think;
  // A stop text may be any bytes that a person pasted; JSON holds UTF-8 alone.
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void readSettings(OpenChat& chat) {
  const auto json = nlohmann::json::parse(chat.chat.settings_json, nullptr, false);
  if (!json.is_object()) return;
  if (const auto think = json.find("think"); think != json.end() && think->is_boolean())
    chat.think = think->get<bool>();
  if (const auto sampler = json.find("sampler"); sampler != json.end()) chat.sampler = fromJson(*sampler);
  const auto stops = json.find("stop");
  if (stops == json.end() || !stops->is_array()) return;
  for (const auto& stop : *stops) {
    if (!stop.is_string() || chat.stopTexts.size() == kMaxStops) continue;
    std::string text = stop.get<std::string>();
    if (!text.empty() && text.size() <= kMaxStopBytes) chat.stopTexts.push_back(std::move(text));
  }
}

}  // namespace snug::ui
