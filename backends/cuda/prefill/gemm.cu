// C = A B^T in f16 with f32 sums: persistent CTAs walk 128 x 256 (or 128 x 128) tiles.
//
//   block: warpgroup 0 loads (one thread: bulk copies of whole 16 KB blocks, which lie swizzled in memory already, so
//   no
//     tensor map is needed); warpgroups 1 and 2 multiply, 64 rows each, four products of 16 inner columns a stage.
//   shared memory: 4 stages of 48 KB (6 of 32 KB), each with a full and an empty barrier.
// FLOPs: 2 M N K. Bytes: A and B once a tile column and row, from the second-level cache.
#include <cuda_fp16.h>

#include <algorithm>
#include <cmath>

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

__device__ inline void end_store(const GemmArgs& g, int row, int col, float a, float b) {
  const int n = g.n_begin + col;
  int s = 0;
  while (s + 1 < g.n_segments && n >= g.segment[s + 1].begin) ++s;
  const GemmSegment& to = g.segment[s];
  const int c = n - to.begin;
  if (to.bias != nullptr) {
    a += to.bias[c];
    b += to.bias[c + 1];
  }
  a *= g.scale;
  b *= g.scale;
  if (g.softcap > 0.0f) {
    a = g.softcap * tanhf(a / g.softcap);
    b = g.softcap * tanhf(b / g.softcap);
  }
  *reinterpret_cast<float2*>(to.out + static_cast<int64_t>(row) * to.n_cols + c) = make_float2(a, b);
}

__device__ inline void end_add(const GemmArgs& g, int row, int col, float a, float b) {
  const int n = g.n_begin + col;
  if (g.segment[0].bias != nullptr && g.k_begin == 0) {
    a += g.segment[0].bias[n];
    b += g.segment[0].bias[n + 1];
  }
  float2* x = reinterpret_cast<float2*>(g.x + static_cast<int64_t>(row) * g.x_cols + n);
  float2 v = *x;
  v.x += g.scale * a;
  v.y += g.scale * b;
  *x = v;
}

/// A warpgroup's 64 x N values; thread t has columns 8 j + 2 (t % 4) + {0, 1} of rows t / 4 and t / 4 + 8 of its
/// warp's 16.
template <int N>
__device__ inline void end_tile(const GemmArgs& g, float (&d)[N / 2], int row0, int col0) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int warp = (static_cast<int>(threadIdx.x) >> 5) & 3;
  const int row = row0 + warp * 16 + lane / 4;
  const int pair = 2 * (lane & 3);
  if (g.end == GemmEnd::gate_up) {
#pragma unroll
    for (int j = 0; j < N / 8; j += 2) {
      if (col0 + j * 8 >= g.n) break;
      const int64_t to = (g.n_begin + col0) / 2 + j * 4 + pair;
#pragma unroll
      for (int h = 0; h < 2; ++h) {
        const float a = apply_act(g.act, d[j * 4 + 2 * h], 0.0f) * d[j * 4 + 4 + 2 * h];
        const float b = apply_act(g.act, d[j * 4 + 2 * h + 1], 0.0f) * d[j * 4 + 4 + 2 * h + 1];
        if (row + 8 * h < g.n_rows) {
          *reinterpret_cast<uint32_t*>(g.tiles + tile_index(row + 8 * h, to, g.tiles_cols)) = pack_halves(a, b);
        }
      }
    }
    return;
  }
#pragma unroll
  for (int j = 0; j < N / 8; ++j) {
    if (col0 + j * 8 >= g.n) break;
    const int col = col0 + j * 8 + pair;
#pragma unroll
    for (int h = 0; h < 2; ++h) {
      if (row + 8 * h >= g.n_rows) continue;
      if (g.end == GemmEnd::store) {
        end_store(g, row + 8 * h, col, d[j * 4 + 2 * h], d[j * 4 + 2 * h + 1]);
      } else {
        end_add(g, row + 8 * h, col, d[j * 4 + 2 * h], d[j * 4 + 2 * h + 1]);
      }
    }
  }
}

#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
template <int N>
__device__ inline void load_tiles(const GemmArgs& g, uint8_t* stages, uint64_t* full, uint64_t* empty) {
  using S = Shape<N>;
  const int tiles_m = (g.n_rows + kTileM - 1) / kTileM;
  const int n_tiles = tiles_m * ((g.n + N - 1) / N);
  const int steps = g.k / kBlockCols;
  const int b_blocks = (g.n + kBlockRows - 1) / kBlockRows;
  int stage = 0;
  int phase = 0;
  for (int tile = static_cast<int>(blockIdx.x); tile < n_tiles; tile += static_cast<int>(gridDim.x)) {
    const int tile_m = tile % tiles_m;
    const int block_n = tile / tiles_m * (N / kBlockRows);
    const int n_blocks = min(N / kBlockRows, b_blocks - block_n);
    const uint8_t* a = reinterpret_cast<const uint8_t*>(g.a) +
                       (static_cast<int64_t>(tile_m) * (g.a_cols / kBlockCols) + g.k_begin / kBlockCols) * kBlockBytes;
    const uint8_t* b = reinterpret_cast<const uint8_t*>(g.b) + static_cast<int64_t>(block_n) * steps * kBlockBytes;
    for (int step = 0; step < steps; ++step) {
      barrier_wait(empty + stage, phase ^ 1);
      uint8_t* to = stages + stage * S::kStageBytes;
      barrier_expect(full + stage, (1 + n_blocks) * kBlockBytes);
      bulk_copy(to, a + static_cast<int64_t>(step) * kBlockBytes, kBlockBytes, full + stage);
      for (int i = 0; i < n_blocks; ++i) {
        bulk_copy(to + (1 + i) * kBlockBytes, b + (static_cast<int64_t>(i) * steps + step) * kBlockBytes, kBlockBytes,
                  full + stage);
      }
      if (++stage == S::kStages) stage = 0, phase ^= 1;
    }
  }
}
#endif

