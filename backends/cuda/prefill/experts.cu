// Products of sorted rows with their experts' packed weights: D = W X^T by warpgroup products whose left operand, 64
// weight rows, is dequantized in registers, and whose right operand, a tile of 64, 128 or 160 rows of activations, is
// gathered into shared memory.
//
//   block: warpgroup 0 gathers (16-byte asynchronous copies, rows in any order); warpgroups 1 and 2 dequantize and
//     multiply. gate_up: each warp has 8 rows of gate and the same 8 of up, so that a thread ends with both.
//   grid: persistent; an item is 128 weight rows times one tile of one expert's rows; neighbours share activations.
//   shared memory: 5 or 6 stages of 128 inner columns (40 KB for 160 rows), each with a full and an empty barrier.
//
// A step of 128 inner columns is two halves of four products: while one half's products run, the other's weights are
// dequantized; the next step's packed weights are loaded at its start.
// FLOPs: 2 a weight and row, rows rounded up to tiles. Bytes: the packed weights once a tile.
#include <cuda_fp16.h>

#include <algorithm>

#include "backends/cuda/decode/hopper.cuh"
#include "backends/cuda/ops/act.cuh"
#include "backends/cuda/prefill/experts.h"
#include "backends/cuda/prefill/fragments.cuh"
#include "backends/cuda/prefill/tiles.h"
#include "backends/cuda/prefill/wgmma_registers.cuh"

namespace snug::cuda {
namespace {

constexpr int kThreads = 384;
constexpr int kStepCols = 128;
constexpr int kAhead = 4;  ///< steps
/// Shared memory for tiles of N rows.
template <int N>
struct Shape {
  static constexpr int kStageBytes = N * kStepCols * 2;
  static constexpr int kStages = N == 160 ? 5 : 6;
  static constexpr int kShared = kStages * kStageBytes + 1024 + 2 * kStages * 8 + N * 4;
};

struct Args {
  const uint8_t* w[2];  ///< gate and up, or down twice
  PackedShape shape;
  int64_t expert_bytes;
  const uint16_t* in;
  const int32_t* rows;  ///< of slots, or none
  const int32_t* begins;
  const int32_t* tile_begins;
  uint16_t* out;
  int n_cols;
  int n_out;
  int n_groups;  ///< of 128 weight rows
  int n_experts;
  program::ActKind act;
};

/// One piece of work.
struct Item {
  int expert, group, first, n;  ///< slots [first, first + n)
};

template <int N>
__device__ inline Item item_of(const Args& a, int index) {
  const int tile = index / a.n_groups;
  int low = 0;
  int high = a.n_experts;  // tile_begins[low] <= tile < tile_begins[high]
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    if (__ldg(a.tile_begins + middle) <= tile) {
      low = middle;
    } else {
      high = middle;
    }
  }
  Item item;
  item.expert = low;
  item.group = index % a.n_groups;
  item.first = __ldg(a.begins + low) + (tile - __ldg(a.tile_begins + low)) * N;
  item.n = min(N, __ldg(a.begins + low + 1) - item.first);
  return item;
}
__device__ inline void copy_async_16(void* to, const void* from) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address(to)), "l"(from) : "memory");
}
/// The barrier counts this thread once its copies so far have landed.
__device__ inline void arrive_when_copied(uint64_t* barrier) {
  asm volatile("cp.async.mbarrier.arrive.noinc.shared.b64 [%0];" ::"r"(shared_address(barrier)) : "memory");
}

