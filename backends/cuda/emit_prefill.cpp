// Launches of the composites for many rows: f16 products over slices of dequantized weights.
#include <algorithm>

#include "backends/cuda/plan_builder.h"
#include "backends/cuda/prefill/prefill.h"

namespace snug::cuda {

using program::kNone;

namespace {

/// The matrices of one product, stacked: their rows are the columns of the result.
struct Stack {
  std::vector<Matrix> parts;
  bool interleaved = false;  ///< two parts, groups of 8 rows in turn
  [[nodiscard]] int n() const {
    int64_t n = 0;
    for (const Matrix& m : parts) n += m.n_rows;
    return static_cast<int>(n);
  }
  [[nodiscard]] int k() const { return static_cast<int>(parts.front().n_cols); }
};

/// Dequantizes columns [n_begin, n_begin + n) of the stack's product, inner columns [k_begin, k_begin + k).
cudaError_t dequant(cudaStream_t s, const Stack& stack, int n_begin, int n, int k_begin, int k, uint16_t* slice) {
  if (stack.interleaved) {
    return dequant_slice(s, stack.parts[0], &stack.parts[1], n_begin / 2, n / 2, k_begin, k, slice, 0);
  }
  int begin = 0;
  for (const Matrix& m : stack.parts) {
    const int from = std::max(n_begin, begin);
    const int to = std::min(n_begin + n, begin + static_cast<int>(m.n_rows));
    if (from < to) {
      const cudaError_t e = dequant_slice(s, m, nullptr, from - begin, to - from, k_begin, k, slice, from - n_begin);
      if (e != cudaSuccess) return e;
    }
    begin += static_cast<int>(m.n_rows);
  }
  return cudaSuccess;
}

/// Where dequantized weights go.
struct Slice {
  uint16_t* data = nullptr;
  SliceMap map;
  bool mapped = false;
};

/// The whole product, slice by slice. `g` has everything but the slice.
cudaError_t multiply(cudaStream_t s, const Stack& stack, GemmArgs g, const Slice& slice, int n_sms) {
  const int n = stack.n();
  const int k = stack.k();
  const GemmCut cut = cut_gemm(g.n_rows, n, k, g.end == GemmEnd::add, n_sms);
  g.b = slice.data;
  for (int n_begin = 0; n_begin < n; n_begin += cut.n) {
    for (int k_begin = 0; k_begin < k; k_begin += cut.k) {
      g.n_begin = n_begin;
      g.n = std::min(cut.n, n - n_begin);
      g.k_begin = k_begin;
      g.k = std::min(cut.k, k - k_begin);
      cudaError_t e = dequant(s, stack, g.n_begin, g.n, g.k_begin, g.k, slice.data);
      if (e == cudaSuccess) e = gemm(s, g, slice.mapped ? &slice.map : nullptr, cut.wide, n_sms);
      if (e != cudaSuccess) return e;
    }
  }
  return cudaSuccess;
}

Slice make_slice(uint16_t* data, bool clusters) {
  Slice slice;
  slice.data = data;
  slice.mapped = clusters && make_slice_map(data, kSliceBytes, slice.map) == cudaSuccess;
  return slice;
}

}  // namespace

Status PlanBuilder::prefill(int32_t i) {
  const program::Op& op = p_.ops[i];
  switch (program::kind_of(op)) {
    case program::OpKind::norm_qkv_rope:
      prefill_qkv(std::get<program::NormQkvRope>(op));
      break;
    case program::OpKind::attend:
      prefill_attend(i, std::get<program::Attend>(op));
      break;
    case program::OpKind::proj_add:
      prefill_proj(std::get<program::ProjAdd>(op));
      break;
    case program::OpKind::norm_gate_up:
      prefill_gate_up(std::get<program::NormGateUp>(op));
      break;
    case program::OpKind::norm_head:
      prefill_head(std::get<program::NormHead>(op));
      break;
    case program::OpKind::moe_gate_up:
      prefill_moe_gate_up(i, std::get<program::MoeGateUp>(op));
      break;
    case program::OpKind::moe_down_combine:
      prefill_moe_down(std::get<program::MoeDownCombine>(op));
      break;
    default:
      return fail(Code::unsupported, fmt::format("no kernel for {}", program::name_of(program::kind_of(op))));
  }
  return {};
}

void PlanBuilder::prefill_qkv(const program::NormQkvRope& o) {
  const Stack stack{{matrix(o.wq), matrix(o.wk), matrix(o.wv)}};
  uint16_t* tiles = scratch<uint16_t>(plan_.layout.tiles_a);
  const Slice slice = make_slice(scratch<uint16_t>(plan_.layout.slice), c_.options.clusters);
  const int d_q = o.n_heads * o.head_dim;
  const int d_kv = o.n_kv_heads * o.head_dim;
  float* q = slot(o.q);
  float* k = scratch<float>(plan_.layout.qkv);
  float* v = k + int64_t{r_.bucket.max_rows} * d_kv;
  GemmArgs g;
  g.a = tiles;
  g.a_cols = stack.k();
  g.n_segments = 3;
  g.segment[0] = {q, vector(o.bq), 0, d_q};
  g.segment[1] = {k, vector(o.bk), d_q, d_kv};
  g.segment[2] = {v, vector(o.bv), d_q + d_kv, d_kv};
  add([=, this_x = slot(o.x), weight = vector(o.norm), q_norm = vector(o.q_norm), k_norm = vector(o.k_norm),
       table = o.use_rope ? rope_table_of(o.rope) : nullptr, view = kv(o.layer), step = step_, n_sms = c_.n_sms,
       d = width(o.x)](const RunShape& run) {
    GemmArgs args = g;
    args.n_rows = run.n_rows;
    cudaError_t e = rows_to_tiles(run.stream, this_x, weight, o.eps, d, nullptr, tiles, run.n_rows);
    if (e == cudaSuccess) e = multiply(run.stream, stack, args, slice, n_sms);
    const auto turn = [&](float* x, const float* norm_weight, int n_heads) {
      if (norm_weight != nullptr && e == cudaSuccess) {
        e = norm(run.stream, x, x, norm_weight, nullptr, o.eps, int64_t{n_heads} * o.head_dim, o.head_dim, false,
                 run.n_rows);
      }
      if (table != nullptr && e == cudaSuccess) e = rope(run.stream, o.rope, table, x, n_heads, o.head_dim, run.n_rows);
    };
    turn(q, q_norm, o.n_heads);
    turn(k, k_norm, o.n_kv_heads);
    return e == cudaSuccess ? kv_append(run.stream, view, step, k, v, run.n_rows) : e;
  });
}

bool PlanBuilder::feeds_projection(int32_t i, const program::Attend& o) const {
  if (i + 1 >= r_.last_op) return false;
  const auto* proj = std::get_if<program::ProjAdd>(&p_.ops[i + 1]);
  return proj != nullptr && proj->in == o.core.out;
}

void PlanBuilder::prefill_attend(int32_t i, const program::Attend& o) {
  if (!feeds_projection(i, o)) {  // a lowered product reads f32 rows
    tiles_in_ = nullptr;
    static_cast<void>(emit(o.core));
    return;
  }
  const program::KvLayerDecl& layer = p_.kv[o.core.layer.group].layers[o.core.layer.index];
  bool fits = keeps_f16() && layer.head_dim_k == layer.head_dim_v &&
              (layer.head_dim_k == 64 || layer.head_dim_k == 128) && o.core.softcap == 0.0f && o.core.sinks == kNone;
  const KvView view = kv(o.core.layer);
  KvMap keys;
  KvMap values;
  const int64_t n_pages = r_.kv[o.core.layer.group].n_pages;
  fits =
      fits && make_kv_map(view.k, n_pages, keys) == cudaSuccess && make_kv_map(view.v, n_pages, values) == cudaSuccess;
  uint16_t* tiles = scratch<uint16_t>(plan_.layout.tiles_a);
  add([=, core = o.core, step = step_, q = slot(o.core.q), out = slot(o.core.out), sinks = vector(o.core.sinks),
       w = width(o.core.out)](const RunShape& run) {
    if (fits && run.consecutive) return flash_attend(run.stream, view, keys, values, step, core, q, tiles, run.n_rows);
    const cudaError_t e = attend(run.stream, view, step, core, q, sinks, out, run.n_rows);
    return e == cudaSuccess ? rows_to_tiles(run.stream, out, nullptr, 0.0f, w, nullptr, tiles, run.n_rows) : e;
  });
  tiles_in_ = tiles;
}

void PlanBuilder::prefill_proj(const program::ProjAdd& o) {
  const Stack stack{{matrix(o.weight)}};
  const Slice slice = make_slice(scratch<uint16_t>(plan_.layout.slice), c_.options.clusters);
  const uint16_t* tiles = tiles_in_;
  if (tiles == nullptr) {  // the input came from a primitive, as f32 rows
    uint16_t* made = scratch<uint16_t>(plan_.layout.tiles_b);
    add([=, in = slot(o.in), w = width(o.in)](const RunShape& run) {
      return rows_to_tiles(run.stream, in, nullptr, 0.0f, w, nullptr, made, run.n_rows);
    });
    tiles = made;
  }
  tiles_in_ = nullptr;
  GemmArgs g;
  g.a = tiles;
  g.a_cols = stack.k();
  g.end = GemmEnd::add;
  g.segment[0] = {nullptr, vector(o.bias), 0, stack.n()};
  g.x = slot(o.x);
  g.x_cols = static_cast<int>(width(o.x));
  g.scale = o.scale;
  add([=, n_sms = c_.n_sms](const RunShape& run) {
    GemmArgs args = g;
    args.n_rows = run.n_rows;
    return multiply(run.stream, stack, args, slice, n_sms);
  });
}

void PlanBuilder::prefill_gate_up(const program::NormGateUp& o) {
  const Stack stack{{matrix(o.gate), matrix(o.up)}, true};
  uint16_t* tiles = scratch<uint16_t>(plan_.layout.tiles_a);
  const Slice slice = make_slice(scratch<uint16_t>(plan_.layout.slice), c_.options.clusters);
  GemmArgs g;
  g.a = tiles;
  g.a_cols = stack.k();
  g.end = GemmEnd::gate_up;
  g.act = o.act;
  g.tiles = scratch<uint16_t>(plan_.layout.tiles_b);
  g.tiles_cols = static_cast<int>(width(o.out));
  add([=, x = slot(o.x), weight = vector(o.norm), d = width(o.x), n_sms = c_.n_sms, eps = o.eps](const RunShape& run) {
    GemmArgs args = g;
    args.n_rows = run.n_rows;
    const cudaError_t e = rows_to_tiles(run.stream, x, weight, eps, d, nullptr, tiles, run.n_rows);
    return e == cudaSuccess ? multiply(run.stream, stack, args, slice, n_sms) : e;
  });
  tiles_in_ = g.tiles;
}

void PlanBuilder::prefill_head(const program::NormHead& o) {
  const Stack stack{{matrix(o.head)}};
  uint16_t* tiles = scratch<uint16_t>(plan_.layout.tiles_a);
  const Slice slice = make_slice(scratch<uint16_t>(plan_.layout.slice), c_.options.clusters);
  GemmArgs g;
  g.a = tiles;
  g.a_cols = stack.k();
  g.segment[0] = {slot(o.logits), vector(o.bias), 0, stack.n()};
  g.scale = o.scale;
  g.softcap = o.softcap;
  add([=, x = slot(o.x), weight = vector(o.norm), d = width(o.x), n_sms = c_.n_sms, eps = o.eps,
       step = step_](const RunShape& run) {
    if (run.n_logit_rows == 0) return cudaSuccess;
    GemmArgs args = g;
    args.n_rows = run.n_logit_rows;
    const cudaError_t e = rows_to_tiles(run.stream, x, weight, eps, d, step.logit_rows, tiles, run.n_logit_rows);
    return e == cudaSuccess ? multiply(run.stream, stack, args, slice, n_sms) : e;
  });
}

}  // namespace snug::cuda