template <int N>
__global__ void __launch_bounds__(kThreads, 1) gemm_kernel(const __grid_constant__ GemmArgs g) {
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
  using S = Shape<N>;
  extern __shared__ uint8_t raw[];
  uint8_t* stages = raw + (1024 - shared_address(raw) % 1024) % 1024;
  uint64_t* full = reinterpret_cast<uint64_t*>(stages + S::kStages * S::kStageBytes);
  uint64_t* empty = full + S::kStages;
  if (threadIdx.x == 0) {
    for (int i = 0; i < S::kStages; ++i) {
      barrier_init(full + i, 1);
      barrier_init(empty + i, 2);
    }
    barrier_init_done();
  }
  __syncthreads();
  const int group = static_cast<int>(threadIdx.x) / 128;
  if (group == 0) {
    registers_down<40>();
    if (threadIdx.x == 0) load_tiles<N>(g, stages, full, empty);
  } else {
    registers_up<232>();
    const int tiles_m = (g.n_rows + kTileM - 1) / kTileM;
    const int n_tiles = tiles_m * ((g.n + N - 1) / N);
    const int steps = g.k / kBlockCols;
    const bool signals = threadIdx.x % 128 == 0;
    int stage = 0;
    int phase = 0;
    for (int tile = static_cast<int>(blockIdx.x); tile < n_tiles; tile += static_cast<int>(gridDim.x)) {
      float d[N / 2];
      int previous = -1;
      for (int step = 0; step < steps; ++step) {
        barrier_wait(full + stage, phase);
        const uint8_t* a = stages + stage * S::kStageBytes + (group - 1) * 64 * kBlockCols * 2;
        const uint8_t* b = stages + stage * S::kStageBytes + kBlockBytes;
        wgmma_begin();
#pragma unroll
        for (int k = 0; k < kBlockCols; k += 16) {
          wgmma(d, block_descriptor(a, k), block_descriptor(b, k), step > 0 || k > 0);
        }
        wgmma_commit();
        wgmma_wait<1>();
        if (previous >= 0 && signals) barrier_arrive(empty + previous);
        previous = stage;
        if (++stage == S::kStages) stage = 0, phase ^= 1;
      }
      wgmma_wait<0>();
      if (signals) barrier_arrive(empty + previous);
      end_tile<N>(g, d, tile % tiles_m * kTileM + (group - 1) * 64, tile / tiles_m * N);
    }
  }
#endif
}

}  // namespace

cudaError_t prepare_prefill() {
  const cudaError_t e =
      cudaFuncSetAttribute(gemm_kernel<128>, cudaFuncAttributeMaxDynamicSharedMemorySize, Shape<128>::kShared);
  if (e != cudaSuccess) return e;
  return cudaFuncSetAttribute(gemm_kernel<256>, cudaFuncAttributeMaxDynamicSharedMemorySize, Shape<256>::kShared);
}

cudaError_t gemm(cudaStream_t s, const GemmArgs& args, bool wide, int n_sms) {
  const int width = wide ? 256 : 128;
  const int tiles = (args.n_rows + kTileM - 1) / kTileM * ((args.n + width - 1) / width);
  const auto grid = static_cast<unsigned>(std::min(tiles, n_sms));
  if (wide) {
    gemm_kernel<256><<<grid, kThreads, Shape<256>::kShared, s>>>(args);
  } else {
    gemm_kernel<128><<<grid, kThreads, Shape<128>::kShared, s>>>(args);
  }
  return cudaGetLastError();
}

GemmCut cut_gemm(int n_rows, int n, int k, bool may_split_k, int n_sms) {
  // Times in units of one stage of a 128 x 256 tile (about 0.33 us): a narrow tile takes 0.56 of it, the ends of a tile
  // about 5, of a launch about 12; each further part of the inner columns reads and writes the residual once more.
  GemmCut best;
  double best_cost = INFINITY;
  const int tiles_m = (n_rows + kTileM - 1) / kTileM;
  for (int parts = 1; parts <= (may_split_k ? 8 : 1); ++parts) {
    const int k_slice = (k / kBlockCols + parts - 1) / parts * kBlockCols;
    for (int n_slice = 256; n_slice < n + 256; n_slice += 256) {
      if (int64_t{n_slice} * k_slice * 2 > kSliceBytes) break;
      for (const bool wide : {false, true}) {
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
