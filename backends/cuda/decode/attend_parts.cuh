// What both decode attention kernels are made of: a head in a warp's registers, a rank's tokens, copies of pages.
#pragma once

#include <cooperative_groups.h>

#include "backends/cuda/decode/act_block.cuh"
#include "backends/cuda/decode/attend.h"
#include "backends/cuda/decode/hopper.cuh"
#include "backends/cuda/ops/reduce.cuh"

namespace snug::cuda {

inline constexpr int kRanks = 8;  ///< CTAs of a cluster: one KV head
inline constexpr int kAttendThreads = 512;
inline constexpr int kTokens = 16;  ///< a unit of the split
inline constexpr int kUnitsPerPage = kPage / kTokens;
inline constexpr int kMaxStages = 4;

/// A head in a warp's registers: element lane + 32 * i.
template <int D>
struct Head {
  float x[D / 32];
};

template <int D>
__device__ inline Head<D> load_head(const float* from) {
  Head<D> h;
#pragma unroll
  for (int i = 0; i < D / 32; ++i) h.x[i] = __ldcg(from + (threadIdx.x & 31) + 32 * i);
  return h;
}

template <int D>
__device__ inline void norm_and_turn(Head<D>& h, const float* weight, bool turn, const float2 (&angles)[D / 32],
                                     float eps, bool adjacent) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  if (weight != nullptr) {
    float squares = 0.0f;
#pragma unroll
    for (int i = 0; i < D / 32; ++i) squares += h.x[i] * h.x[i];
    const float factor = rsqrtf(warp_sum(squares) / static_cast<float>(D) + eps);
#pragma unroll
    for (int i = 0; i < D / 32; ++i) h.x[i] *= factor * weight[lane + 32 * i];
  }
  if (!turn) return;
  Head<D> turned;
#pragma unroll
  for (int i = 0; i < D / 32; ++i) {
    const int d = lane + 32 * i;
    const float2 cs = angles[i];
    const float near = __shfl_xor_sync(~0u, h.x[i], 1);
    const float other = adjacent ? near : h.x[(i + D / 64) % (D / 32)];
    const bool second = adjacent ? (d & 1) != 0 : d >= D / 2;
    turned.x[i] = second ? other * cs.y + h.x[i] * cs.x : h.x[i] * cs.x - other * cs.y;
  }
  h = turned;
}

/// The tokens of a rank, chunk by chunk; a chunk lies in one page.
struct Chunks {
  int unit, last_unit, n_tokens;
  __device__ bool done() const { return unit >= last_unit; }
  __device__ int units() const { return min(kUnitsPerPage - unit % kUnitsPerPage, last_unit - unit); }
  __device__ int tokens() const { return min(units() * kTokens, n_tokens - unit * kTokens); }
  __device__ void step() { unit += units(); }
};

template <int D>
__device__ inline void copy_chunk(const DecodeAttendArgs& a, const Chunks& c, int kv_head, uint8_t* stage,
                                  uint64_t* full) {
  const int page = page_of(a.step, 0, a.kv.group, c.unit * kTokens);
  const int bytes = c.units() * kTokens * D * 2;
  const int64_t offset = (static_cast<int64_t>(kv_head) * kPage + c.unit % kUnitsPerPage * kTokens) * D * 2;
  barrier_expect(full, 2 * bytes);
  bulk_copy(stage, a.kv.k.base + page * a.kv.k.page_bytes + offset, bytes, full);
  bulk_copy(stage + kPage * D * 2, a.kv.v.base + page * a.kv.v.page_bytes + offset, bytes, full);
}

}  // namespace snug::cuda
