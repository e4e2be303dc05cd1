// The palette's entries from the chats and the models that are here.
#pragma once

#include "app/viewmodels/chat/chat_hub.h"
#include "app/viewmodels/palette/palette_model.h"

namespace snug::ui {

/// Chats with full search, models by name without rate and verdict (whoever knows these replaces `models`), load and
/// open. `loadWithSettings` is the caller's. Both outlive the palette.
PaletteSources paletteSources(ChatHub& hub, ModelStation& station);

}  // namespace snug::ui
