// A decode stage: y = W x for one row. It reads every weight once and nothing else of size, so it runs at the memory's
// rate if three things hold, and the shape below is for them.
//
//   grid: one CTA a multiprocessor, each with a contiguous range of 16-row tiles, balanced by bytes.
//   block: 16 consumer warps, warp w takes row w of each tile, lanes take units of 32 weights; 1 producer warp, whose
//   lane
//     0 keeps a ring in shared memory filled with bulk copies of whole tile sections (27-37 KB).
//   shared memory: ring | x codes, first 16 of each unit | second 16 | x scales and sums | barriers | sums | rows.
//
// 1. Weights do not depend on the previous kernel: the ring fills before the wait for it.
// 2. The ring is large but little is in flight: a deep queue of loads makes the small loads of the next hop wait
//    (measured: one copy in flight beats four by 5 %).
// 3. The reader's prologue is one 16-byte load a thread, since the producer published int8 blocks (act_block.cuh).
//
// Bytes: the packed weights. Integer operations: 2 a weight. Sums have a fixed order: lanes, then the warp's tree.
#include <algorithm>
#include <type_traits>

#include "backends/cuda/decode/act_block.cuh"
#include "backends/cuda/decode/launch.h"
#include "backends/cuda/decode/stage_parts.cuh"
#include "backends/cuda/ops/act.cuh"
#include "backends/cuda/ops/reduce.cuh"

