// A product added to the residual, with an optional norm between.
#include <cstring>

#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

struct Places {
  ActQ8* q8;
  float* y;  ///< [n_rows, n_embd], only with a post-norm

  Places(Scratch scratch, const program::Program& program, const program::ProjAdd& op, int64_t max_rows,
         int64_t* used) {
    q8 = take_q8(scratch, program, {op.weight}, max_rows);
    y = op.post_norm == program::kNone ? nullptr : scratch.take<float>(max_rows * program.weights[op.weight].n_rows);
    *used = scratch.used();
  }
};

}  // namespace

int64_t scratch_bytes(const device::ScratchQuery& query, const program::ProjAdd& op) {
  int64_t used = 0;
  Places(Scratch(nullptr), *query.program, op, query.bucket.max_rows, &used);
  return used;
}

Status compile(Compiler& c, const program::ProjAdd& op) {
  int64_t used = 0;
  const Places places(Scratch(c.scratch), c.program, op, c.request.bucket.max_rows, &used);
  const KernelTable* kernels = &c.kernels;
  const Matrix matrix = c.matrix(op.weight);
  const ProductInput in{c.slot(op.in), c.width(op.in), places.q8, matrix.n_cols};
  if (in.q8 != nullptr) {
    add_rows(c, false, [=](const Step& step, int64_t row) {
      quantize_row(*kernels, in, in.f32 + row * in.stride, row, step.n_rows);
    });
  }
  float* x = c.slot(op.x);
  const int64_t width = c.width(op.x);
  const float* bias = c.vector(op.bias);
  const bool has_norm = op.post_norm != program::kNone;
  const float scale = op.scale;
  add_products(c,
               {{matrix,
                 [=](int64_t token, int64_t first, int64_t n_out, float* results) {
                   if (bias != nullptr) kernels->add_scale(results, bias + first, 1.0f, n_out, results);
                   const int64_t at = token * width + first;
                   if (has_norm) {
                     std::memcpy(places.y + at, results, static_cast<size_t>(n_out) * sizeof(float));
                   } else {
                     kernels->add_scale(x + at, results, scale, n_out, x + at);
                   }
                 }}},
               in, false);
  if (has_norm) {
    const float* norm = c.vector(op.post_norm);
    add_rows(c, false, [=, eps = op.eps](const Step&, int64_t row) {
      float* y = places.y + row * width;
      kernels->rms_norm(y, norm, eps, width, y);
      kernels->add_scale(x + row * width, y, scale, width, x + row * width);
    });
  }
  return {};
}

}  // namespace snug::cpu
