#include "engine/sampling/sampler.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace snug::sampling {
namespace {

/// splitmix64 (Steele et al. 2014): spreads one seed over the generator's state.
uint64_t split_mix(uint64_t& x) {
  uint64_t z = (x += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/// Likelier first; equal logits by id, so that the order is total.
bool likelier(float a_logit, int32_t a_id, float b_logit, int32_t b_id) {
  return a_logit > b_logit || (a_logit == b_logit && a_id < b_id);
}

/// Candidates that a nucleus is sought in before more are sorted.
constexpr size_t kFirstSort = 256;

}  // namespace

Status validate(const SamplerParams& p) {
  const auto check = [](const char* name, double value, double low, double high) -> Status {
    if (value >= low && value <= high) return {};
    return fail(Code::bad_value, fmt::format("{} is {}, not from {} to {}", name, value, low, high));
  };
  SNUG_CHECK_OK(check("temperature", p.temperature, 0, 100));
  SNUG_CHECK_OK(check("top_k", p.top_k, 0, 1 << 24));
  SNUG_CHECK_OK(check("top_p", p.top_p, 0, 1));
  SNUG_CHECK_OK(check("min_p", p.min_p, 0, 1));
  SNUG_CHECK_OK(check("repeat_penalty", p.repeat_penalty, 0.01, 100));
  SNUG_CHECK_OK(check("frequency_penalty", p.frequency_penalty, -100, 100));
  SNUG_CHECK_OK(check("presence_penalty", p.presence_penalty, -100, 100));
  SNUG_CHECK_OK(check("penalty_last_n", p.penalty_last_n, -1, 1 << 24));
  if (p.logit_bias.size() > 4096) return fail(Code::bad_value, "more than 4,096 logit biases");
  return {};
}

Sampler::Sampler(SamplerParams params, uint64_t seed, int64_t n_vocab)
    : params_(std::move(params)), counts_(static_cast<size_t>(n_vocab), 0) {
  for (uint64_t& s : state_) s = split_mix(seed);
}

void Sampler::accept(int32_t token) {
  history_.push_back(token);
  if (token >= 0 && token < std::ssize(counts_)) ++counts_[token];
  const int32_t window = params_.penalty_last_n;
  if (window >= 0 && std::ssize(history_) > window) {
    const int32_t leaving = history_[history_.size() - 1 - static_cast<size_t>(window)];
    if (leaving >= 0 && leaving < std::ssize(counts_)) --counts_[leaving];
  }
}

void Sampler::fill(std::span<const float> logits) {
  candidates_.resize(logits.size());
  for (size_t i = 0; i < logits.size(); ++i) candidates_[i] = {static_cast<int32_t>(i), logits[i]};
  for (const auto& [id, bias] : params_.logit_bias) {
    if (id >= 0 && id < std::ssize(candidates_)) candidates_[id].logit += bias;
  }
}

void Sampler::apply_penalties() {
  if (params_.repeat_penalty == 1.0f && params_.frequency_penalty == 0.0f && params_.presence_penalty == 0.0f) return;
  const size_t n = std::min(candidates_.size(), counts_.size());
  for (size_t i = 0; i < n; ++i) {
    if (counts_[i] <= 0) continue;
    float& logit = candidates_[i].logit;
    logit = logit > 0 ? logit / params_.repeat_penalty : logit * params_.repeat_penalty;
    logit -= static_cast<float>(counts_[i]) * params_.frequency_penalty + params_.presence_penalty;
  }
}

void Sampler::keep_top(size_t n) {
  const auto order = [](const Candidate& a, const Candidate& b) { return likelier(a.logit, a.id, b.logit, b.id); };
  n = std::min(n, candidates_.size());
  std::partial_sort(candidates_.begin(), candidates_.begin() + static_cast<std::ptrdiff_t>(n), candidates_.end(),
                    order);
  candidates_.resize(n);
}

double Sampler::uniform() {
  const uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return static_cast<double>(result >> 11) * 0x1.0p-53;
}

int32_t Sampler::sample(std::span<const float> logits) {
  fill(logits);
  apply_penalties();
  if (params_.temperature == 0.0f) {
    const auto best =
        std::min_element(candidates_.begin(), candidates_.end(),
                         [](const Candidate& a, const Candidate& b) { return likelier(a.logit, a.id, b.logit, b.id); });
    return best->id;
  }
  // Truncation looks at the model's own probabilities; temperature then flattens or sharpens what is kept.
  float top = candidates_[0].logit;
  for (const Candidate& c : candidates_) top = std::max(top, c.logit);
  if (std::isinf(top)) return candidates_[0].id;  // everything is banned: no token is better than another
  if (params_.min_p > 0) {
    const float floor = top + std::log(params_.min_p);
    std::erase_if(candidates_, [&](const Candidate& c) { return c.logit < floor; });
  }
  const double total = [&] {
    double sum = 0;
    if (params_.top_p < 1.0f) {
      for (const Candidate& c : candidates_) sum += std::exp(double{c.logit} - top);
    }
    return sum;
  }();
  const size_t limit = params_.top_k > 0 ? static_cast<size_t>(params_.top_k) : candidates_.size();
  const std::vector<Candidate> all =
      params_.top_p < 1.0f && limit > kFirstSort ? candidates_ : std::vector<Candidate>{};
  keep_top(params_.top_p < 1.0f ? std::min(limit, kFirstSort) : limit);
  if (params_.top_p < 1.0f) {
    const auto nucleus = [&]() -> size_t {
      // With top-k the nucleus is of what top-k kept.
      double mass = total;
      if (params_.top_k > 0) {
        mass = 0;
        for (const Candidate& c : candidates_) mass += std::exp(double{c.logit} - top);
      }
      double sum = 0;
      for (size_t i = 0; i < candidates_.size(); ++i) {
        sum += std::exp(double{candidates_[i].logit} - top);
        if (sum >= params_.top_p * mass) return i + 1;
      }
      return 0;  // not reached yet
    };
    size_t n = nucleus();
    if (n == 0 && !all.empty()) {
      candidates_ = all;
      keep_top(limit);
      n = nucleus();
    }
    if (n > 0) candidates_.resize(n);
  }
  probs_.resize(candidates_.size());
  double sum = 0;
  for (size_t i = 0; i < candidates_.size(); ++i) {
    sum += probs_[i] = std::exp((double{candidates_[i].logit} - top) / params_.temperature);
  }
  double draw = uniform() * sum;
  for (size_t i = 0; i < probs_.size(); ++i) {
    draw -= probs_[i];
    if (draw < 0) return candidates_[i].id;
  }
  return candidates_.back().id;
}

}  // namespace snug::sampling
