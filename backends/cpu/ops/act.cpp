// Activation functions, gated or not.
#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {

Status compile(Compiler& c, const program::Act& op) {
  const float* gate = c.slot(op.gate);
  const float* up = op.up == program::kNone ? nullptr : c.slot(op.up);
  float* out = c.slot(op.out);
  const int64_t width = c.width(op.gate);
  const KernelTable* kernels = &c.kernels;
  add_rows(c, c.in_logits(op.gate), [=](const Step&, int64_t row) {
    const int64_t at = row * width;
    kernels->act(op.kind, op.param, gate + at, up == nullptr ? nullptr : up + at, width, out + at);
  });
  return {};
}

}  // namespace snug::cpu
