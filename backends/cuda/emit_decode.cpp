// Launches of the composites for one row: five kernels a layer, whose producers publish int8 blocks for their readers.
#include <cuda_runtime_api.h>

#include "backends/cuda/decode/attend.h"
#include "backends/cuda/plan_builder.h"

namespace snug::cuda {

using program::kNone;

Status PlanBuilder::decode(int32_t i) {
  const program::Op& op = p_.ops[i];
  switch (program::kind_of(op)) {
    case program::OpKind::norm_qkv_rope:
      decode_qkv(i, std::get<program::NormQkvRope>(op));
      break;
    case program::OpKind::attend:
      decode_attend(i, std::get<program::Attend>(op));
      break;
    case program::OpKind::proj_add:
      decode_proj(i, std::get<program::ProjAdd>(op));
      break;
    case program::OpKind::norm_gate_up:
      decode_gate_up(i, std::get<program::NormGateUp>(op));
      break;
    case program::OpKind::norm_head:
      decode_head(std::get<program::NormHead>(op));
      break;
    case program::OpKind::moe_gate_up:
      decode_moe_gate_up(i, std::get<program::MoeGateUp>(op));
      break;
    case program::OpKind::moe_down_combine:
      decode_moe_down(i, std::get<program::MoeDownCombine>(op));
      break;
    default:
      return fail(Code::unsupported, fmt::format("no kernel for {}", program::name_of(program::kind_of(op))));
  }
  return {};
}

StageSegment PlanBuilder::segment(program::WeightId weight, program::WeightId bias, float* out) const {
  const Matrix m = matrix(weight);
  StageSegment s;
  s.w = m.data;
  s.bias = vector(bias);
  s.out = out;
  s.tile_bytes = m.shape().tile_bytes();
  s.n_tiles = static_cast<int>(m.shape().n_tiles());
  s.n_rows = static_cast<int>(m.n_rows);
  s.packing = m.packing;
  return s;
}

void PlanBuilder::add_stage(Stage stage) {
  finish_stage(stage, c_.n_sms, StageTuning{c_.options.ring_kib * 1024, c_.options.in_flight_kib * 1024});
  plan_.weight_bytes += stage.weight_bytes;
  add([stage, dependent = c_.options.dependent](const RunShape& run) {
    return launch_stage(run.stream, stage, dependent);
  });
}

const ActBlock* PlanBuilder::published_x(program::SlotId x, program::WeightId norm, bool halves) {
  ActBlock* acts = scratch<ActBlock>(plan_.layout.x_acts);
  if (published_slot_ != x || published_norm_ != norm || published_halves_ != halves) {
    add([in = slot(x), weight = vector(norm), acts, n = static_cast<int>(width(x)), halves,
         dependent = c_.options.dependent](const RunShape& run) {
      return publish_row(run.stream, in, weight, acts, n, halves, dependent);
    });
    published_slot_ = x;
    published_norm_ = norm;
    published_halves_ = halves;
  }
  return acts;
}

program::WeightId PlanBuilder::next_norm(int32_t i, program::SlotId x) const {
  if (i + 1 >= r_.last_op) return kNone;
  const program::Op& op = p_.ops[i + 1];
  if (const auto* o = std::get_if<program::NormQkvRope>(&op)) return o->x == x ? o->norm : kNone;
  if (const auto* o = std::get_if<program::NormGateUp>(&op)) return o->x == x ? o->norm : kNone;
  if (const auto* o = std::get_if<program::NormHead>(&op)) return o->x == x ? o->norm : kNone;
  if (const auto* o = std::get_if<program::MoeGateUp>(&op)) return o->x == x ? o->norm : kNone;
  return kNone;
}

void PlanBuilder::publish_x(int32_t i, program::SlotId x, StageArgs& a) {
  const program::WeightId norm = next_norm(i, x);
  published_slot_ = kNone;
  if (norm == kNone) return;
  a.publish = scratch<ActBlock>(plan_.layout.x_acts);
  a.publish_weight = vector(norm);
  a.publish_halves = next_takes_halves(i);
  published_slot_ = x;
  published_norm_ = norm;
  published_halves_ = a.publish_halves;
  if (a.source != StageSource::plain) return;
  if (const auto* moe = std::get_if<program::MoeGateUp>(&p_.ops[i + 1])) {
    a.router = router_share(i + 1, *moe);
    routed_op_ = i + 1;
  }
}

bool PlanBuilder::next_takes_halves(int32_t i) const {
  if (i + 1 >= r_.last_op) return false;
  const program::Op& op = p_.ops[i + 1];
  if (const auto* o = std::get_if<program::NormQkvRope>(&op)) return halves(o->wq);
  if (const auto* o = std::get_if<program::NormGateUp>(&op)) return halves(o->gate);
  if (const auto* o = std::get_if<program::NormHead>(&op)) return halves(o->head);
  if (const auto* o = std::get_if<program::ProjAdd>(&op)) return halves(o->weight);
  return false;  // experts take int8
}

bool PlanBuilder::fast_attention(int32_t i) const {
  if (i < r_.first_op || i + 1 >= r_.last_op) return false;
  const auto* qkv = std::get_if<program::NormQkvRope>(&p_.ops[i]);
  const auto* attend = std::get_if<program::Attend>(&p_.ops[i + 1]);
  return qkv != nullptr && attend != nullptr && attend->core.q == qkv->q && attend->core.layer == qkv->layer &&
         keeps_f16() && attend->core.softcap == 0.0f && attend->core.window == 0 && attend->core.sinks == kNone &&
         feeds_projection(i + 1, *attend);
}

void PlanBuilder::decode_qkv(int32_t i, const program::NormQkvRope& o) {
  float* k = scratch<float>(plan_.layout.qkv);
  float* v = k + o.n_kv_heads * o.head_dim;
  Stage stage;
  StageArgs& a = stage.args;
  a.segment[0] = segment(o.wq, o.bq, slot(o.q));
  a.segment[1] = segment(o.wk, o.bk, k);
  a.segment[2] = segment(o.wv, o.bv, v);
  a.n_segments = 3;
  a.n_cols = static_cast<int>(width(o.x));
  a.halves = halves(o.wq);
  a.in = published_x(o.x, o.norm, a.halves);
  a.norm = true;
  a.eps = o.eps;
  add_stage(stage);
  if (fast_attention(i)) return;
  // The pieces one by one: what follows reads f32 queries and an appended cache.
  float* q = slot(o.q);
  add([o, q, k, v, q_norm = vector(o.q_norm), k_norm = vector(o.k_norm),
       table = o.use_rope ? rope_table_of(o.rope) : nullptr, view = kv(o.layer), step = step_](const RunShape& run) {
    cudaError_t e = cudaSuccess;
    const auto norm_heads = [&](float* x, const float* weight, int n_heads) {
      if (weight != nullptr && e == cudaSuccess) {
        e = norm(run.stream, x, x, weight, nullptr, o.eps, int64_t{n_heads} * o.head_dim, o.head_dim, false, 1);
      }
      if (table != nullptr && e == cudaSuccess) e = rope(run.stream, o.rope, table, x, n_heads, o.head_dim, 1);
    };
    norm_heads(q, q_norm, o.n_heads);
    norm_heads(k, k_norm, o.n_kv_heads);
    return e == cudaSuccess ? kv_append(run.stream, view, step, k, v, 1) : e;
  });
}

void PlanBuilder::decode_attend(int32_t i, const program::Attend& o) {
  if (!fast_attention(i - 1)) {
    acts_in_slot_[o.core.out] = false;
    static_cast<void>(emit(o.core));
    return;
  }
  const auto& qkv = std::get<program::NormQkvRope>(p_.ops[i - 1]);
  DecodeAttendArgs a;
  a.kv = kv(qkv.layer);
  a.step = step_;
  a.q = slot(qkv.q);
  a.k = scratch<float>(plan_.layout.qkv);
  a.v = a.k + qkv.n_kv_heads * qkv.head_dim;
  a.q_norm = vector(qkv.q_norm);
  a.k_norm = vector(qkv.k_norm);
  a.rope = qkv.use_rope ? rope_table_of(qkv.rope) : nullptr;
  a.out = reinterpret_cast<ActBlock*>(slot(o.core.out));
  a.eps = qkv.eps;
  a.scale = o.core.scale;
  a.group = qkv.n_heads / qkv.n_kv_heads;
  a.adjacent = qkv.rope.pairing == program::RopeParams::Pairing::adjacent;
  a.halves = next_takes_halves(i);
  acts_in_slot_[o.core.out] = true;
  add([a, dependent = c_.options.dependent](const RunShape& run) {
    DecodeAttendArgs args = a;
    args.n_stages = run.deep ? 4 : 2;
    return run.deep ? launch_decode_attend(run.stream, args, dependent)
                    : launch_decode_attend_short(run.stream, args, dependent);
  });
}

void PlanBuilder::decode_proj(int32_t i, const program::ProjAdd& o) {
  Stage stage;
  StageArgs& a = stage.args;
  a.kind = StageKind::add;
  a.segment[0] = segment(o.weight, o.bias, nullptr);
  a.n_cols = static_cast<int>(width(o.in));
  a.x = slot(o.x);
  a.scale = o.scale;
  a.halves = halves(o.weight);
  if (acts_in_slot_[o.in]) {
    a.in = reinterpret_cast<const ActBlock*>(slot(o.in));
  } else {
    ActBlock* acts = scratch<ActBlock>(plan_.layout.in_acts);
    add([in = slot(o.in), acts, n = a.n_cols, halves = a.halves, dependent = c_.options.dependent](
            const RunShape& run) { return publish_row(run.stream, in, nullptr, acts, n, halves, dependent); });
    a.in = acts;
  }
  publish_x(i, o.x, a);
  add_stage(stage);
}

void PlanBuilder::decode_gate_up(int32_t i, const program::NormGateUp& o) {
  Stage stage;
  StageArgs& a = stage.args;
  a.kind = StageKind::gate_up;
  a.segment[0] = segment(o.gate, kNone, nullptr);
  a.segment[1] = segment(o.up, kNone, nullptr);
  a.n_segments = 2;
  a.n_cols = static_cast<int>(width(o.x));
  a.halves = halves(o.gate);
  a.in = published_x(o.x, o.norm, a.halves);
  a.norm = true;
  a.eps = o.eps;
  a.act = o.act;
  a.publish = reinterpret_cast<ActBlock*>(slot(o.out));
  a.publish_halves = next_takes_halves(i);
  acts_in_slot_[o.out] = true;
  add_stage(stage);
}

void PlanBuilder::decode_head(const program::NormHead& o) {
  Stage stage;
  StageArgs& a = stage.args;
  a.segment[0] = segment(o.head, o.bias, slot(o.logits));
  a.n_cols = static_cast<int>(width(o.x));
  a.halves = halves(o.head);
  a.in = published_x(o.x, o.norm, a.halves);
  a.norm = true;
  a.eps = o.eps;
  a.scale = o.scale;
  a.softcap = o.softcap;
  add_stage(stage);
}

}  // namespace snug::cuda
