// The router's choice. In double and without vectors: the experts of a row must not depend on the ISA's rounding, and
// it is a few hundred numbers a row.
#include <cmath>
#include <cstring>

#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

constexpr int32_t kMaxExperts = 1024;

double gate_of(const program::Route& op, double logit, double top, double sum) {
  switch (op.gate) {
    case program::Route::Gate::sigmoid:
      return 1.0 / (1.0 + std::exp(-logit));
    case program::Route::Gate::softmax:
      return std::exp(logit - top) / sum;
    case program::Route::Gate::softmax_after_top_k:
      break;
  }
  return logit;
}

void route_row(const program::Route& op, const float* bias, const float* logits, float* out) {
  double gates[kMaxExperts];
  bool taken[kMaxExperts] = {};
  double top = logits[0];
  double sum = 0;
  for (int32_t e = 1; e < op.n_experts; ++e) top = logits[e] > top ? logits[e] : top;
  for (int32_t e = 0; e < op.n_experts; ++e) sum += std::exp(logits[e] - top);
  for (int32_t e = 0; e < op.n_experts; ++e) gates[e] = gate_of(op, logits[e], top, sum);
  double chosen[kMaxExperts];
  for (int32_t j = 0; j < op.n_used; ++j) {
    int32_t best = -1;  // equal scores go to the lower id
    double best_score = 0;
    for (int32_t e = 0; e < op.n_experts; ++e) {
      const double score = gates[e] + (bias != nullptr ? double{bias[e]} : 0.0);
      if (!taken[e] && (best < 0 || score > best_score)) {
        best = e;
        best_score = score;
      }
    }
    taken[best] = true;
    chosen[j] = gates[best];
    std::memcpy(out + j, &best, sizeof best);
  }
  const bool after = op.gate == program::Route::Gate::softmax_after_top_k;
  const double first = chosen[0];
  double total = 0;
  for (int32_t j = 0; j < op.n_used; ++j) {
    if (after) chosen[j] = std::exp(chosen[j] - first);
    total += chosen[j];
  }
  const double factor = op.scale / (op.normalize || after ? total : 1.0);
  for (int32_t j = 0; j < op.n_used; ++j) out[op.n_used + j] = static_cast<float>(chosen[j] * factor);
}

}  // namespace

Status compile(Compiler& c, const program::Route& op) {
  if (op.n_experts < 1 || op.n_experts > kMaxExperts || op.n_used < 1 || op.n_used > op.n_experts) {
    return fail(Code::unsupported, "the number of experts");
  }
  const float* logits = c.slot(op.logits);
  float* out = c.slot(op.out);
  const float* bias = c.vector(op.bias);
  add_rows(c, c.in_logits(op.logits), [=](const Step&, int64_t row) {
    route_row(op, bias, logits + row * op.n_experts, out + row * 2 * op.n_used);
  });
  return {};
}

}  // namespace snug::cpu
