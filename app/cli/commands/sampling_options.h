// --temp, --top-k, --top-p, --min-p, --seed and --greedy, as run and chat take them.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/sampling/sampler.h"

namespace CLI {
class App;
}

namespace snug::cli {

/// What was given; the rest is the model's own default.
struct SamplingArgs {
  std::optional<float> temp;
  std::optional<int32_t> top_k;
  std::optional<float> top_p;
  std::optional<float> min_p;
  std::optional<uint64_t> seed;
  bool greedy = false;
};

void add_sampling_options(CLI::App& app, SamplingArgs& args);
/// The model's defaults with what was given over them.
sampling::SamplerParams apply(const SamplingArgs& args, sampling::SamplerParams defaults);

}  // namespace snug::cli
