// What a decode stage is made of before its sums: shared memory, the producer's walk over tiles, activations, products
// of a section. See stage.cu.
#pragma once

#include "backends/cuda/decode/experts.cuh"
#include "backends/cuda/decode/hopper.cuh"
#include "backends/cuda/decode/stage.h"
#include "backends/cuda/layout/packed.h"

namespace snug::cuda {

inline constexpr int kWarps = kTileRows;
inline constexpr int kConsumers = kWarps * 32;
inline constexpr int kThreads = kConsumers + 32;

/// Shared memory of a stage, carved in one place for host and device.
struct Carve {
  int x0, x1, xs, barriers, sums, chosen, rows, total;
};
__host__ __device__ inline Carve carve(int ring_bytes, int n_cols, bool halves, int n_slots, int max_rows) {
  Carve c{};
  c.x0 = ring_bytes;
  c.x1 = c.x0 + n_cols / 2;
  c.xs = c.x1 + n_cols / 2;
  c.barriers = c.x0 + (halves ? n_cols * 2 : n_cols / 2 * 3);
  c.sums = c.barriers + n_slots * 16;
  c.chosen = c.sums + 128;
  c.rows = c.chosen + static_cast<int>(sizeof(ChosenExperts));
  c.total = c.rows + max_rows * 4;
  return c;
}

/// Segment of a tile of the stage, and the tile's index in it (of all experts' rows, stacked).
__device__ inline int locate(const StageArgs& a, int tile, int& local) {
  if (a.kind == StageKind::gate_up) {
    local = tile >> 1;
    return tile & 1;
  }
  int s = 0;
  local = tile;
  while (local >= a.segment[s].n_tiles) local -= a.segment[s++].n_tiles;
  return s;
}

/// The producer's walk over the sections of the CTA's tiles.
template <StageSource kSource>
struct Walk {
  const StageArgs& a;
  const ChosenExperts* chosen;
  int tile, last, section = 0, cols, cols_left, expert = 0;

  __device__ Walk(const StageArgs& args, const ChosenExperts* experts, int first, int end)
      : a(args), chosen(experts), tile(first), last(end) {
    cols = kSource == StageSource::expert_columns ? a.experts.per_expert : a.n_cols;
    cols_left = cols;
  }
  __device__ bool done() const { return tile >= last; }
  /// Starts the copy of the current section and steps on.
  __device__ void issue(uint8_t* slot, uint64_t* full) {
    int local;
    const int index = locate(a, tile, local);
    const StageSegment& s = a.segment[index];
    const int n = min(cols_left, section_cols(s.packing));
    const int bytes = static_cast<int>(kTileRows * row_section_bytes(s.packing, n));
    int64_t offset = section * (kTileRows * row_section_bytes(s.packing, section_cols(s.packing)));
    if constexpr (kSource == StageSource::expert_rows) {
      offset += chosen->ids[local / a.experts.per_expert] * a.experts.expert_bytes[index];
      local %= a.experts.per_expert;
    } else if constexpr (kSource == StageSource::expert_columns) {
      offset += chosen->ids[expert] * a.experts.expert_bytes[index];
    }
    barrier_expect(full, bytes);
    bulk_copy(slot, s.w + offset + local * s.tile_bytes, bytes, full);
    cols_left -= n;
    ++section;
    if (cols_left > 0) return;
    section = 0;
    cols_left = cols;
    if (kSource == StageSource::expert_columns && ++expert < a.experts.n_used) return;
    expert = 0;
    ++tile;
  }
};

template <class P>
__device__ inline float section_dot(const uint8_t* row, int units, const Words4* x0, const Words4* x1,
                                    const float4* xs) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  float sum = 0.0f;
#pragma unroll 2
  for (int u = lane; u < units; u += 32) {
    const float4 s = xs[u];
    sum += P::dot(row, units, u, Act32{x0[u], x1[u], s.x, s.y, s.z, s.w});
  }
  return sum;
}

