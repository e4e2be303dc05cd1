// From what a person asks for to a RunSpec: the one place where defaults of context, KV type and chunk are chosen, used
// by the loader, by `fit`, by the load panel and by the Hub's cards.
#pragma once

#include <optional>

#include "engine/plan/plan.h"

namespace snug::plan {

/// What a person may choose; empty or 0 leaves it to us.
struct RunWish {
  int64_t n_ctx = 0;
  int32_t n_sequences = 1;
  std::optional<device::KvTypes> kv;
  int32_t max_logit_rows = 1;
};

/// Context where nobody asks for one: long enough for a chat, short enough to load anywhere.
inline constexpr int64_t kDefaultContext = 4096;

/// Fills in a wish for a model that was trained with n_ctx_train tokens, on the device that takes all of it.
RunSpec choose_run(const RunWish& wish, int64_t n_ctx_train, const device::DeviceCaps& device);

/// The longest context (a multiple of 256, at most n_ctx_limit) whose plan needs no more than available_bytes on device
/// 0; 0 if none does. O(log n_ctx) plans.
int64_t longest_context(const program::Program& program, RunSpec spec, std::span<const device::DeviceCaps> devices,
                        int64_t available_bytes, int64_t n_ctx_limit);

/// Bytes of the plan that count against a device's memory: its arenas, embeddings in host memory only where the device
/// shares it, and the driver's overhead.
int64_t need_bytes(const Plan& plan, int32_t device, const device::DeviceCaps& caps);

}  // namespace snug::plan
