// Rotary position embedding. The angles of a step's rows are made once, in double, for all layers that turn alike.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

/// YaRN's ramp (Peng et al. 2023, section 3.2): the share of the pair's angle that is not interpolated.
double yarn_share(const program::RopeParams& p, int32_t pair) {
  if (p.ext_factor == 0) return 0;
  // The pair that turns `rotations` times within the trained context.
  const auto pair_of = [&](double rotations) {
    return p.n_dims * std::log(p.n_ctx_original / (rotations * 2 * std::numbers::pi)) / (2 * std::log(double{p.theta}));
  };
  const double low = std::max(0.0, std::floor(pair_of(p.beta_fast)));
  const double high = std::min(p.n_dims - 1.0, std::ceil(pair_of(p.beta_slow)));
  return (1.0 - std::clamp((pair - low) / std::max(0.001, high - low), 0.0, 1.0)) * p.ext_factor;
}

}  // namespace

std::unique_ptr<RopeTable> make_rope_table(const program::RopeParams& params, const float* factors, int32_t max_rows) {
  auto table = std::make_unique<RopeTable>();
  table->params = params;
  table->factors = factors;
  const int32_t n_pairs = params.n_dims / 2;
  for (int32_t pair = 0; pair < n_pairs; ++pair) {
    table->frequencies.push_back(std::pow(double{params.theta}, -2.0 * pair / params.n_dims));
    table->ramps.push_back(yarn_share(params, pair));
  }
  table->cosines.resize(static_cast<size_t>(max_rows) * n_pairs);
  table->sines.resize(table->cosines.size());
  return table;
}

void fill_rope(RopeTable& table, const Step& step, int64_t begin, int64_t end) {
  const program::RopeParams& p = table.params;
  const auto n_pairs = std::ssize(table.frequencies);
  // Section 3.4 of the paper: attention is also scaled by 0.1 ln(s) + 1.
  const double magnitude = p.attn_factor * (p.ext_factor != 0 ? 1.0 + 0.1 * std::log(1.0 / p.freq_scale) : 1.0);
  for (int64_t row = begin; row < end; ++row) {
    for (int64_t i = 0; i < n_pairs; ++i) {
      double angle = step.args->positions[row] * table.frequencies[i];
      if (table.factors != nullptr) angle /= table.factors[i];
      const double turned = p.freq_scale * angle * (1 - table.ramps[i]) + angle * table.ramps[i];
      table.cosines[row * n_pairs + i] = static_cast<float>(std::cos(turned) * magnitude);
      table.sines[row * n_pairs + i] = static_cast<float>(std::sin(turned) * magnitude);
    }
  }
}

void rope_row(const KernelTable& kernels, const RopeTable& table, int64_t row, int32_t n_heads, int32_t head_dim,
              float* x) {
  const auto n_pairs = std::ssize(table.frequencies);
  const float* cosines = table.cosines.data() + row * n_pairs;
  const float* sines = table.sines.data() + row * n_pairs;
  for (int32_t h = 0; h < n_heads; ++h, x += head_dim) {
    if (table.params.pairing == program::RopeParams::Pairing::halves) {
      kernels.rope_halves(x, cosines, sines, n_pairs);
      continue;
    }
    for (int64_t i = 0; i < n_pairs; ++i) {
      const float a = x[2 * i];
      const float b = x[2 * i + 1];
      x[2 * i] = a * cosines[i] - b * sines[i];
      x[2 * i + 1] = a * sines[i] + b * cosines[i];
    }
  }
}

Status compile(Compiler& c, const program::Rope& op) {
  if (c.in_logits(op.x)) return fail(Code::unsupported, "rope of logit rows");
  const RopeTable* table = c.rope(op.params);
  float* x = c.slot(op.x);
  const int64_t width = c.width(op.x);
  const KernelTable* kernels = &c.kernels;
  add_rows(c, false, [=](const Step&, int64_t row) {
    rope_row(*kernels, *table, row, op.n_heads, op.head_dim, x + row * width);
  });
  return {};
}

}  // namespace snug::cpu
