// Who tells whom: the connections between view models that know nothing of each other.
#pragma once

#include "app/gui/parts.h"

namespace snug::gui {

/// Connects everything. `parts` and `settings` outlive the connections: parts' own objects are their context.
void wire(Parts& parts, ui::SettingsBridge& settings);
/// The part of wire() that gives the actions of the registry their work and says when they are available.
void wireActions(Parts& parts, ui::SettingsBridge& settings);

}  // namespace snug::gui
