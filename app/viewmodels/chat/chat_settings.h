// A chat's own sampler settings as JSON in the store, and back.
#pragma once

#include <string>

namespace snug::ui {

struct OpenChat;

/// The chat's settings, {} when they are all the model's own.
std::string settingsJson(const OpenChat& chat);
/// Reads chat.chat.settings_json into the chat; what is wrong or unknown in it is left at the model's own.
void readSettings(OpenChat& chat);

}  // namespace snug::ui