template <int N>
__device__ inline void gather(const Args& a, uint8_t* stages, uint64_t* full, uint64_t* empty, int32_t* sources) {
  const int thread = static_cast<int>(threadIdx.x);
  const int chunk = thread & 7;
  const int block = thread >> 3 & 1;
  const int steps = a.n_cols / kStepCols;
  const int n_items = __ldg(a.tile_begins + a.n_experts) * a.n_groups;
  int stage = 0;
  int phase = 0;
  for (int index = static_cast<int>(blockIdx.x); index < n_items; index += static_cast<int>(gridDim.x)) {
    const Item item = item_of<N>(a, index);
    sync_threads(128);  // everyone is done with the last item's sources
    for (int i = thread; i < N; i += 128) {
      const int slot = item.first + min(i, item.n - 1);
      sources[i] = a.rows != nullptr ? __ldg(a.rows + slot) : slot;
    }
    sync_threads(128);
    for (int step = 0; step < steps; ++step) {
      barrier_wait(empty + stage, phase ^ 1);
      uint8_t* to = stages + stage * Shape<N>::kStageBytes + block * N * 128;
#pragma unroll 4
      for (int i = thread >> 4; i < N; i += 8) {
        const int row = sources[i];
        const uint16_t* from = a.in + tile_index(row, step * kStepCols + block * 64, a.n_cols) - ((row & 7) << 3) +
                               ((chunk ^ (row & 7)) << 3);
        copy_async_16(to + i * 128 + ((chunk ^ (i & 7)) << 4), from);
      }
      arrive_when_copied(full + stage);
      if (++stage == Shape<N>::kStages) stage = 0, phase ^= 1;
    }
  }
}

__device__ inline uint32_t transposed(uint32_t v) {
  uint32_t t;
  asm("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(t) : "r"(v));
  return t;
}
__device__ inline uint32_t clamped_halves(float a, float b) {
  const float limit = 65504.0f;
  const __half2 h = __floats2half2_rn(fminf(fmaxf(a, -limit), limit), fminf(fmaxf(b, -limit), limit));
  return *reinterpret_cast<const uint32_t*>(&h);
}
__device__ __noinline__ float rare_act(program::ActKind kind, float x) {
  return apply_act(kind, x, 0.0f);
}

/// Where the stages stand, for a consumer.
struct Ring {
  int stage = 0;
  int phase = 0;
};

/// A thread's two weight rows: their parts of a section, and the section's units.
template <class P>
struct RowPair {
  const uint8_t* part[2];
  int units;

  __device__ RowPair(const Args& a, const int64_t (&row)[2], int64_t expert, int col) {
    const int section = col / section_cols(a.shape.packing);
    units = static_cast<int>(a.shape.cols_of(section)) / kUnit;
    for (int r = 0; r < 2; ++r) part[r] = a.w[r] + expert * a.expert_bytes + a.shape.row_offset(row[r], section);
  }
  /// Asks for the codes of the columns from `col` on, some steps before they are loaded: a step is shorter than the way
  /// to device memory.
  __device__ void fetch(const Args& a, int col) const {
    const int u = col % section_cols(a.shape.packing) / kUnit + (static_cast<int>(threadIdx.x) & 3);
    for (int r = 0; r < 2; ++r) {
      if (u < units) asm volatile("prefetch.global.L2 [%0];" ::"l"(part[r] + u * 16));
    }
  }
  __device__ void load(const Args& a, int col, RawUnit<P> (&raw)[2]) const {
    const int u = col % section_cols(a.shape.packing) / kUnit + (static_cast<int>(threadIdx.x) & 3);
    for (int r = 0; r < 2; ++r) raw[r].load(part[r], units, u);
  }
};

#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
template <class P, int N>
__device__ inline void multiply_item(const Args& a, const Item& item, const int64_t (&row)[2], uint8_t* stages,
                                     uint64_t* full, uint64_t* empty, Ring& ring, float (&d)[N / 2]) {
  const bool signals = threadIdx.x % 128 == 0;
  const int width = section_cols(a.shape.packing);
  RowPair<P> pair(a, row, item.expert, 0);
  RawUnit<P> raw[2];
  pair.load(a, 0, raw);
  for (int col = kStepCols; col < kAhead * kStepCols; col += kStepCols) pair.fetch(a, col);
  int previous = -1;
  for (int col = 0; col < a.n_cols; col += kStepCols) {
    RawUnit<P> next[2];
    const int ahead = min(col + kStepCols, a.n_cols - kStepCols);  // past the end the last one again
    if (ahead % width == 0 && ahead != col) pair = RowPair<P>(a, row, item.expert, ahead);
    pair.load(a, ahead, next);
    if (col % width + kAhead * kStepCols < width) pair.fetch(a, col + kAhead * kStepCols);
    UnitScale scale[2] = {raw[0].scale(), raw[1].scale()};
    const uint8_t* b = stages + ring.stage * Shape<N>::kStageBytes;
    uint32_t low[4][4];
    fragments_of<P>(raw, scale, 0, low);
    barrier_wait(full + ring.stage, ring.phase);
    barrier_init_done();  // the copies were ordinary writes; the products read through the other proxy
    wgmma_begin();
#pragma unroll
    for (int c = 0; c < 4; ++c) wgmma_registers(d, low[c], block_descriptor(b, 16 * c), col > 0 || c > 0);
    wgmma_commit();
    wgmma_wait<1>();  // the last step's second half, which still read the registers of `high`
    if (previous >= 0 && signals) barrier_arrive(empty + previous);
    for (UnitScale& s : scale) s.hold();
    uint32_t high[4][4];
    fragments_of<P>(raw, scale, 1, high);
    wgmma_begin();
#pragma unroll
    for (int c = 0; c < 4; ++c) wgmma_registers(d, high[c], block_descriptor(b + N * 128, 16 * c), true);
    wgmma_commit();
    wgmma_wait<1>();
    previous = ring.stage;
    if (++ring.stage == Shape<N>::kStages) ring.stage = 0, ring.phase ^= 1;
    raw[0] = next[0];
    raw[1] = next[1];
  }
  wgmma_wait<0>();
  if (signals) barrier_arrive(empty + previous);
}

/// act(gate) * up to the next product's tiles: a warp's eight columns are one 16-byte chunk of each row.
template <int N>
__device__ inline void end_gate_up(const Args& a, const Item& item, const float (&d)[N / 2]) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int warp = (static_cast<int>(threadIdx.x) >> 5) - 4;
  const bool silu = a.act == program::ActKind::silu;
#pragma unroll
  for (int j = 0; j < N / 8; ++j) {
    float g0 = d[4 * j];
    float g1 = d[4 * j + 1];
    if (silu) {
      g0 = __fdividef(g0, 1.0f + __expf(-g0));
      g1 = __fdividef(g1, 1.0f + __expf(-g1));
    } else {
      g0 = rare_act(a.act, g0);
      g1 = rare_act(a.act, g1);
    }
    const uint32_t v = transposed(clamped_halves(g0 * d[4 * j + 2], g1 * d[4 * j + 3]));
    const int i = 8 * j + lane / 4;
    if (i >= item.n) continue;
    const int slot = item.first + i;
    uint16_t* to = a.out + tile_index(slot, item.group * 64, a.n_out) - ((slot & 7) << 3) + ((warp ^ (slot & 7)) << 3);
    *reinterpret_cast<uint32_t*>(to + 2 * (lane & 3)) = v;
  }
}

