// Linear: one product with an optional bias.
#include <cstring>

#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

ActQ8* take(Scratch scratch, const program::Program& program, const program::Linear& op, int64_t max_rows) {
  return take_q8(scratch, program, {op.weight}, max_rows);
}

}  // namespace

int64_t scratch_bytes(const device::ScratchQuery& query, const program::Linear& op) {
  Scratch scratch(nullptr);
  const bool logits = query.program->slots[op.in].rows == program::RowSpace::logits;
  take_q8(scratch, *query.program, {op.weight}, logits ? query.bucket.max_logit_rows : query.bucket.max_rows);
  return scratch.used();
}

Status compile(Compiler& c, const program::Linear& op) {
  const Matrix matrix = c.matrix(op.weight);
  const ProductInput in{c.slot(op.in), c.width(op.in), take(Scratch(c.scratch), c.program, op, c.max_rows(op.in)),
                        matrix.n_cols};
  const bool logits = c.in_logits(op.in);
  const KernelTable* kernels = &c.kernels;
  if (in.q8 != nullptr) {
    add_rows(c, logits, [=](const Step& step, int64_t row) {
      quantize_row(*kernels, in, in.f32 + row * in.stride, row, rows_in(step, logits));
    });
  }
  float* out = c.slot(op.out);
  const int64_t width = c.width(op.out);
  const float* bias = c.vector(op.bias);
  const auto store = [=](int64_t token, int64_t first, int64_t n_out, float* results) {
    float* to = out + token * width + first;
    if (bias != nullptr) {
      kernels->add_scale(results, bias + first, 1.0f, n_out, to);
    } else {
      std::memcpy(to, results, static_cast<size_t>(n_out) * sizeof(float));
    }
  };
  add_products(c, {{matrix, store}}, in, logits);
  return {};
}

}  // namespace snug::cpu