/// The same for 16-bit weights; `x` are planes of n_units words as half.h has them.
template <class P>
__device__ inline float section_dot_halves(const uint8_t* row, int units, const Words4* x, int n_units) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  float sum[4] = {};
#pragma unroll 2
  for (int u = lane; u < units; u += 32) {
#pragma unroll
    for (int p = 0; p < 4; ++p) {
      sum[p] = P::dot8(*reinterpret_cast<const Words4*>(row + (p * units + u) * 16), x[p * n_units + u], sum[p]);
    }
  }
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/// f16 activations to shared memory; returns as load_activations.
__device__ inline float load_halves(const StageArgs& a, uint8_t* shared, const Carve& c) {
  constexpr int kAtOnce = 4;
  const float4* in = reinterpret_cast<const float4*>(a.in);
  const float* sums = reinterpret_cast<const float*>(in + a.n_cols / 8);
  float4* planes = reinterpret_cast<float4*>(shared + c.x0);
  const int n = a.n_cols / 8;
  const int n_units = a.n_cols / kUnit;
  float squares = 0.0f;
  for (int i = static_cast<int>(threadIdx.x); i < a.n_cols / kActBlock; i += kConsumers) squares += __ldcg(sums + i);
  for (int base = static_cast<int>(threadIdx.x); base < n; base += kAtOnce * kConsumers) {
    float4 v[kAtOnce];
#pragma unroll
    for (int j = 0; j < kAtOnce; ++j) {
      if (base + j * kConsumers < n) v[j] = __ldcg(in + base + j * kConsumers);
    }
#pragma unroll
    for (int j = 0; j < kAtOnce; ++j) {
      const int i = base + j * kConsumers;
      if (i < n) planes[(i & 3) * n_units + (i >> 2)] = v[j];
    }
  }
  return squares;
}

/// Activations to shared memory; returns the thread's share of the sum of squares. Loads are issued four at a time: one
/// trip to the second-level cache for up to 16384 columns.
__device__ inline float load_activations(const StageArgs& a, uint8_t* shared, const Carve& c) {
  constexpr int kAtOnce = 4;
  float squares = 0.0f;
  const float4* in = reinterpret_cast<const float4*>(a.in);
  const int n = a.n_cols / 8;
  for (int base = static_cast<int>(threadIdx.x); base < n; base += kAtOnce * kConsumers) {
    float4 v[kAtOnce];
#pragma unroll
    for (int j = 0; j < kAtOnce; ++j) {
      const int i = base + j * kConsumers;
      if (i < n) v[j] = __ldcg(in + i);
    }
#pragma unroll
    for (int j = 0; j < kAtOnce; ++j) {
      const int i = base + j * kConsumers;
      if (i >= n) break;
      const int unit = i >> 2;
      const int half = i >> 1 & 1;
      if ((i & 1) == 0) {
        reinterpret_cast<float4*>(shared + (half != 0 ? c.x1 : c.x0))[unit] = v[j];
      } else {
        float* s = reinterpret_cast<float*>(shared + c.xs) + unit * 4 + half;
        s[0] = v[j].x;
        s[2] = v[j].y;
        squares += v[j].z;
      }
    }
  }
  return squares;
}

__device__ inline float norm_factor(const StageArgs& a, const float* sums) {
  float total = 0.0f;
  for (int i = 0; i < kWarps; ++i) total += sums[i];
  return rsqrtf(total / static_cast<float>(a.n_cols) + a.eps);
}

/// Every thread of the CTA: the chosen experts are there.
__device__ inline void sync_chosen() {
  asm volatile("bar.sync 2, %0;" ::"n"(kThreads) : "memory");
}

/// What the first row of a thread needs at the end, loaded long before: these trips are off the critical path.
struct Early {
  float residual = 0.0f;
  float weight = 1.0f;
};

}  // namespace snug::cuda
