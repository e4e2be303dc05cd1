// One answer: reads the prompt in chunks, keeping what is cached, then decodes until something ends it.
#pragma once

#include <functional>

#include "engine/session/loaded_model.h"
#include "engine/session/protocol.h"

namespace snug::session {

/// What a generation needs from its surroundings.
struct GenerationContext {
  std::function<void(Event)> emit;
  std::function<bool()> cancelled;  ///< asked before every step
  std::function<std::chrono::steady_clock::time_point()> now;
  uint64_t seed = 0;  ///< for requests without one
};

/// Runs to the end on the calling (engine) thread and returns how it ended; the caller emits it.
/// Whatever happens, model.cached says exactly what the KV cache holds.
Finished generate(LoadedModel& model, const Generate& request, const GenerationContext& context);

}  // namespace snug::session
