#include "app/cli/commands/sampling_options.h"

#include <CLI/CLI.hpp>

namespace snug::cli {

void add_sampling_options(CLI::App& app, SamplingArgs& args) {
  app.add_option("--temp", args.temp, "temperature; 0 is greedy")->check(CLI::Range(0.0, 100.0))->type_name("X");
  app.add_option("--top-k", args.top_k, "keep the k likeliest tokens; 0 keeps all")
      ->check(CLI::Range(0, 1 << 24))
      ->type_name("K");
  app.add_option("--top-p", args.top_p, "keep the likeliest tokens of this mass")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("P");
  app.add_option("--min-p", args.min_p, "keep tokens at least this likely, against the likeliest")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("P");
  app.add_option("--seed", args.seed, "the same seed gives the same text")->type_name("N");
  app.add_flag("--greedy", args.greedy, "always the likeliest token");
}

sampling::SamplerParams apply(const SamplingArgs& args, sampling::SamplerParams defaults) {
  if (args.temp) defaults.temperature = *args.temp;
  if (args.top_k) defaults.top_k = *args.top_k;
  if (args.top_p) defaults.top_p = *args.top_p;
  if (args.min_p) defaults.min_p = *args.min_p;
  if (args.seed) defaults.seed = *args.seed;
  if (args.greedy) defaults.temperature = 0;
  return defaults;
}

}  // namespace snug::cli
