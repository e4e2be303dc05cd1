// out = a + scale * b.
#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {

Status compile(Compiler& c, const program::AddScale& op) {
  const float* a = c.slot(op.a);
  const float* b = c.slot(op.b);
  float* out = c.slot(op.out);
  const int64_t width = c.width(op.a);
  const KernelTable* kernels = &c.kernels;
  add_rows(c, c.in_logits(op.a), [=, scale = op.scale](const Step&, int64_t row) {
    kernels->add_scale(a + row * width, b + row * width, scale, width, out + row * width);
  });
  return {};
}

}  // namespace snug::cpu