namespace snug::cuda {
namespace {

/// Sixteen weights of the router, for the first of a thread's pairs of expert and tile.
struct EarlyRouter {
  float4 w[4];
};
__device__ inline void load_router(const RouterShare& r, int i, int first, EarlyRouter& out) {
  const float* from =
      r.weights + static_cast<int64_t>(i % r.n_experts) * r.n_cols + (first + i / r.n_experts) * kTileRows;
#pragma unroll
  for (int j = 0; j < 4; ++j) out.w[j] = __ldg(reinterpret_cast<const float4*>(from) + j);
}

/// The tiles' shares of the router's logits. `rows` hold the residual times the norm's weight by now.
__device__ inline void add_router_shares(const RouterShare& r, const float* rows, int first, int n_tiles,
                                         EarlyRouter& early) {
  const int n = r.n_experts * n_tiles;
  for (int i = static_cast<int>(threadIdx.x); i < n; i += kConsumers) {
    if (i >= kConsumers) load_router(r, i, first, early);
    const float4* x = reinterpret_cast<const float4*>(rows + i / r.n_experts * kTileRows);
    float sum = 0.0f;
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      sum += early.w[j].x * x[j].x + early.w[j].y * x[j].y + early.w[j].z * x[j].z + early.w[j].w * x[j].w;
    }
    atomicAdd(r.totals + (i % r.n_experts) * kRouterStride,
              static_cast<unsigned long long>(__float2ll_rn(sum * kRouterOne)));
  }
}

/// What follows the products. `rows` are the sums of the CTA's tiles; `factor` is the norm's. With a router behind, the
/// rows of `add` become what it reads.
template <bool kRouter>
__device__ void finish_rows(const StageArgs& a, float* rows, int first, int n_tiles, float factor, const Early& early) {
  const int thread = static_cast<int>(threadIdx.x);
  if (a.kind == StageKind::store) {
    for (int i = thread; i < n_tiles * kTileRows; i += kConsumers) {
      int local;
      const StageSegment& s = a.segment[locate(a, first + i / kTileRows, local)];
      const int row = local * kTileRows + i % kTileRows;
      if (row >= s.n_rows) continue;
      float v = rows[i] * factor;
      if (s.bias != nullptr) v += s.bias[row];
      v *= a.scale;
      if (a.softcap > 0.0f) v = a.softcap * tanhf(v / a.softcap);
      s.out[row] = v;
    }
    return;
  }
  const StageSegment& s = a.segment[0];
  const int half_warp = thread >> 4;
  const int l = thread & 15;
  const int n_blocks = a.kind == StageKind::add ? n_tiles : n_tiles / 2;
  const int first_block = a.kind == StageKind::add ? first : first / 2;
  for (int b = half_warp; (b & ~1) < n_blocks; b += kConsumers / 16) {
    const int row = (first_block + b) * kTileRows + l;
    const bool ok = b < n_blocks && row < s.n_rows;
    float v = 0.0f;
    if (ok && a.kind == StageKind::add) {
      float y = rows[b * kTileRows + l] * factor;
      if (s.bias != nullptr) y += s.bias[row];
      v = (b == half_warp ? early.residual : a.x[row]) + a.scale * y;
      a.x[row] = v;
    } else if (ok) {
      const float gate = rows[2 * b * kTileRows + l] * factor;
      const float up = rows[(2 * b + 1) * kTileRows + l] * factor;
      v = apply_act(a.act, gate, 0.0f) * up;
    }
    float weight = early.weight;
    if (b != half_warp) weight = ok && a.publish_weight != nullptr ? a.publish_weight[row] : 1.0f;
    if (a.publish != nullptr) {
      publish_row_block(a.publish, first_block + b, s.n_rows, a.publish_halves, v * weight, v, b < n_blocks);
    }
    if (kRouter && b < n_blocks) rows[b * kTileRows + l] = v * weight;
  }
}

template <StageSource kSource, bool kRouter, bool kHalves>
__global__ void __launch_bounds__(kThreads, 1) stage_kernel(const __grid_constant__ StageArgs a) {
#if __CUDA_ARCH__ >= 900
  extern __shared__ __align__(128) uint8_t shared[];
  const Carve c = carve(a.slot_bytes * a.n_slots, a.n_cols, kHalves, a.n_slots, 0);
  uint64_t* full = reinterpret_cast<uint64_t*>(shared + c.barriers);
  uint64_t* empty = full + a.n_slots;
  float* sums = reinterpret_cast<float*>(shared + c.sums);
  float* rows = reinterpret_cast<float*>(shared + c.rows);
  const int warp = static_cast<int>(threadIdx.x) >> 5;
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int first = a.first_tile[blockIdx.x];
  const int last = a.first_tile[blockIdx.x + 1];

  ChosenExperts* chosen = reinterpret_cast<ChosenExperts*>(shared + c.chosen);
  Walk<kSource> walk(a, chosen, first, last);
  int issued = 0;
  if (warp == kWarps && lane == 0) {
    for (int i = 0; i < a.n_slots; ++i) {
      barrier_init(full + i, 1);
      barrier_init(empty + i, kWarps);
    }
    barrier_init_done();
    if (kSource == StageSource::plain) {
      for (; issued < min(a.in_flight, a.n_slots) && !walk.done(); ++issued) {
        walk.issue(shared + issued * a.slot_bytes, full + issued);
      }
    }
  }
  // The columns' stage hears of the experts before it waits, so the rows' stage lets it start only once it has told.
  if (kSource != StageSource::expert_rows) release_next();
  __syncthreads();
  if (warp == kWarps) {
    if constexpr (kSource != StageSource::plain) {
      if constexpr (kSource == StageSource::expert_columns) {
        hear_experts(a.experts, *chosen);
        __syncwarp();
      }
      sync_chosen();
      if (lane == 0) {
        for (; issued < min(a.in_flight, a.n_slots) && !walk.done(); ++issued) {
          walk.issue(shared + issued * a.slot_bytes, full + issued);
        }
      }
    }
    if (lane != 0) return;
    int slot = issued % a.n_slots;
    int round = issued / a.n_slots;
    int old_slot = 0;
    int old_round = 0;
    for (; !walk.done(); ++issued) {
      if (round > 0) barrier_wait(empty + slot, (round - 1) & 1);
      barrier_wait(full + old_slot, old_round & 1);  // the copy `in_flight` places back has landed
      if (++old_slot == a.n_slots) old_slot = 0, ++old_round;
      walk.issue(shared + slot * a.slot_bytes, full + slot);
      if (++slot == a.n_slots) slot = 0, ++round;
    }
    return;
  }

  Early early;
  EarlyRouter router;
  const int early_row = first * kTileRows + static_cast<int>(threadIdx.x);
  const bool has_row = a.kind == StageKind::add && early_row < min(last * kTileRows, a.segment[0].n_rows);
  if (has_row && a.publish_weight != nullptr) early.weight = a.publish_weight[early_row];
  if (kRouter && static_cast<int>(threadIdx.x) < a.router.n_experts * (last - first)) {
    load_router(a.router, static_cast<int>(threadIdx.x), first, router);
  }
  if (kSource == StageSource::expert_columns) sync_chosen();
  wait_for_previous();
  long long total = 0;
  if (kSource == StageSource::expert_rows && static_cast<int>(threadIdx.x) < a.experts.n_experts) {
    total = static_cast<long long>(__ldcg(a.experts.totals + threadIdx.x * kRouterStride));
  }
  if (has_row) early.residual = __ldcg(a.x + early_row);
  const float squares = warp_sum(kHalves ? load_halves(a, shared, c) : load_activations(a, shared, c));
  if (lane == 0) sums[warp] = squares;
  if (kSource == StageSource::expert_rows && static_cast<int>(threadIdx.x) < a.experts.n_experts) {
    chosen->logits[threadIdx.x] = static_cast<float>(total) * (1.0f / kRouterOne);
  }
  sync_threads(kConsumers);
  if constexpr (kSource == StageSource::expert_rows) {
    rank_experts(a.experts, norm_factor(a, sums), kConsumers, *chosen);
    sync_chosen();
    if (warp == 0) {
      if (blockIdx.x == 0) tell_experts(a.experts, *chosen);
      release_next();
    }
  }

  int slot = 0;
  int phase = 0;
  for (int tile = first; tile < last; ++tile) {
    int local;
    const Packing packing = a.segment[locate(a, tile, local)].packing;
    float sum = 0.0f;
    const int cols_each = kSource == StageSource::expert_columns ? a.experts.per_expert : a.n_cols;
    for (int base = 0, expert = 0; base < a.n_cols; base += cols_each, ++expert) {
      float part = 0.0f;
      for (int col = 0; col < cols_each; col += section_cols(packing)) {
        const int cols = min(cols_each - col, section_cols(packing));
        const int units = cols / kUnit;
        const uint8_t* row = shared + slot * a.slot_bytes + warp * row_section_bytes(packing, cols);
        barrier_wait(full + slot, phase);
        with_packing(packing, [&](auto packed) {
          using P = decltype(packed);
          constexpr bool kPlain = std::is_same_v<P, PackedF16> || std::is_same_v<P, PackedBF16>;
          const Words4* x0 = reinterpret_cast<const Words4*>(shared + c.x0) + (base + col) / kUnit;
          if constexpr (kPlain && kHalves) {
            part += section_dot_halves<P>(row, units, x0, a.n_cols / kUnit);
          } else if constexpr (!kPlain && !kHalves) {
            const Words4* x1 = reinterpret_cast<const Words4*>(shared + c.x1) + (base + col) / kUnit;
            const float4* xs = reinterpret_cast<const float4*>(shared + c.xs) + (base + col) / kUnit;
            part += section_dot<P>(row, units, x0, x1, xs);
          }
        });
        __syncwarp();
        if (lane == 0) barrier_arrive(empty + slot);
        if (++slot == a.n_slots) slot = 0, phase ^= 1;
      }
      sum += kSource == StageSource::expert_columns ? part * chosen->weights[expert] : part;
    }
    sum = warp_sum(sum);
    if (lane == 0) rows[(tile - first) * kTileRows + warp] = sum;
  }
  sync_threads(kConsumers);
  const float factor = a.norm ? norm_factor(a, sums) : 1.0f;  // it commutes with the products: nobody waited for it
  finish_rows<kRouter>(a, rows, first, last - first, factor, early);
  if constexpr (kRouter) {
    sync_threads(kConsumers);
    add_router_shares(a.router, rows, first, last - first, router);
  }
#endif
}

__global__ void __launch_bounds__(256)
    publish_kernel(const float* in, const float* weight, ActBlock* out, int n_cols, bool halves) {
#if __CUDA_ARCH__ >= 900
  release_next();
  wait_for_previous();
#endif
  const int i = static_cast<int>(blockIdx.x * 256 + threadIdx.x);
  const float raw = i < n_cols ? in[i] : 0.0f;
  const float w = weight != nullptr && i < n_cols ? weight[i] : 1.0f;
  publish_row_block(out, i / kActBlock, n_cols, halves, raw * w, raw, i < n_cols);
}

__global__ void __launch_bounds__(kMaxExperts)
    route_row_kernel(const float* x, const float* norm_weight, const __grid_constant__ RouterShare r) {
  __shared__ __align__(16) float rows[kTileRows];
#if __CUDA_ARCH__ >= 900
  wait_for_previous();
#endif
  const int first = static_cast<int>(blockIdx.x);
  if (threadIdx.x < kTileRows) {
    const int i = first * kTileRows + static_cast<int>(threadIdx.x);
    rows[threadIdx.x] = x[i] * (norm_weight != nullptr ? norm_weight[i] : 1.0f);
  }
  __syncthreads();
  EarlyRouter router;
  if (static_cast<int>(threadIdx.x) >= r.n_experts) return;
  load_router(r, static_cast<int>(threadIdx.x), first, router);
  add_router_shares(r, rows, first, 1, router);
}

/// f(kernel) for an instance of the stage.
template <class F>
cudaError_t with_kernel(StageSource source, bool router, bool halves, F f) {
  if (source == StageSource::expert_rows) return f(stage_kernel<StageSource::expert_rows, false, false>);
  if (source == StageSource::expert_columns) return f(stage_kernel<StageSource::expert_columns, false, false>);
  if (router && halves) return f(stage_kernel<StageSource::plain, true, true>);
  if (router) return f(stage_kernel<StageSource::plain, true, false>);
  if (halves) return f(stage_kernel<StageSource::plain, false, true>);
  return f(stage_kernel<StageSource::plain, false, false>);
}

}  // namespace