template <int N>
__device__ inline void end_store(const Args& a, const Item& item, const float (&d)[N / 2]) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int warp = (static_cast<int>(threadIdx.x) >> 5) - 4;
  const int col = item.group * 128 + warp * 16 + 2 * (lane & 3);
  const bool there = item.group * 128 + warp * 16 < a.n_out;
#pragma unroll
  for (int j = 0; j < N / 8; ++j) {
    const uint32_t v = transposed(clamped_halves(d[4 * j], d[4 * j + 1]));
    const uint32_t w = transposed(clamped_halves(d[4 * j + 2], d[4 * j + 3]));
    const int i = 8 * j + lane / 4;
    if (i >= item.n || !there) continue;
    uint16_t* to = a.out + static_cast<int64_t>(item.first + i) * a.n_out + col;
    *reinterpret_cast<uint32_t*>(to) = v;
    *reinterpret_cast<uint32_t*>(to + 8) = w;
  }
}
#endif

template <class P, bool kPairs, int N>
__global__ void __launch_bounds__(kThreads, 1) expert_kernel(const __grid_constant__ Args a) {
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
  extern __shared__ uint8_t bytes[];
  uint8_t* stages = bytes + (1024 - shared_address(bytes) % 1024) % 1024;
  uint64_t* full = reinterpret_cast<uint64_t*>(stages + Shape<N>::kStages * Shape<N>::kStageBytes);
  uint64_t* empty = full + Shape<N>::kStages;
  int32_t* sources = reinterpret_cast<int32_t*>(empty + Shape<N>::kStages);
  if (threadIdx.x == 0) {
    for (int i = 0; i < Shape<N>::kStages; ++i) {
      barrier_init(full + i, 128);
      barrier_init(empty + i, 2);
    }
    barrier_init_done();
  }
  __syncthreads();
  if (threadIdx.x < 128) {
    registers_down<40>();
    gather<N>(a, stages, full, empty, sources);
  } else {
    registers_up<232>();
    const int warp = (static_cast<int>(threadIdx.x) >> 5) - 4;
    const int l = static_cast<int>(threadIdx.x) >> 2 & 7;
    const int n_items = __ldg(a.tile_begins + a.n_experts) * a.n_groups;
    Ring ring;
    for (int index = static_cast<int>(blockIdx.x); index < n_items; index += static_cast<int>(gridDim.x)) {
      const Item item = item_of<N>(a, index);
      int64_t row[2];
      if constexpr (kPairs) {  // positions 64 group + 8 warp + l of the permuted order
        row[0] = row[1] = permuted_column(item.group * 64 + warp * 8 + l);
      } else {
        const int tile = min(item.group * 8 + warp, (a.n_out - 1) / kTileRows);
        row[0] = tile * kTileRows + l;
        row[1] = row[0] + 8;
      }
      float d[N / 2];
      multiply_item<P, N>(a, item, row, stages, full, empty, ring, d);
      if constexpr (kPairs) {
        end_gate_up<N>(a, item, d);
      } else {
        end_store<N>(a, item, d);
      }
    }
  }
#endif
}

