// The rows whose logits are wanted: gathered, normed, quantized, multiplied with the head, scaled and capped.
#include <cstring>

#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

struct Places {
  float* normed;
  ActQ8* q8;

  Places(Scratch scratch, const program::Program& program, const program::NormHead& op, int64_t max_rows,
         int64_t* used) {
    normed = scratch.take<float>(max_rows * program.weights[op.head].n_cols);
    q8 = take_q8(scratch, program, {op.head}, max_rows);
    *used = scratch.used();
  }
};

}  // namespace

int64_t scratch_bytes(const device::ScratchQuery& query, const program::NormHead& op) {
  int64_t used = 0;
  Places(Scratch(nullptr), *query.program, op, query.bucket.max_logit_rows, &used);
  return used;
}

Status compile(Compiler& c, const program::NormHead& op) {
  int64_t used = 0;
  const Places places(Scratch(c.scratch), c.program, op, c.request.bucket.max_logit_rows, &used);
  const KernelTable* kernels = &c.kernels;
  const float* x = c.slot(op.x);
  const float* norm = c.vector(op.norm);
  const int64_t n_embd = c.width(op.x);
  const ProductInput in{places.normed, n_embd, places.q8, n_embd};
  add_rows(c, true, [=, eps = op.eps](const Step& step, int64_t row) {
    float* normed = places.normed + row * n_embd;
    kernels->rms_norm(x + step.args->logit_rows[row] * n_embd, norm, eps, n_embd, normed);
    quantize_row(*kernels, in, normed, row, step.n_logit_rows);
  });
  float* logits = c.slot(op.logits);
  const int64_t width = c.width(op.logits);
  const float* bias = c.vector(op.bias);
  add_products(c,
               {{c.matrix(op.head),
                 [=](int64_t token, int64_t first, int64_t n_out, float* results) {
                   float* to = logits + token * width + first;
                   if (bias != nullptr) kernels->add_scale(results, bias + first, 1.0f, n_out, results);
                   if (op.scale != 1.0f) {
                     for (int64_t i = 0; i < n_out; ++i) results[i] *= op.scale;
                   }
                   if (op.softcap > 0) {
                     kernels->act(program::ActKind::softcap, op.softcap, results, nullptr, n_out, to);
                   } else {
                     std::memcpy(to, results, static_cast<size_t>(n_out) * sizeof(float));
                   }
                 }}},
               in, true);
  return {};
}

}  // namespace snug::cpu
