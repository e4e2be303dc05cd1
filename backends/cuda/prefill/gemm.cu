// C = A B^T in f16 with f32 sums: persistent CTAs walk 128 x 256 (or 128 x 128) tiles.
//
//   block: warpgroup 0 loads (one thread: bulk copies of whole 16 KB blocks, which lie swizzled in memory already, so
//   no
//     tensor map is needed); warpgroups 1 and 2 multiply, 64 rows each, four products of 16 inner columns a stage.
//   cluster: two CTAs with neighbouring row tiles; each loads half of the columns' block for both, since the
//   second-level
//     cache's rate bounds small tiles.
//   shared memory: 4 stages of 48 KB (6 of 32 KB), each with a full and an empty barrier.
// FLOPs: 2 M N K. Bytes: A and B once a tile column and row, from the second-level cache.
#include <cuda.h>
#include <cuda_fp16.h>

#include <algorithm>
#include <cmath>

#include "backends/cuda/decode/launch.h"
#include "backends/cuda/ops/act.cuh"
#include "backends/cuda/prefill/prefill.h"
#include "backends/cuda/prefill/wgmma.cuh"
#include "backends/cuda/scratch.h"

namespace snug::cuda {
namespace {

constexpr int kTileM = 128;
constexpr int kThreads = 384;

template <int N>
struct Shape {
  static constexpr int kStageBytes = kBlockBytes * (1 + N / 128);
  static constexpr int kStages = N == 256 ? 4 : 6;
  static constexpr int kShared = kStages * kStageBytes + 1024 + 2 * kStages * 8;
};

/// Keeps values inside f16: a model whose inner activations pass 65504 is served with them clamped, not with
/// infinities.
__device__ inline uint32_t pack_halves(float a, float b) {
  const float limit = 65504.0f;
  const __half2 h = __floats2half2_rn(fminf(fmaxf(a, -limit), limit), fminf(fmaxf(b, -limit), limit));
  return *reinterpret_cast<const uint32_t*>(&h);
}

/// What is rare is kept out of the unrolled ends: their code must stay in the instruction cache.
__device__ __noinline__ float rare_act(program::ActKind kind, float x) {
  return apply_act(kind, x, 0.0f);
}
__device__ __noinline__ float rare_cap(float x, float cap) {
  return cap * tanhf(x / cap);
}

/// Where a thread's values lie in a warpgroup's 64 x N: columns 8 j + pair + {0, 1} of rows `row` and `row` + 8.
struct Spot {
  int row, pair;
};

template <int N>
__device__ inline void end_store(const GemmArgs& g, float (&d)[N / 2], Spot at, int col0) {
  int s = 0;
  const int first = g.n_begin + col0;
#pragma unroll
  for (int j = 0; j < N / 8; ++j) {
    if (col0 + j * 8 >= g.n) break;
    while (s + 1 < g.n_segments && first + j * 8 >= g.segment[s + 1].begin) ++s;
    const int c = first + j * 8 + at.pair - g.segment[s].begin;
    float2 bias = make_float2(0.0f, 0.0f);
    if (g.segment[s].bias != nullptr) bias = make_float2(g.segment[s].bias[c], g.segment[s].bias[c + 1]);
#pragma unroll
    for (int h = 0; h < 2; ++h) {
      float2 v = make_float2((d[j * 4 + 2 * h] + bias.x) * g.scale, (d[j * 4 + 2 * h + 1] + bias.y) * g.scale);
      if (g.softcap > 0.0f) v = make_float2(rare_cap(v.x, g.softcap), rare_cap(v.y, g.softcap));
      if (at.row + 8 * h < g.n_rows) {
        *reinterpret_cast<float2*>(g.segment[s].out + static_cast<int64_t>(at.row + 8 * h) * g.segment[s].n_cols + c) =
            v;
      }
    }
  }
}

template <int N>
__device__ inline void end_add(const GemmArgs& g, float (&d)[N / 2], Spot at, int col0) {
  const float* bias = g.k_begin == 0 ? g.segment[0].bias : nullptr;
  constexpr int kAtOnce = 8;  // loads under way before the first is used
#pragma unroll
  for (int h = 0; h < 2; ++h) {
    if (at.row + 8 * h >= g.n_rows) break;
    float* x = g.x + static_cast<int64_t>(at.row + 8 * h) * g.x_cols + g.n_begin + col0 + at.pair;
#pragma unroll
    for (int j0 = 0; j0 < N / 8; j0 += kAtOnce) {
      float2 v[kAtOnce];
#pragma unroll
      for (int j = 0; j < kAtOnce; ++j) {
        if (col0 + (j0 + j) * 8 < g.n) v[j] = *reinterpret_cast<const float2*>(x + (j0 + j) * 8);
      }
#pragma unroll
      for (int j = 0; j < kAtOnce; ++j) {
        if (col0 + (j0 + j) * 8 >= g.n) break;
        float2 y = make_float2(d[(j0 + j) * 4 + 2 * h], d[(j0 + j) * 4 + 2 * h + 1]);
        if (bias != nullptr) {
          const int n = g.n_begin + col0 + (j0 + j) * 8 + at.pair;
          y = make_float2(y.x + bias[n], y.y + bias[n + 1]);
        }
        *reinterpret_cast<float2*>(x + (j0 + j) * 8) = make_float2(v[j].x + g.scale * y.x, v[j].y + g.scale * y.y);
      }
    }
  }
}

/// Groups of 8 columns are gate and up in turn; 128 columns make one block of 64 inner columns of the next product.
template <int N>
__device__ inline void end_gate_up(const GemmArgs& g, float (&d)[N / 2], Spot at, int col0) {
  const bool silu = g.act == program::ActKind::silu;
#pragma unroll
  for (int h = 0; h < 2; ++h) {
    const int row = at.row + 8 * h;
    if (row >= g.n_rows) break;
    uint16_t* to = g.tiles + tile_index(row, 0, g.tiles_cols) - ((row & 7) << 3) + at.pair +
                   static_cast<int64_t>((g.n_begin + col0) / 128) * (kBlockRows * kBlockCols);
#pragma unroll
    for (int j = 0; j < N / 8; j += 2) {
      if (col0 + j * 8 >= g.n) break;
      float a = d[j * 4 + 2 * h];
      float b = d[j * 4 + 2 * h + 1];
      if (silu) {
        a = __fdividef(a, 1.0f + __expf(-a));
        b = __fdividef(b, 1.0f + __expf(-b));
      } else {
        a = rare_act(g.act, a);
        b = rare_act(g.act, b);
      }
      const int chunk = (j / 2 & 7) ^ (row & 7);
      *reinterpret_cast<uint32_t*>(to + j / 16 * (kBlockRows * kBlockCols) + (chunk << 3)) =
          pack_halves(a * d[j * 4 + 4 + 2 * h], b * d[j * 4 + 4 + 2 * h + 1]);
    }
  }
}

template <int N>
__device__ inline void end_tile(const GemmArgs& g, float (&d)[N / 2], int row0, int col0) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int warp = (static_cast<int>(threadIdx.x) >> 5) & 3;
  const Spot at{row0 + warp * 16 + lane / 4, 2 * (lane & 3)};
  if (g.end == GemmEnd::gate_up) {
    end_gate_up<N>(g, d, at, col0);
  } else if (g.end == GemmEnd::add) {
    end_add<N>(g, d, at, col0);
  } else {
    end_store<N>(g, d, at, col0);
  }
}

/// The tiles of a CTA: clusters of C walk groups of C row tiles.
template <int N, int C>
struct Tiles {
  int groups_m, n_groups;
  __device__ explicit Tiles(const GemmArgs& g)
      : groups_m((g.n_rows + kTileM * C - 1) / (kTileM * C)), n_groups(groups_m * ((g.n + N - 1) / N)) {}
  __device__ static int first() { return static_cast<int>(blockIdx.x) / C; }
  __device__ static int step() { return static_cast<int>(gridDim.x) / C; }
  __device__ int row_tile(int group) const { return group % groups_m * C + (C > 1 ? cluster_rank() : 0); }
  __device__ int column_tile(int group) const { return group / groups_m; }
};

#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
template <int N, int C>
__device__ inline void load_tiles(const GemmArgs& g, const SliceMap& map, uint8_t* stages, uint64_t* full,
                                  uint64_t* empty) {
  using S = Shape<N>;
  const Tiles<N, C> tiles(g);
  const int steps = g.k / kBlockCols;
  const int last_row_tile = (g.n_rows + kTileM - 1) / kTileM - 1;
  const int b_blocks = (g.n + kBlockRows - 1) / kBlockRows;
  int stage = 0;
  int phase = 0;
  for (int group = tiles.first(); group < tiles.n_groups; group += tiles.step()) {
    const int row_tile = min(tiles.row_tile(group), last_row_tile);  // a partner without rows loads what is there
    const int block_n = tiles.column_tile(group) * (N / kBlockRows);
    const int n_blocks = min(N / kBlockRows, b_blocks - block_n);
    const uint8_t* a =
        reinterpret_cast<const uint8_t*>(g.a) +
        (static_cast<int64_t>(row_tile) * (g.a_cols / kBlockCols) + g.k_begin / kBlockCols) * kBlockBytes;
    const uint8_t* b = reinterpret_cast<const uint8_t*>(g.b) + static_cast<int64_t>(block_n) * steps * kBlockBytes;
    for (int step = 0; step < steps; ++step) {
      barrier_wait(empty + stage, phase ^ 1);
      uint8_t* to = stages + stage * S::kStageBytes;
      barrier_expect(full + stage, (1 + n_blocks) * kBlockBytes);
      bulk_copy(to, a + static_cast<int64_t>(step) * kBlockBytes, kBlockBytes, full + stage);
      to += kBlockBytes;
      const uint8_t* from = b + static_cast<int64_t>(step) * kBlockBytes;
      if constexpr (C == 1) {
        for (int i = 0; i < n_blocks; ++i) {
          bulk_copy(to + i * kBlockBytes, from + static_cast<int64_t>(i) * steps * kBlockBytes, kBlockBytes,
                    full + stage);
        }
      } else {  // each half of the rows, in boxes of 64
        const int rank = cluster_rank();
        for (int i = rank * n_blocks; i < (rank + 1) * n_blocks; ++i) {
          const int row = ((block_n + (i >> 1)) * steps + step) * kBlockRows + (i & 1) * 64;
          box_copy_to_all(to + i * (kBlockBytes / 2), &map, row, full + stage, 3);
        }
      }
      if (++stage == S::kStages) stage = 0, phase ^= 1;
    }
  }
}
#endif

/// Tells every CTA that loads into this stage that the calling warpgroup has read it.
template <int C>
__device__ inline void release_stage(uint64_t* empty) {
  if constexpr (C == 1) {
    barrier_arrive(empty);
  } else {
    for (int i = 0; i < C; ++i) barrier_arrive_in(empty, i);
  }
}

template <int N, int C>
__global__ void __cluster_dims__(C, 1, 1) __launch_bounds__(kThreads, 1)
    gemm_kernel(const __grid_constant__ GemmArgs g, const __grid_constant__ SliceMap map) {
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
  using S = Shape<N>;
  extern __shared__ uint8_t raw[];
  uint8_t* stages = raw + (1024 - shared_address(raw) % 1024) % 1024;
  uint64_t* full = reinterpret_cast<uint64_t*>(stages + S::kStages * S::kStageBytes);
  uint64_t* empty = full + S::kStages;
  if (threadIdx.x == 0) {
    for (int i = 0; i < S::kStages; ++i) {
      barrier_init(full + i, 1);
      barrier_init(empty + i, 2 * C);
    }
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    barrier_init_done();
  }
  __syncthreads();
  if constexpr (C > 1) {
    cluster_arrive();
    cluster_wait();
  }
  release_next();
  wait_for_previous();  // for the slice, and for what earlier products wrote
  const int warpgroup = static_cast<int>(threadIdx.x) / 128;
  if (warpgroup == 0) {
    registers_down<40>();
    if (threadIdx.x == 0) load_tiles<N, C>(g, map, stages, full, empty);
    __syncwarp();
  } else {
    registers_up<232>();
    const Tiles<N, C> tiles(g);
    const int steps = g.k / kBlockCols;
    const bool signals = threadIdx.x % 128 == 0;
    int stage = 0;
    int phase = 0;
    for (int group = tiles.first(); group < tiles.n_groups; group += tiles.step()) {
      float d[N / 2];
      int previous = -1;
      for (int step = 0; step < steps; ++step) {
        barrier_wait(full + stage, phase);
        const uint8_t* a = stages + stage * S::kStageBytes + (warpgroup - 1) * 64 * kBlockCols * 2;
        const uint8_t* b = stages + stage * S::kStageBytes + kBlockBytes;
        wgmma_begin();
#pragma unroll
        for (int k = 0; k < kBlockCols; k += 16) {
          wgmma(d, block_descriptor(a, k), block_descriptor(b, k), step > 0 || k > 0);
        }
        wgmma_commit();
        wgmma_wait<1>();
        if (previous >= 0 && signals) release_stage<C>(empty + previous);
        previous = stage;
        if (++stage == S::kStages) stage = 0, phase ^= 1;
      }
      wgmma_wait<0>();
      if (signals) release_stage<C>(empty + previous);
      end_tile<N>(g, d, tiles.row_tile(group) * kTileM + (warpgroup - 1) * 64, tiles.column_tile(group) * N);
    }
    __syncwarp();
  }
  if constexpr (C > 1) {  // nobody leaves while a partner may still write to it
    cluster_arrive();
    cluster_wait();
  }
#endif
}

template <int N, int C>
cudaError_t launch_gemm(cudaStream_t s, const GemmArgs& g, const SliceMap& map, int n_sms) {
  const int groups = (g.n_rows + kTileM * C - 1) / (kTileM * C) * ((g.n + N - 1) / N);
  const auto grid = static_cast<unsigned>(std::min(groups, n_sms / C) * C);
  return launch(s, dim3(grid), kThreads, Shape<N>::kShared, true, gemm_kernel<N, C>, g, map);
}

template <int N, int C>
cudaError_t raise_limit() {
  return cudaFuncSetAttribute(gemm_kernel<N, C>, cudaFuncAttributeMaxDynamicSharedMemorySize, Shape<N>::kShared);
}

}  // namespace

