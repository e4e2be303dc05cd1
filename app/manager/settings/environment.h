// What the environment decides over the settings.
#pragma once

#include <string>
#include <vector>

#include "app/manager/folders/folders.h"
#include "app/manager/settings/settings.h"

namespace snug::settings {

/// Holds what these variables set, for this run: SNUG_MODELS_DIR, SNUG_DEVICE and the Hub's own HF_ENDPOINT and
/// HF_HUB_OFFLINE (1, true, yes or on, in any case: as huggingface_hub reads it). Returns one sentence part for each
/// that cannot be used, such as a folder that is not absolute; the stored value stands then.
std::vector<std::string> hold_environment(Settings& settings, const folders::Environment& environment);

}  // namespace snug::settings
