// The gated feed-forward's first half: the row is normed and quantized once, gate and up are made tile by tile and
// joined before they leave the cache.
#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

struct Places {
  float* normed;
  ActQ8* q8;

  Places(Scratch scratch, const program::Program& program, const program::NormGateUp& op, int64_t max_rows,
         int64_t* used) {
    normed = scratch.take<float>(max_rows * program.weights[op.gate].n_cols);
    q8 = take_q8(scratch, program, {op.gate, op.up}, max_rows);
    *used = scratch.used();
  }
};

}  // namespace

int64_t scratch_bytes(const device::ScratchQuery& query, const program::NormGateUp& op) {
  int64_t used = 0;
  Places(Scratch(nullptr), *query.program, op, query.bucket.max_rows, &used);
  return used;
}

Status compile(Compiler& c, const program::NormGateUp& op) {
  int64_t used = 0;
  const Places places(Scratch(c.scratch), c.program, op, c.request.bucket.max_rows, &used);
  const KernelTable* kernels = &c.kernels;
  const float* x = c.slot(op.x);
  const float* norm = c.vector(op.norm);
  const int64_t n_embd = c.width(op.x);
  const ProductInput in{places.normed, n_embd, places.q8, n_embd};
  add_rows(c, false, [=, eps = op.eps](const Step& step, int64_t row) {
    float* normed = places.normed + row * n_embd;
    kernels->rms_norm(x + row * n_embd, norm, eps, n_embd, normed);
    quantize_row(*kernels, in, normed, row, step.n_rows);
  });
  float* out = c.slot(op.out);
  const int64_t width = c.width(op.out);
  add_product_pair(c, c.matrix(op.gate), c.matrix(op.up), in,
                   [=, act = op.act](int64_t token, int64_t first, int64_t n_out, float* gate, float* up) {
                     kernels->act(act, 0.0f, gate, up, n_out, out + token * width + first);
                   });
  return {};
}

}  // namespace snug::cpu
