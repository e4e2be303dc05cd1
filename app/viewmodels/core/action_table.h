// Every action of the window, once: name, group, keys, icon.
#pragma once

#include <array>
#include <span>
#include <string_view>

namespace snug::ui {

/// In the order of display.
enum class ActionGroup : unsigned char { go, chat, answer, model, view, window };

struct ActionInfo {
  std::string_view id;  ///< stored with a person's keys: never renamed
  const char* title;    ///< English source text in the translation context "Actions"
  ActionGroup group;
  const char* keys;  ///< portable text of a QKeySequence, or empty
  const char* icon;  ///< file of resources/icons without its ending, or empty
  bool available;    ///< until setAvailable() says otherwise
};

/// In the order of display, groups together. Ids and keys occur once.
std::span<const ActionInfo> actionTable();

}  // namespace snug::ui
