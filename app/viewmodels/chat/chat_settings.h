// A chat's own settings: what differs from the model's sampler, stop texts, thinking; as JSON in the store, and back.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "engine/sampling/sampler.h"

namespace snug::ui {

struct OpenChat;

/// One sampler setting that a person can change.
struct SamplerField {
  const char* id;     ///< in QML and, unchanged, in the store
  const char* title;  ///< to be translated in the context of InspectorModel
  double minimum, maximum, step;
  int decimals;
  bool more;  ///< behind "More"
  double (*get)(const sampling::SamplerParams& params);
  void (*set)(sampling::SamplerParams& params, double value);
};
std::span<const SamplerField> samplerFields();
/// Null for an id that is not there.
const SamplerField* samplerField(std::string_view id);

/// What a chat or a preset changes of the model's own sampler.
struct SamplerChanges {
  std::map<std::string, double> values;  ///< by SamplerField::id
  std::optional<uint64_t> seed;
  bool operator==(const SamplerChanges&) const = default;
};

/// The model's own settings with the changes over them; always valid if `own` is.
sampling::SamplerParams applied(const SamplerChanges& changes, const sampling::SamplerParams& own);

/// {} when nothing differs.
std::string samplerJson(const SamplerChanges& changes);
/// What is wrong, out of range or unknown in it is left out.
SamplerChanges readSampler(const std::string& json);

/// The chat's settings, {} when they are all the model's own.
std::string settingsJson(const OpenChat& chat);
/// Reads chat.chat.settings_json into the chat; what is wrong or unknown in it is left at the model's own.
void readSettings(OpenChat& chat);

}  // namespace snug::ui