cudaError_t prepare_prefill() {
  for (const cudaError_t e : {raise_limit<128, 1>(), raise_limit<128, 2>(), raise_limit<256, 2>()}) {
    if (e != cudaSuccess) return e;
  }
  return cudaSuccess;
}

cudaError_t make_map(const void* data, const std::vector<int64_t>& sizes, const std::vector<int64_t>& strides,
                     const std::vector<int64_t>& box, TensorMap& map) {
  static_assert(sizeof(TensorMap) == sizeof(CUtensorMap));
  void* entry = nullptr;
  cudaDriverEntryPointQueryResult found{};
  const cudaError_t e =
      cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &entry, 12000, cudaEnableDefault, &found);
  if (e != cudaSuccess || found != cudaDriverEntryPointSuccess) return cudaErrorNotSupported;
  const std::vector<cuuint64_t> all_sizes(sizes.begin(), sizes.end());
  const std::vector<cuuint64_t> all_strides(strides.begin(), strides.end());
  const std::vector<cuuint32_t> box_sizes(box.begin(), box.end());
  const std::vector<cuuint32_t> steps(sizes.size(), 1);
  const auto encode = reinterpret_cast<decltype(&cuTensorMapEncodeTiled)>(entry);
  const CUresult made =
      encode(reinterpret_cast<CUtensorMap*>(&map), CU_TENSOR_MAP_DATA_TYPE_FLOAT16,
             static_cast<cuuint32_t>(sizes.size()), const_cast<void*>(data), all_sizes.data(), all_strides.data(),
             box_sizes.data(), steps.data(), CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_NONE,
             CU_TENSOR_MAP_L2_PROMOTION_NONE, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  return made == CUDA_SUCCESS ? cudaSuccess : cudaErrorInvalidValue;
}

