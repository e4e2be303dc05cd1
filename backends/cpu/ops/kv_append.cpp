// Keys and values into their pages.
#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {

void append_row(const KvView& kv, const device::StepArgs& args, int64_t row, const float* k, const float* v) {
  const int32_t position = args.positions[row];
  const int32_t page = kv.page(args, args.sequences[row], position / kPagePositions);
  if (page < 0) return;  // a position that its window has left already
  const int slot = position % kPagePositions;
  for (int32_t head = 0; head < kv.n_kv_heads; ++head) {
    store_key(kv.k_format, kv.k_head(page, head), kv.head_dim_k, slot, k + int64_t{head} * kv.head_dim_k);
    store_value(kv.v_format, kv.v_head(page, head), kv.head_dim_v, slot, v + int64_t{head} * kv.head_dim_v);
  }
}

Status compile(Compiler& c, const program::KvAppend& op) {
  const KvView kv = c.kv_view(op.layer);
  const float* k = c.slot(op.k);
  const float* v = c.slot(op.v);
  const int64_t k_width = c.width(op.k);
  const int64_t v_width = c.width(op.v);
  add_rows(c, false, [=](const Step& step, int64_t row) {
    append_row(kv, *step.args, row, k + row * k_width, v + row * v_width);
  });
  return {};
}

}  // namespace snug::cpu
