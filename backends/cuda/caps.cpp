// What the planner asks: sizes and the composite table. Pure; no device is touched.
#include <fmt/format.h>

#include "backends/cuda/cuda_backend.h"
#include "backends/cuda/decode/attend.h"
#include "backends/cuda/decode/stage.h"
#include "backends/cuda/layout/packing.h"
#include "backends/cuda/scratch.h"

namespace snug::cuda {
namespace {

using program::kNone;

/// A matrix that both the decode stages and the blocked f16 products can take.
bool fits(const program::Program& p, program::WeightId id) {
  const program::WeightDecl& w = p.weights[id];
  return packing_of(w) != Packing::raw && w.n_cols % 64 == 0 && w.n_cols <= 32768 && w.n_rows % kTileRows == 0 &&
         w.n_rows / kTileRows < 65536;
}

/// The same with int8 activations.
bool fits_experts(const program::Program& p, program::WeightId id) {
  return fits(p, id) && !takes_halves(packing_of(p.weights[id]));
}

/// The op behind `op`, which is one of the program's, or none.
const program::Op* next_op(const program::Program& p, const program::Op& op) {
  const auto i = static_cast<size_t>(&op - p.ops.data()) + 1;
  return i < p.ops.size() ? &p.ops[i] : nullptr;
}

bool fuses_proj(const program::ProjAdd& o, const program::Program& p) {
  return fits(p, o.weight) && o.post_norm == kNone;
}

/// Only with the product behind it, since what passes between them has no form that a lowered one reads.
bool fuses_gate_up(const program::Op& op, const program::NormGateUp& o, const program::Program& p) {
  const program::Op* next = next_op(p, op);
  const auto* down = next != nullptr ? std::get_if<program::ProjAdd>(next) : nullptr;
  return down != nullptr && down->in == o.out && fuses_proj(*down, p) && fits(p, o.gate) && fits(p, o.up) &&
         p.weights[o.gate].type == p.weights[o.up].type;
}

bool fuses_qkv(const program::NormQkvRope& o, const program::Program& p) {
  const auto halves = [&](program::WeightId id) { return takes_halves(packing_of(p.weights[id])); };
  return fits(p, o.wq) && fits(p, o.wk) && fits(p, o.wv) && halves(o.wq) == halves(o.wk) &&
         halves(o.wq) == halves(o.wv) && o.n_heads % o.n_kv_heads == 0 &&
         decode_attend_fits(o.head_dim, o.n_heads / o.n_kv_heads) && (!o.use_rope || o.rope.n_dims == o.head_dim);
}

/// All expert layers of a program or none: what passes between the two halves of one has no common form.
bool fuses_experts(const program::Program& p) {
  for (const program::Op& op : p.ops) {
    if (const auto* o = std::get_if<program::MoeGateUp>(&op)) {
      const program::WeightDecl& router = p.weights[o->router];
      if (!fits_experts(p, o->gate) || !fits_experts(p, o->up) || p.weights[o->gate].type != p.weights[o->up].type ||
          router.type != quant::DType::F32 || o->n_experts > kMaxExperts || o->n_used > kMaxUsed ||
          (o->route_bias != kNone && o->gate_kind == program::Route::Gate::softmax) || o->n_experts % 16 != 0 ||
          p.slots[o->x].width % 128 != 0 || p.weights[o->gate].n_rows % 128 != 0)
        return false;
    } else if (const auto* d = std::get_if<program::MoeDownCombine>(&op)) {
      if (!fits_experts(p, d->down) || p.weights[d->down].n_cols % 128 != 0 || p.slots[d->in].width > 32768)
        return false;
    }
  }
  return true;
}

bool fuses_on_hopper(const program::Op& op, const program::Program& p) {
  if (const auto* o = std::get_if<program::NormQkvRope>(&op)) return fuses_qkv(*o, p);
  if (const auto* o = std::get_if<program::Attend>(&op)) {
    const program::KvLayerDecl& layer = p.kv[o->core.layer.group].layers[o->core.layer.index];
    return layer.head_dim_k == layer.head_dim_v && layer.head_dim_k <= 256;
  }
  if (const auto* o = std::get_if<program::ProjAdd>(&op)) return fuses_proj(*o, p);
  if (const auto* o = std::get_if<program::NormGateUp>(&op)) return fuses_gate_up(op, *o, p);
  if (const auto* o = std::get_if<program::NormHead>(&op)) return fits(p, o->head);
  if (std::holds_alternative<program::MoeGateUp>(op) || std::holds_alternative<program::MoeDownCombine>(op))
    return fuses_experts(p);
  return false;
}

bool fuses_nothing(const program::Op&, const program::Program&) {
  return false;
}

int64_t op_scratch_bytes(const device::ScratchQuery& q) {
  return scratch_layout(*q.program, q.bucket, q.n_ctx, q.n_sequences).total_bytes;
}

bool keeps_one(quant::DType type, int32_t head_dim) {
  if (type == quant::DType::Q8_0) return head_dim % 32 == 0;
  return type == quant::DType::F16 || type == quant::DType::F32;
}

bool keeps_kv(device::KvTypes types, int32_t head_dim) {
  return head_dim <= 256 && keeps_one(types.k, head_dim) && keeps_one(types.v, head_dim);
}

}  // namespace

device::DeviceCaps cuda_caps(int capability, bool fuse) {
  device::DeviceCaps caps;
  caps.id = "cuda:0";
  caps.backend = "cuda";
  caps.name = fmt::format("NVIDIA GPU of compute capability {}.{}", capability / 10, capability % 10);
  caps.features = {fmt::format("sm_{}", capability)};
  caps.alignment_bytes = 256;
  caps.shares_host_memory = false;
  caps.packed_bytes = packed_bytes;
  // The fused kernels need sm_90a's bulk copies, clusters and warpgroup products, which later chips lack in part.
  caps.fuses = fuse && capability == 90 ? fuses_on_hopper : fuses_nothing;
  caps.op_scratch_bytes = op_scratch_bytes;
  caps.keeps_kv = keeps_kv;
  caps.staging_extra_bytes = int64_t{1} << 20;  // several steps' arguments at a time
  caps.overhead_bytes = int64_t{480} << 20;     // context and kernels; measured on an H100 with driver 580
  return caps;
}

}  // namespace snug::cuda
