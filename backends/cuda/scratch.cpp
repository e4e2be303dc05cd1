#include "backends/cuda/scratch.h"

#include <algorithm>

#include "backends/cuda/layout/words.h"
#include "backends/cuda/prefill/tiles.h"
#include "engine/base/checked.h"
#include "engine/device/backend.h"

namespace snug::cuda {
namespace {

/// The largest sizes that the program's composites need.
struct Widths {
  int64_t embd = 0;
  int64_t attention = 0;  ///< n_heads * head_dim
  int64_t qkv = 0;
  int64_t ff = 0;
  int64_t experts = 0;
  int64_t used = 0;
  int64_t expert_ff = 0;
  bool any = false;
};

Widths widths_of(const program::Program& p) {
  Widths w;
  for (const program::Op& op : p.ops) {
    if (const auto* o = std::get_if<program::NormQkvRope>(&op)) {
      w.embd = std::max(w.embd, p.slots[o->x].width);
      w.attention = std::max(w.attention, int64_t{o->n_heads} * o->head_dim);
      w.qkv = std::max(w.qkv, (int64_t{o->n_heads} + 2 * o->n_kv_heads) * o->head_dim);
    } else if (const auto* g = std::get_if<program::NormGateUp>(&op)) {
      w.embd = std::max(w.embd, p.slots[g->x].width);
      w.ff = std::max(w.ff, p.slots[g->out].width);
    } else if (const auto* a = std::get_if<program::ProjAdd>(&op)) {
      w.embd = std::max(w.embd, p.slots[a->x].width);
      w.ff = std::max(w.ff, p.slots[a->in].width);
    } else if (const auto* h = std::get_if<program::NormHead>(&op)) {
      w.embd = std::max(w.embd, p.slots[h->x].width);
    } else if (const auto* m = std::get_if<program::MoeGateUp>(&op)) {
      w.embd = std::max(w.embd, p.slots[m->x].width);
      w.experts = std::max<int64_t>(w.experts, m->n_experts);
      w.used = std::max<int64_t>(w.used, m->n_used);
      w.expert_ff = std::max(w.expert_ff, p.slots[m->out].width / m->n_used);
    } else {
      continue;
    }
    w.any = true;
  }
  return w;
}

const program::RopeParams* rope_of(const program::Op& op) {
  if (const auto* o = std::get_if<program::Rope>(&op)) return &o->params;
  if (const auto* o = std::get_if<program::NormQkvRope>(&op)) return o->use_rope ? &o->rope : nullptr;
  return nullptr;
}

}  // namespace

ScratchLayout scratch_layout(const program::Program& program, device::Bucket bucket, int64_t n_ctx, int n_sequences) {
  ScratchLayout s;
  const auto take = [&](int64_t bytes) {
    const int64_t at = s.total_bytes;
    s.total_bytes += round_up(bytes, 256);
    return at;
  };
  const int64_t rows = bucket.max_rows;
  s.table_stride = static_cast<int>((n_ctx + device::kPageTokens - 1) / device::kPageTokens);
  s.tokens = take(rows * 4);
  s.positions = take(rows * 4);
  s.sequences = take(rows * 4);
  s.logit_rows = take(int64_t{bucket.max_logit_rows} * 4);
  s.tables = take(int64_t{n_sequences} * std::ssize(program.kv) * s.table_stride * 4);
  s.args_bytes = s.total_bytes;
  for (const program::Op& op : program.ops) {
    const program::RopeParams* rope = rope_of(op);
    if (rope == nullptr || std::find(s.ropes.begin(), s.ropes.end(), *rope) != s.ropes.end()) continue;
    s.ropes.push_back(*rope);
    s.rope_tables.push_back(take(rows * (rope->n_dims / 2) * 8));
  }
  const Widths w = widths_of(program);
  if (!w.any) return s;
  const int64_t widest = std::max({w.embd, w.attention, w.ff});
  // As f16 rows have a float of squares each 16 behind them, these take a little more than ActBlocks.
  const int64_t act_bytes = static_cast<int64_t>(sizeof(ActBlock)) + 4;
  s.x_acts = take(w.embd / kActBlock * act_bytes);
  s.in_acts = take(widest / kActBlock * act_bytes);
  s.qkv = take(rows * w.qkv * 4);
  for (const program::Op& op : program.ops) {
    if (const auto* o = std::get_if<program::MoeGateUp>(&op)) s.routers_bytes += router_bytes(o->n_experts);
  }
  if (rows == 1) s.router = take(s.routers_bytes);
  s.gathered = take(int64_t{bucket.max_logit_rows} * w.embd * 4);
  if (rows == 1) return s;
  s.tiles_a = take(tiles_bytes(std::max<int64_t>(rows, bucket.max_logit_rows), std::max(w.embd, w.attention)));
  s.tiles_b = take(std::max(tiles_bytes(rows, w.ff), tiles_bytes(rows * w.used, w.expert_ff)));
  if (w.experts > 0) {
    s.router_logits = take(rows * w.experts * 4);
    s.expert_begins = take(2 * (w.experts + 1) * 4);
    s.expert_rows = take(2 * rows * w.used * 4);
    s.expert_out = take(rows * w.used * w.embd * 2);
  }
  s.slice = take(kSliceBytes);
  return s;
}

}  // namespace snug::cuda
