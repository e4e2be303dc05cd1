// Norm, the three products, head norms, rotation and the cache: the row is normed and quantized once for Q, K and V.
#include <cstring>

#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

struct Places {
  float* normed;  ///< [n_rows, n_embd]
  float* k;       ///< [n_rows, n_kv_heads * head_dim]
  float* v;
  ActQ8* q8;

  Places(Scratch scratch, const program::Program& program, const program::NormQkvRope& op, int64_t max_rows,
         int64_t* used) {
    normed = scratch.take<float>(max_rows * program.weights[op.wq].n_cols);
    k = scratch.take<float>(max_rows * op.n_kv_heads * op.head_dim);
    v = scratch.take<float>(max_rows * op.n_kv_heads * op.head_dim);
    q8 = take_q8(scratch, program, {op.wq, op.wk, op.wv}, max_rows);
    *used = scratch.used();
  }
};

/// out[row] = results + bias.
Epilogue store_to(const KernelTable* kernels, float* out, int64_t width, const float* bias) {
  return [=](int64_t token, int64_t first, int64_t n_out, float* results) {
    float* to = out + token * width + first;
    if (bias != nullptr) {
      kernels->add_scale(results, bias + first, 1.0f, n_out, to);
    } else {
      std::memcpy(to, results, static_cast<size_t>(n_out) * sizeof(float));
    }
  };
}

}  // namespace

int64_t scratch_bytes(const device::ScratchQuery& query, const program::NormQkvRope& op) {
  int64_t used = 0;
  Places(Scratch(nullptr), *query.program, op, query.bucket.max_rows, &used);
  return used;
}

Status compile(Compiler& c, const program::NormQkvRope& op) {
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

  float* q = c.slot(op.q);
  const int64_t q_width = int64_t{op.n_heads} * op.head_dim;
  const int64_t kv_width = int64_t{op.n_kv_heads} * op.head_dim;
  add_products(c,
               {{c.matrix(op.wq), store_to(kernels, q, q_width, c.vector(op.bq))},
                {c.matrix(op.wk), store_to(kernels, places.k, kv_width, c.vector(op.bk))},
                {c.matrix(op.wv), store_to(kernels, places.v, kv_width, c.vector(op.bv))}},
               in, false);

  const RopeTable* table = op.use_rope ? c.rope(op.rope) : nullptr;
  const KvView kv = c.kv_view(op.layer);
  const float* q_norm = c.vector(op.q_norm);
  const float* k_norm = c.vector(op.k_norm);
  add_rows(c, false, [=](const Step& step, int64_t row) {
    float* q_row = q + row * q_width;
    float* k_row = places.k + row * kv_width;
    const program::Norm heads{.in = 0, .out = 0, .eps = op.eps, .group = op.head_dim};
    if (q_norm != nullptr) norm_row(*kernels, heads, q_norm, nullptr, q_row, q_row, q_width);
    if (k_norm != nullptr) norm_row(*kernels, heads, k_norm, nullptr, k_row, k_row, kv_width);
    if (table != nullptr) {
      rope_row(*kernels, *table, row, op.n_heads, op.head_dim, q_row);
      rope_row(*kernels, *table, row, op.n_kv_heads, op.head_dim, k_row);
    }
    append_row(kv, *step.args, row, k_row, places.v + row * kv_width);
  });
  return {};
}

}  // namespace snug::cpu
