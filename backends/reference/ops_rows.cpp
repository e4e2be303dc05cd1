// Ops that treat each row alone: embedding, norm, rope, activations, sums, copies.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "backends/reference/step.h"
#include "engine/quant/dtype.h"

namespace snug::reference {

void dequantize_weight_row(const program::WeightDecl& weight, const std::byte* blocks, int64_t row, float* out) {
  const int64_t row_bytes = quant::row_bytes(weight.type, weight.n_cols).value_or(0);
  quant::dequant_row(weight.type)(blocks + row * row_bytes, out, weight.n_cols);
}

std::vector<float> weight_vector(const Step& step, program::WeightId id) {
  if (id == program::kNone) return {};
  const program::WeightDecl& weight = step.program->weights[id];
  std::vector<float> out(static_cast<size_t>(weight.n_cols));
  dequantize_weight_row(weight, step.weights[id], 0, out.data());
  return out;
}

void run_embed(const Step& step, const program::Embed& op) {
  const program::WeightDecl& table = step.program->weights[op.table];
  for (int64_t r = 0; r < step.n_rows(); ++r) {
    float* out = step.row(op.out, r);
    dequantize_weight_row(table, step.weights[op.table], step.args->tokens[r], out);
    for (int64_t i = 0; i < table.n_cols; ++i) out[i] *= op.scale;
  }
}

void run_norm(const Step& step, const program::Norm& op) {
  const std::vector<float> weight = weight_vector(step, op.weight);
  const std::vector<float> bias = weight_vector(step, op.bias);
  const int64_t width = step.width(op.in);
  const int64_t group = op.group > 0 ? op.group : width;
  for (int64_t r = 0; r < step.rows_of(op.in); ++r) {
    for (int64_t start = 0; start < width; start += group) {
      const float* in = step.row(op.in, r) + start;
      float* out = step.row(op.out, r) + start;
      double mean = 0;
      if (op.layer_norm) {
        for (int64_t i = 0; i < group; ++i) mean += in[i];
        mean /= static_cast<double>(group);
      }
      double sum = 0;
      for (int64_t i = 0; i < group; ++i) sum += (in[i] - mean) * (in[i] - mean);
      const double factor = 1.0 / std::sqrt(sum / static_cast<double>(group) + op.eps);
      for (int64_t i = 0; i < group; ++i) {
        double x = (in[i] - mean) * factor;
        if (!weight.empty()) x *= weight[i];
        if (!bias.empty()) x += bias[i];
        out[i] = static_cast<float>(x);
      }
    }
  }
}

namespace {

/// YaRN's ramp (Peng et al. 2023, section 3.2): 1 where a pair turns often enough to be extrapolated, 0 where it is
/// interpolated. `pair` is the pair's index.
double yarn_ramp(const program::RopeParams& p, double pair) {
  const auto correction = [&](double rotations) {
    return p.n_dims * std::log(p.n_ctx_original / (rotations * 2 * std::numbers::pi)) / (2 * std::log(double{p.theta}));
  };
  const double low = std::max(0.0, std::floor(correction(p.beta_fast)));
  const double high = std::min(p.n_dims - 1.0, std::ceil(correction(p.beta_slow)));
  const double y = (pair - low) / std::max(0.001, high - low);
  return 1.0 - std::clamp(y, 0.0, 1.0);
}

}  // namespace

void run_rope(const Step& step, const program::Rope& op) {
  const program::RopeParams& p = op.params;
  const std::vector<float> factors = weight_vector(step, p.freq_factors);
  const int32_t n_pairs = p.n_dims / 2;
  const bool halves = p.pairing == program::RopeParams::Pairing::halves;
  // YaRN also scales attention by 0.1 ln(s) + 1 (section 3.4 of the paper).
  const double magnitude = p.attn_factor * (p.ext_factor != 0 ? 1.0 + 0.1 * std::log(1.0 / p.freq_scale) : 1.0);
  for (int64_t r = 0; r < step.rows_of(op.x); ++r) {
    const double position = step.args->positions[r];
    for (int32_t pair = 0; pair < n_pairs; ++pair) {
      double angle = position * std::pow(double{p.theta}, -2.0 * pair / p.n_dims);
      if (!factors.empty()) angle /= factors[pair];
      double turned = p.freq_scale * angle;
      if (p.ext_factor != 0) {
        const double mix = yarn_ramp(p, pair) * p.ext_factor;
        turned = turned * (1 - mix) + angle * mix;
      }
      const double c = std::cos(turned) * magnitude;
      const double s = std::sin(turned) * magnitude;
      const int32_t i = halves ? pair : 2 * pair;
      const int32_t j = halves ? pair + n_pairs : 2 * pair + 1;
      for (int32_t head = 0; head < op.n_heads; ++head) {
        float* x = step.row(op.x, r) + int64_t{head} * op.head_dim;
        const double a = x[i];
        const double b = x[j];
        x[i] = static_cast<float>(a * c - b * s);
        x[j] = static_cast<float>(a * s + b * c);
      }
    }
  }
}

void run_act(const Step& step, const program::Act& op) {
  const auto act = [&](double x) {
    switch (op.kind) {
      case program::ActKind::silu:
        return x / (1.0 + std::exp(-x));
      case program::ActKind::gelu_tanh:
        return 0.5 * x * (1.0 + std::tanh(std::sqrt(2.0 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
      case program::ActKind::gelu_erf:
        return 0.5 * x * (1.0 + std::erf(x / std::numbers::sqrt2));
      case program::ActKind::relu_sqr:
        return x > 0 ? x * x : 0.0;
      case program::ActKind::softcap:
        return op.param * std::tanh(x / op.param);
    }
    return x;
  };
  for (int64_t r = 0; r < step.rows_of(op.gate); ++r) {
    const float* gate = step.row(op.gate, r);
    const float* up = op.up == program::kNone ? nullptr : step.row(op.up, r);
    float* out = step.row(op.out, r);
    for (int64_t i = 0; i < step.width(op.gate); ++i) {
      out[i] = static_cast<float>(act(gate[i]) * (up != nullptr ? double{up[i]} : 1.0));
    }
  }
}

void run_add_scale(const Step& step, const program::AddScale& op) {
  const int64_t n = step.rows_of(op.a) * step.width(op.a);
  const float* a = step.slots[op.a];
  const float* b = step.slots[op.b];
  float* out = step.slots[op.out];
  for (int64_t i = 0; i < n; ++i) out[i] = static_cast<float>(a[i] + double{op.scale} * b[i]);
}

void run_gather_rows(const Step& step, const program::GatherRows& op) {
  for (int64_t i = 0; i < std::ssize(step.args->logit_rows); ++i) {
    std::copy_n(step.row(op.in, step.args->logit_rows[i]), step.width(op.in), step.row(op.out, i));
  }
}

void run_copy(const Step& step, const program::Copy& op) {
  std::copy_n(step.slots[op.in], step.rows_of(op.in) * step.width(op.in), step.slots[op.out]);
}

}  // namespace snug::reference
