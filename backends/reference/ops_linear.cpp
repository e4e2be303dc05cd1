// Products with weights: every weight row is dequantized to f32 and dotted in double.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "backends/reference/step.h"

namespace snug::reference {
namespace {

double dot(const float* a, const float* b, int64_t n) {
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += double{a[i]} * b[i];
  return sum;
}

int32_t expert_of(const float* route, int32_t j) {
  int32_t id = 0;
  std::memcpy(&id, route + j, sizeof id);  // ids travel as int32 bits in an f32 slot
  return id;
}

}  // namespace

void run_linear(const Step& step, const program::Linear& op) {
  const program::WeightDecl& weight = step.program->weights[op.weight];
  const std::vector<float> bias = weight_vector(step, op.bias);
  std::vector<float> row(static_cast<size_t>(weight.n_cols));
  for (int64_t o = 0; o < weight.n_rows; ++o) {
    dequantize_weight_row(weight, step.weights[op.weight], o, row.data());
    for (int64_t r = 0; r < step.rows_of(op.in); ++r) {
      const double y = dot(row.data(), step.row(op.in, r), weight.n_cols);
      step.row(op.out, r)[o] = static_cast<float>(bias.empty() ? y : y + bias[o]);
    }
  }
}

void run_route(const Step& step, const program::Route& op) {
  const std::vector<float> bias = weight_vector(step, op.bias);
  std::vector<double> probs(static_cast<size_t>(op.n_experts));
  std::vector<int32_t> order(probs.size());
  for (int64_t r = 0; r < step.rows_of(op.logits); ++r) {
    const float* logits = step.row(op.logits, r);
    if (op.gate == program::Route::Gate::sigmoid) {
      for (int32_t e = 0; e < op.n_experts; ++e) probs[e] = 1.0 / (1.0 + std::exp(-double{logits[e]}));
    } else if (op.gate == program::Route::Gate::softmax) {
      const double top = *std::max_element(logits, logits + op.n_experts);
      double sum = 0;
      for (int32_t e = 0; e < op.n_experts; ++e) sum += probs[e] = std::exp(logits[e] - top);
      for (double& p : probs) p /= sum;
    } else {
      for (int32_t e = 0; e < op.n_experts; ++e) probs[e] = logits[e];
    }
    const auto score = [&](int32_t e) { return probs[e] + (bias.empty() ? 0.0 : bias[e]); };
    std::iota(order.begin(), order.end(), 0);
    // Equal scores go to the lower id, so that the choice is the same on every backend.
    std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) { return score(a) > score(b); });
    std::vector<double> weights(static_cast<size_t>(op.n_used));
    for (int32_t j = 0; j < op.n_used; ++j) weights[j] = probs[order[j]];
    if (op.gate == program::Route::Gate::softmax_after_top_k) {
      const double top = weights[0];
      for (double& w : weights) w = std::exp(w - top);
    }
    if (op.normalize || op.gate == program::Route::Gate::softmax_after_top_k) {
      const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
      for (double& w : weights) w /= sum;
    }
    float* out = step.row(op.out, r);
    for (int32_t j = 0; j < op.n_used; ++j) {
      std::memcpy(out + j, &order[j], sizeof(int32_t));
      out[op.n_used + j] = static_cast<float>(weights[j] * op.scale);
    }
  }
}

void run_grouped_linear(const Step& step, const program::GroupedLinear& op) {
  const program::WeightDecl& weight = step.program->weights[op.weight];
  std::vector<float> row(static_cast<size_t>(weight.n_cols));
  for (int64_t r = 0; r < step.rows_of(op.in); ++r) {
    for (int32_t j = 0; j < op.n_used; ++j) {
      const int64_t expert = expert_of(step.row(op.route, r), j);
      const float* in = step.row(op.in, r) + (op.in_per_expert ? j * weight.n_cols : 0);
      float* out = step.row(op.out, r) + j * weight.n_rows;
      for (int64_t o = 0; o < weight.n_rows; ++o) {
        dequantize_weight_row(weight, step.weights[op.weight], expert * weight.n_rows + o, row.data());
        out[o] = static_cast<float>(dot(row.data(), in, weight.n_cols));
      }
    }
  }
}

void run_combine(const Step& step, const program::Combine& op) {
  const int64_t width = step.width(op.out);
  for (int64_t r = 0; r < step.rows_of(op.out); ++r) {
    const float* weights = step.row(op.route, r) + op.n_used;
    for (int64_t i = 0; i < width; ++i) {
      double sum = 0;
      for (int32_t j = 0; j < op.n_used; ++j) sum += double{weights[j]} * step.row(op.in, r)[j * width + i];
      step.row(op.out, r)[i] = static_cast<float>(sum);
    }
  }
}

}  // namespace snug::reference
