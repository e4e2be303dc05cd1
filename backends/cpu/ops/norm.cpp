// RMS norm and layer norm of rows or heads.
#include <cmath>

#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

/// Layer norm (Ba et al. 2016), sums in double; rare in language models and never their bottleneck.
void layer_norm(const float* in, const float* weight, const float* bias, float eps, int64_t n, float* out) {
  double mean = 0;
  for (int64_t i = 0; i < n; ++i) mean += in[i];
  mean /= static_cast<double>(n);
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += (in[i] - mean) * (in[i] - mean);
  const double factor = 1.0 / std::sqrt(sum / static_cast<double>(n) + eps);
  for (int64_t i = 0; i < n; ++i) {
    const double x = (in[i] - mean) * factor * (weight != nullptr ? weight[i] : 1.0f);
    out[i] = static_cast<float>(x + (bias != nullptr ? bias[i] : 0.0f));
  }
}

}  // namespace

void norm_row(const KernelTable& kernels, const program::Norm& op, const float* weight, const float* bias,
              const float* in, float* out, int64_t width) {
  const int64_t group = op.group > 0 ? op.group : width;
  for (int64_t start = 0; start < width; start += group) {
    if (op.layer_norm) {
      layer_norm(in + start, weight, bias, op.eps, group, out + start);
    } else {
      kernels.rms_norm(in + start, weight, op.eps, group, out + start);
    }
  }
}

Status compile(Compiler& c, const program::Norm& op) {
  const float* in = c.slot(op.in);
  float* out = c.slot(op.out);
  const float* weight = c.vector(op.weight);
  const float* bias = c.vector(op.bias);
  const int64_t width = c.width(op.in);
  const KernelTable* kernels = &c.kernels;
  add_rows(c, c.in_logits(op.in), [=](const Step&, int64_t row) {
    norm_row(*kernels, op, weight, bias, in + row * width, out + row * width, width);
    if (!op.layer_norm && bias != nullptr) kernels->add_scale(out + row * width, bias, 1.0f, width, out + row * width);
  });
  return {};
}

}  // namespace snug::cpu
