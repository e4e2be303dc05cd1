// Rows whose logits are wanted.
#include <cstring>

#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {

Status compile(Compiler& c, const program::GatherRows& op) {
  const float* in = c.slot(op.in);
  float* out = c.slot(op.out);
  const int64_t width = c.width(op.in);
  add_rows(c, true, [=](const Step& step, int64_t row) {
    std::memcpy(out + row * width, in + step.args->logit_rows[row] * width, static_cast<size_t>(width) * sizeof(float));
  });
  return {};
}

}  // namespace snug::cpu