void finish_stage(Stage& stage, int n_sms, const StageTuning& tuning) {
  StageArgs& a = stage.args;
  const bool pairs = a.kind == StageKind::gate_up;
  int n_items = 0;  // what is handed out: tiles, or pairs of them
  int64_t total_bytes = 0;
  int slot = 0;
  for (int s = 0; s < a.n_segments; ++s) {
    const StageSegment& g = a.segment[s];
    if (!pairs || s == 0) n_items += g.n_tiles;
    total_bytes += g.tile_bytes * g.n_tiles;
    const int one = a.source == StageSource::expert_columns ? a.experts.per_expert : a.n_cols;
    const int64_t cols = std::min<int64_t>(one, section_cols(g.packing));
    slot = std::max(slot, static_cast<int>(kTileRows * row_section_bytes(g.packing, cols)));
  }
  stage.weight_bytes = total_bytes;
  stage.n_ctas = std::min({n_sms, n_items, kMaxStageCtas});
  int max_tiles = 0;
  int item = 0;
  int64_t done = 0;
  int s = 0;
  int left = a.segment[0].n_tiles;
  for (int cta = 0; cta < stage.n_ctas; ++cta) {
    a.first_tile[cta] = static_cast<uint16_t>(pairs ? 2 * item : item);
    const int start = item;
    const int64_t goal = total_bytes * (cta + 1) / stage.n_ctas;
    while (item < n_items) {
      int64_t bytes = a.segment[s].tile_bytes;
      if (pairs) bytes += a.segment[1].tile_bytes;
      // Take the item if its middle lies before the goal; the last CTA takes the rest.
      if (item > start && cta + 1 < stage.n_ctas && done + bytes / 2 > goal) break;
      done += bytes;
      ++item;
      if (--left == 0 && s + 1 < a.n_segments && !pairs) left = a.segment[++s].n_tiles;
    }
    max_tiles = std::max(max_tiles, (pairs ? 2 : 1) * (item - start));
  }
  a.first_tile[stage.n_ctas] = static_cast<uint16_t>(pairs ? 2 * n_items : n_items);
  a.slot_bytes = slot;
  const int fixed = carve(0, a.n_cols, a.halves, 16, max_tiles * kTileRows).total;
  const int limit = 227 * 1024;
  a.n_slots = std::clamp(std::min(tuning.ring_bytes, limit - fixed) / slot, 2, 16);
  // Nothing of the experts' was on its way before they were chosen, and a CTA reads little: all of it at once.
  const int in_flight = a.source == StageSource::plain ? tuning.in_flight_bytes : tuning.ring_bytes;
  a.in_flight = std::clamp(in_flight / slot, 2, a.n_slots);
  stage.shared_bytes = carve(a.n_slots * slot, a.n_cols, a.halves, a.n_slots, max_tiles * kTileRows).total;
}

