// The experts' results of a row, weighted and summed in the router's order.
#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {

Status compile(Compiler& c, const program::Combine& op) {
  const float* in = c.slot(op.in);
  const float* route = c.slot(op.route);
  float* out = c.slot(op.out);
  const int64_t width = c.width(op.out);
  const int32_t n_used = op.n_used;
  const KernelTable* kernels = &c.kernels;
  add_rows(c, c.in_logits(op.out), [=](const Step&, int64_t row) {
    const float* weights = route + row * 2 * n_used + n_used;
    float* to = out + row * width;
    for (int64_t i = 0; i < width; ++i) to[i] = 0;
    for (int32_t j = 0; j < n_used; ++j) {
      kernels->add_scale(to, in + (row * n_used + j) * width, weights[j], width, to);
    }
  });
  return {};
}

}  // namespace snug::cpu
