// Launches of the expert layers. One row: the stage before adds up the router's sums, then every CTA chooses the
// experts for itself. Many rows: the router as an f16 product, rows sorted by expert, products over the packed weights.
#include <cuda_runtime_api.h>

#include "backends/cuda/plan_builder.h"
#include "backends/cuda/prefill/prefill.h"

namespace snug::cuda {

using program::kNone;

RouterShare PlanBuilder::router_share(int32_t i, const program::MoeGateUp& o) const {
  int64_t offset = plan_.layout.router;
  for (int32_t j = r_.first_op; j < i; ++j) {
    if (const auto* before = std::get_if<program::MoeGateUp>(&p_.ops[j])) offset += router_bytes(before->n_experts);
  }
  RouterShare r;
  r.weights = reinterpret_cast<const float*>(matrix(o.router).data);
  r.totals = scratch<unsigned long long>(offset);
  r.n_experts = o.n_experts;
  r.n_cols = static_cast<int>(width(o.x));
  return r;
}

StageExperts PlanBuilder::stage_experts(int32_t i, const program::MoeGateUp& o) const {
  StageExperts e;
  unsigned long long* totals = router_share(i, o).totals;
  e.totals = totals;
  e.chosen = totals + int64_t{o.n_experts} * kRouterStride;
  e.bias = vector(o.route_bias);
  e.n_experts = o.n_experts;
  e.n_used = o.n_used;
  e.gate = o.gate_kind;
  e.normalize = o.normalize;
  e.scale = o.route_scale;
  return e;
}

void PlanBuilder::decode_moe_gate_up(int32_t i, const program::MoeGateUp& o) {
  const ActBlock* normed = published_x(o.x, o.norm, false);
  if (routed_op_ != i) {  // the residual's writer was no stage of ours
    add([x = slot(o.x), weight = vector(o.norm), router = router_share(i, o)](const RunShape& run) {
      return route_row(run.stream, x, weight, router);
    });
  }
  Stage stage;
  StageArgs& a = stage.args;
  a.kind = StageKind::gate_up;
  a.source = StageSource::expert_rows;
  a.segment[0] = segment(o.gate, kNone, nullptr);
  a.segment[1] = segment(o.up, kNone, nullptr);
  a.n_segments = 2;
  a.experts = stage_experts(i, o);
  a.experts.per_expert = a.segment[0].n_tiles;
  for (int s = 0; s < 2; ++s) {  // the chosen experts' rows, stacked
    a.experts.expert_bytes[s] = matrix(s == 0 ? o.gate : o.up).expert_bytes;
    a.segment[s].n_tiles *= o.n_used;
    a.segment[s].n_rows *= o.n_used;
  }
  a.n_cols = static_cast<int>(width(o.x));
  a.in = normed;
  a.norm = true;
  a.eps = o.eps;
  a.act = o.act;
  a.publish = reinterpret_cast<ActBlock*>(slot(o.out));
  acts_in_slot_[o.out] = true;
  experts_op_ = i;
  add_stage(stage);
}

void PlanBuilder::decode_moe_down(int32_t i, const program::MoeDownCombine& o) {
  const auto& gate_up = std::get<program::MoeGateUp>(p_.ops[experts_op_]);
  Stage stage;
  StageArgs& a = stage.args;
  a.kind = StageKind::add;
  a.source = StageSource::expert_columns;
  a.segment[0] = segment(o.down, kNone, nullptr);
  a.segment[0].tile_bytes = matrix(o.down).shape().tile_bytes();
  a.experts = stage_experts(experts_op_, gate_up);
  a.experts.per_expert = static_cast<int>(matrix(o.down).n_cols);
  a.experts.expert_bytes[0] = matrix(o.down).expert_bytes;
  a.n_cols = static_cast<int>(width(o.in));
  a.in = reinterpret_cast<const ActBlock*>(slot(o.in));
  a.x = slot(o.x);
  publish_x(i, o.x, a);
  add_stage(stage);
}

SortedRows PlanBuilder::sorted_rows(const program::MoeGateUp& o) const {
  SortedRows sorted;
  sorted.begins = scratch<int32_t>(plan_.layout.expert_begins);
  sorted.tile_begins = sorted.begins + o.n_experts + 1;
  sorted.rows = scratch<int32_t>(plan_.layout.expert_rows);
  sorted.slots = sorted.rows + int64_t{r_.bucket.max_rows} * o.n_used;
  return sorted;
}

void PlanBuilder::prefill_moe_gate_up(int32_t i, const program::MoeGateUp& o) {
  experts_op_ = i;
  uint16_t* tiles = scratch<uint16_t>(plan_.layout.tiles_a);
  uint16_t* slice = scratch<uint16_t>(plan_.layout.slice);
  float* logits = scratch<float>(plan_.layout.router_logits);
  const int d = static_cast<int>(width(o.x));
  GemmArgs g;
  g.a = tiles;
  g.b = slice;
  g.n = o.n_experts;
  g.k = d;
  g.a_cols = d;
  g.segment[0] = {logits, nullptr, 0, o.n_experts};
  program::Route choice{};
  choice.n_experts = o.n_experts;
  choice.n_used = o.n_used;
  choice.gate = o.gate_kind;
  choice.normalize = o.normalize;
  choice.scale = o.route_scale;
  add([=, x = slot(o.x), weight = vector(o.norm), router = reinterpret_cast<const float*>(matrix(o.router).data),
       bias = vector(o.route_bias), out = slot(o.route), gate = matrix(o.gate), up = matrix(o.up),
       sorted = sorted_rows(o), inner = scratch<uint16_t>(plan_.layout.tiles_b), n_sms = c_.n_sms, eps = o.eps,
       n_experts = o.n_experts, n_used = o.n_used, act = o.act](const RunShape& run) {
    const cudaStream_t s = run.stream;
    GemmArgs args = g;
    args.n_rows = run.n_rows;
    cudaError_t e = rows_to_tiles(s, x, weight, eps, d, nullptr, tiles, run.n_rows, true);
    if (e == cudaSuccess) e = rows_to_tiles(s, router, nullptr, 0.0f, d, nullptr, slice, n_experts, true);
    if (e == cudaSuccess) e = gemm(s, args, nullptr, false, n_sms);
    if (e == cudaSuccess) e = route(s, choice, logits, bias, out, run.n_rows);
    if (e == cudaSuccess) e = sort_rows(s, out, run.n_rows, n_used, n_experts, sorted);
    ExpertProduct product;
    product.w = gate;
    product.up = &up;
    product.in = tiles;
    product.out = inner;
    product.act = act;
    product.n_experts = n_experts;
    product.n_items = run.n_rows * n_used;
    product.sorted = sorted;
    return e == cudaSuccess ? expert_product(s, product, n_sms) : e;
  });
}

void PlanBuilder::prefill_moe_down(const program::MoeDownCombine& o) {
  const auto& gate_up = std::get<program::MoeGateUp>(p_.ops[experts_op_]);
  ExpertProduct product;
  product.w = matrix(o.down);
  product.in = scratch<uint16_t>(plan_.layout.tiles_b);
  product.in_by_slot = true;
  product.out = scratch<uint16_t>(plan_.layout.expert_out);
  product.n_experts = gate_up.n_experts;
  product.sorted = sorted_rows(gate_up);
  add([product, route = slot(o.route), x = slot(o.x), w = static_cast<int>(width(o.x)), n_used = o.n_used,
       n_sms = c_.n_sms](const RunShape& run) {
    ExpertProduct mine = product;
    mine.n_items = run.n_rows * n_used;
    const cudaError_t e = expert_product(run.stream, mine, n_sms);
    if (e != cudaSuccess) return e;
    return combine_slots(run.stream, product.out, route, product.sorted.slots, x, w, n_used, run.n_rows);
  });
}

}  // namespace snug::cuda