cudaError_t make_slice_map(const void* data, int64_t bytes, SliceMap& map) {
  return make_map(data, {kBlockCols, bytes / (kBlockCols * 2)}, {kBlockCols * 2}, {kBlockCols, 64}, map);
}

cudaError_t gemm(cudaStream_t s, const GemmArgs& args, const SliceMap* map, bool wide, int n_sms) {
  const bool paired = map != nullptr && args.n_rows > kTileM;
  const SliceMap none;
  if (paired) return wide ? launch_gemm<256, 2>(s, args, *map, n_sms) : launch_gemm<128, 2>(s, args, *map, n_sms);
  return launch_gemm<128, 1>(s, args, none, n_sms);  // wide tiles only in pairs
}

GemmCut cut_gemm(int n_rows, int n, int k, bool may_split_k, int n_sms) {
  // Times in units of one stage of a 128 x 256 tile (about 0.33 us): a narrow tile takes 0.56 of it, the ends of a tile
  // about 5, of a launch about 12; each further part of the inner columns reads and writes the residual once more.
  GemmCut best;
  double best_cost = INFINITY;
  const int tiles_m = (n_rows + kTileM - 1) / kTileM;
  for (int parts = 1; parts <= (may_split_k ? 8 : 1); ++parts) {
    const int k_slice = (k + 256 * parts - 1) / (256 * parts) * 256;  // what dequant.cu takes at a time
    for (int n_slice = 256; n_slice < n + 256; n_slice += 256) {
      if (int64_t{n_slice} * k_slice * 2 > kSliceBytes) break;
      for (const bool wide : {false, true}) {
        if (wide && tiles_m == 1) continue;
        const int width = wide ? 256 : 128;
        const int slices = (n + n_slice - 1) / n_slice * ((k + k_slice - 1) / k_slice);
        const int waves = (tiles_m * ((std::min(n_slice, n) + width - 1) / width) + n_sms - 1) / n_sms;
        const double tile =
            (k_slice / kBlockCols) * (wide ? 1.0 : 0.56) + 5.0 * (wide ? 1.0 : 0.6) * (may_split_k ? 1.5 : 1.0);
        const double cost = slices * (waves * tile + 12.0);
        if (cost < best_cost) {
          best_cost = cost;
          best = {n_slice, k_slice, wide};
        }
      }
    }
  }
  return best;
}

}  // namespace snug::cuda