cudaError_t prepare_stage_kernel() {
  for (const StageSource source : {StageSource::plain, StageSource::expert_rows, StageSource::expert_columns}) {
    for (const int flags : {0, 1, 2, 3}) {
      const cudaError_t e = with_kernel(source, (flags & 1) != 0, (flags & 2) != 0, [](auto kernel) {
        return cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, 227 * 1024);
      });
      if (e != cudaSuccess) return e;
    }
  }
  return cudaSuccess;
}

cudaError_t launch_stage(cudaStream_t s, const Stage& stage, bool dependent) {
  return with_kernel(stage.args.source, stage.args.router.weights != nullptr, stage.args.halves, [&](auto kernel) {
    return launch(s, dim3(static_cast<unsigned>(stage.n_ctas)), kThreads, stage.shared_bytes, dependent, kernel,
                  stage.args);
  });
}

cudaError_t route_row(cudaStream_t s, const float* x, const float* norm_weight, const RouterShare& router) {
  return launch(s, dim3(static_cast<unsigned>(router.n_cols / kTileRows)), kMaxExperts, 0, false, route_row_kernel, x,
                norm_weight, router);
}

cudaError_t publish_row(cudaStream_t s, const float* in, const float* weight, ActBlock* out, int n_cols, bool halves,
                        bool dependent) {
  return launch(s, dim3(static_cast<unsigned>((n_cols + 255) / 256)), 256, 0, dependent, publish_kernel, in, weight,
                out, n_cols, halves);
}

}  // namespace snug::cuda
