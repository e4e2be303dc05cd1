// What each quantization of a repository takes on the devices of this machine, and which one suits it best.
#pragma once

#include <functional>

#include "app/manager/fit/remote_header.h"
#include "engine/models/family.h"
#include "engine/plan/fit.h"

namespace snug::fit {

/// A device as it is now.
struct DeviceNow {
  device::DeviceCaps caps;
  device::MemoryInfo memory;
};

/// One quantization, priced. `fit` is the planner's own where `exact`; else its weights come from the file's size and
/// the rest from a sibling's plan.
struct Price {
  const hub::Variant* variant = nullptr;
  bool exact = false;
  std::shared_ptr<const models::Model> model;  ///< where exact and the architecture is known
  std::optional<plan::Fit> fit;                ///< on the first device
  double bits = 0;             ///< per weight, embeddings and head left out; by its name where not exact
  std::optional<Error> error;  ///< why it is not exact
};

/// The plan of a model on one device for a wish: the same path as `fit` of a local file.
Result<plan::Fit> price_on(const models::Model& model, const plan::RunWish& wish, const DeviceNow& device);

/// Bits per weight without embeddings and head.
double block_bits(const format::GgufHeader& header);

/// Prices all variants on `device`. `changed` is called as prices become known: first about, from one exact header,
/// then exact one by one; from several threads, one call at a time. Headers are fetched `parallel` at once.
std::vector<Price> price_all(hub::Gateway& gateway, const std::atomic<bool>* stop, const hub::RepoInfo& repo,
                             const hub::RepoGroups& groups, const HeaderCache& cache, const plan::RunWish& wish,
                             const DeviceNow& device,
                             const std::function<void(const std::vector<Price>&)>& changed = {}, int parallel = 8);

struct Choice {
  const hub::Variant* variant = nullptr;
  std::string reason;  ///< one sentence without a final stop
};

/// The recommended quantization for a chat (16k tokens, at least 8k): on a GPU the best that fits with room, up to 6
/// bits (8 where it takes no more than 70 % of what is free), with a q8_0 KV cache before fewer than 4.2 bits; on the
/// CPU the largest of about 4 bits in 60 % of memory. Never under 3 bits on its own. Where no price is exact, Q4_K_M.
/// Error: not_found (no complete variant).
Result<Choice> recommend(const std::vector<Price>& prices, const std::vector<DeviceNow>& devices);

}  // namespace snug::fit