/// f(kernel, shared memory) for a packing and tile; nothing for raw and for 16-bit weights.
template <class F>
cudaError_t with_kernel(Packing packing, bool pairs, int tile, F f) {
  cudaError_t e = cudaErrorInvalidValue;
  const auto of_tile = [&]<class P, int N>() {
    e = pairs ? f(expert_kernel<P, true, N>, Shape<N>::kShared) : f(expert_kernel<P, false, N>, Shape<N>::kShared);
  };
  with_packing(packing, [&](auto packed) {
    using P = decltype(packed);
    if constexpr (requires { sizeof(RawUnit<P>); }) {
      if (tile == 64) of_tile.template operator()<P, 64>();
      if (tile == 128) of_tile.template operator()<P, 128>();
      if (tile == 160) of_tile.template operator()<P, 160>();
    }
  });
  return e;
}

}  // namespace

cudaError_t prepare_experts() {
  for (const Packing packing :
       {Packing::q4_k, Packing::q5_k, Packing::q6_k, Packing::q8_0, Packing::q4_0, Packing::q4_1}) {
    for (const int tile : {64, 128, 160}) {
      for (const bool pairs : {false, true}) {
        const cudaError_t e = with_kernel(packing, pairs, tile, [](auto kernel, int shared_bytes) {
          return cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, shared_bytes);
        });
        if (e != cudaSuccess) return e;
      }
    }
  }
  return cudaSuccess;
}

cudaError_t expert_product(cudaStream_t s, const ExpertProduct& p, int n_sms) {
  Args a{};
  a.w[0] = p.w.data;
  a.w[1] = p.up != nullptr ? p.up->data : p.w.data;
  a.shape = p.w.shape();
  a.expert_bytes = p.w.expert_bytes;
  a.in = p.in;
  a.rows = p.in_by_slot ? nullptr : p.sorted.rows;
  a.begins = p.sorted.begins;
  a.tile_begins = p.sorted.tile_begins;
  a.out = p.out;
  a.n_cols = static_cast<int>(p.w.n_cols);
  a.n_out = static_cast<int>(p.w.n_rows);
  a.n_groups = p.up != nullptr ? a.n_out / 64 : (a.n_out + 127) / 128;
  a.n_experts = p.n_experts;
  a.act = p.act;
  const int tile = expert_tile(p.n_items, p.n_experts);
  return with_kernel(p.w.packing, p.up != nullptr, tile, [&](auto kernel, int shared_bytes) {
    kernel<<<static_cast<unsigned>(n_sms), kThreads, shared_bytes, s>>>(a);
    return cudaGetLastError();
  });
}

}  // namespace snug::cuda
