// Chooses the next token from logits: penalties, bias, temperature, top-k, top-p, min-p, and a seeded draw.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/result.h"

namespace snug::sampling {

/// Sampler settings. The defaults choose the likeliest token's neighbourhood as most model cards advise.
struct SamplerParams {
  float temperature = 0.8f;  ///< 0 is greedy
  int32_t top_k = 40;        ///< 0 turns it off
  float top_p = 0.95f;       ///< 1 turns it off (Holtzman et al. 2020)
  float min_p = 0.05f;       ///< 0 turns it off: keeps tokens with p >= min_p * p_max (Nguyen et al. 2024)
  float repeat_penalty =
      1.0f;  ///< divides positive and multiplies negative logits of recent tokens (Keskar et al. 2019)
  float frequency_penalty = 0.0f;                     ///< subtracted once for each time the token was said
  float presence_penalty = 0.0f;                      ///< subtracted once if the token was said at all
  int32_t penalty_last_n = 64;                        ///< tokens that penalties look back on; -1 is all
  std::vector<std::pair<int32_t, float>> logit_bias;  ///< added; -infinity bans
  std::optional<uint64_t> seed;                       ///< none: drawn by the caller
  bool operator==(const SamplerParams&) const = default;
};

/// Errors: bad_value naming the first setting that is out of range, NaN included.
Status validate(const SamplerParams& params);

/// A chain with its state. The same seed and logits give the same tokens on every machine: the only arithmetic that
/// decides is float comparison, and sums run in the order of the sorted candidates. One thread.
class Sampler {
 public:
  Sampler(SamplerParams params, uint64_t seed, int64_t n_vocab);

  /// Notes a token of the prompt or of the answer for the penalties.
  void accept(int32_t token);
  /// Chooses from logits, f32 [n_vocab]; does not accept it. Ties go to the lower id.
  int32_t sample(std::span<const float> logits);

 private:
  struct Candidate {
    int32_t id;
    float logit;
  };
  void fill(std::span<const float> logits);
  void apply_penalties();
  void keep_top(size_t n);
  double uniform();

  SamplerParams params_;
  std::vector<Candidate> candidates_;
  std::vector<double> probs_;
  std::vector<int32_t> history_;
  std::vector<int32_t> counts_;  ///< [n_vocab]: how often each token stands in the penalties' window
  uint64_t state_[4];            ///< xoshiro256** (Blackman and Vigna 2018)
};

}  // namespace snug::sampling
