// Causal attention over the paged cache for many rows of one sequence (FlashAttention-2's order of work, Dao 2023).
//
//   grid: a CTA takes 64 rows of one head; the longest rows first. Block: 4 warps of 16 rows.
//   shared memory: 2 stages of one page of K and V (16 KB each for D = 128), copied as they lie: their swizzle keeps
//     ldmatrix free of bank conflicts.
// Products: mma.sync m16n8k16, f16 operands, f32 sums; softmax online in powers of two, f32.
// FLOPs: 4 D a row and visible token. Bytes: K and V once a CTA, mostly from the second-level cache.
#include <cuda_fp16.h>

#include "backends/cuda/decode/hopper.cuh"
#include "backends/cuda/ops/mma.cuh"
#include "backends/cuda/prefill/prefill.h"

namespace snug::cuda {
namespace {

constexpr int kRows = 64;
constexpr int kWarps = kRows / 16;
constexpr int kStages = 2;

struct Args {
  KvView kv;
  StepView step;
  const float* q;
  uint16_t* out;
  int n_rows;
  int n_heads;
  int window;
  float scale;  ///< times log2(e)
};

template <int D>
__device__ inline void copy_page(const Args& a, int sequence, int index, int kv_head, uint8_t* stage, uint64_t* full) {
  const int page = page_of(a.step, sequence, a.kv.group, index * kPage);
  constexpr int kBytes = kPage * D * 2;
  barrier_expect(full, 2 * kBytes);
  bulk_copy(stage, a.kv.k.base + page * a.kv.k.page_bytes + static_cast<int64_t>(kv_head) * kBytes, kBytes, full);
  bulk_copy(stage + kBytes, a.kv.v.base + page * a.kv.v.page_bytes + static_cast<int64_t>(kv_head) * kBytes, kBytes,
            full);
}

/// A warp's 16 rows: scores against one page, s[n][..] for tokens 8 n + 2 (lane % 4) + {0, 1}.
template <int D>
__device__ inline void page_scores(const __half* keys, const uint32_t (&q)[D / 16][4], float (&s)[8][4]) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
#pragma unroll
  for (int n = 0; n < 8; ++n) {
    for (int i = 0; i < 4; ++i) s[n][i] = 0.0f;
  }
#pragma unroll
  for (int n = 0; n < 8; n += 2) {
    const int t = n * 8 + (lane & 7) + (lane >> 4) * 8;
#pragma unroll
    for (int k = 0; k < D / 16; ++k) {
      uint32_t b[4];
      load_matrices(b, keys + t * D + (((2 * k + (lane >> 3 & 1)) ^ (t & 7)) << 3));
      multiply(s[n], q[k], b[0], b[1]);
      multiply(s[n + 1], q[k], b[2], b[3]);
    }
  }
}

template <int D>
__device__ inline void page_values(const __half* values, const uint32_t (&p)[4][4], float (&o)[D / 8][4]) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
#pragma unroll
  for (int k = 0; k < 4; ++k) {
    const int t = k * 16 + (lane & 7) + (lane >> 3 & 1) * 8;
#pragma unroll
    for (int n = 0; n < D / 8; n += 2) {
      uint32_t b[4];
      load_matrices_turned(b, values + t * D + (((n + (lane >> 4)) ^ (t & 7)) << 3));
      multiply(o[n], p[k], b[0], b[1]);
      multiply(o[n + 1], p[k], b[2], b[3]);
    }
  }
}

template <int D>
__global__ void __launch_bounds__(kWarps * 32) flash_kernel(const __grid_constant__ Args a) {
#if __CUDA_ARCH__ >= 900
  extern __shared__ __align__(128) uint8_t shared[];
  __shared__ __align__(8) uint64_t full[kStages];
  constexpr int kStageBytes = 2 * kPage * D * 2;
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int warp = static_cast<int>(threadIdx.x) >> 5;
  const int head = static_cast<int>(blockIdx.y);
  const int kv_head = head / (a.n_heads / a.kv.k.n_heads);
  const int row0 = (static_cast<int>(gridDim.x) - 1 - static_cast<int>(blockIdx.x)) * kRows;
  const int sequence = a.step.sequences[0];
  const int position0 = a.step.positions[0] + row0;  // of the CTA's first row; rows are consecutive
  const int last = a.step.positions[0] + min(row0 + kRows, a.n_rows) - 1;
  const int first_page = a.window > 0 ? max(0, position0 - a.window + 1) / kPage : 0;
  const int n_pages = last / kPage + 1;
  if (threadIdx.x == 0) {
    for (int i = 0; i < kStages; ++i) barrier_init(full + i, 1);
    barrier_init_done();
    for (int i = 0; i < kStages && first_page + i < n_pages; ++i) {
      copy_page<D>(a, sequence, first_page + i, kv_head, shared + i * kStageBytes, full + i);
    }
  }
  // Queries as operands: rows lane / 4 and + 8, columns 16 k + 2 (lane % 4) + {0, 1} and + 8.
  uint32_t q[D / 16][4];
  const int r0 = row0 + warp * 16 + lane / 4;
#pragma unroll
  for (int k = 0; k < D / 16; ++k) {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const int row = min(r0 + (i & 1) * 8, a.n_rows - 1);
      const float2 v = *reinterpret_cast<const float2*>(a.q + (static_cast<int64_t>(row) * a.n_heads + head) * D +
                                                        16 * k + (i >> 1) * 8 + 2 * (lane & 3));
      q[k][i] = halves(v.x * a.scale, v.y * a.scale);
    }
  }
  float o[D / 8][4];
#pragma unroll
  for (int n = 0; n < D / 8; ++n) {
    for (int i = 0; i < 4; ++i) o[n][i] = 0.0f;
  }
  float most[2] = {-INFINITY, -INFINITY};
  float total[2] = {0.0f, 0.0f};
  __syncthreads();
  int stage = 0;
  int phase = 0;
  for (int page = first_page; page < n_pages; ++page) {
    __half* keys = reinterpret_cast<__half*>(shared + stage * kStageBytes);
    __half* values = keys + kPage * D;
    barrier_wait(full + stage, phase);
    if (page == n_pages - 1) {  // tokens that are not there yet: zero, since 0 times what lies there may be NaN
      for (int i = (last % kPage + 1) * D / 8 + static_cast<int>(threadIdx.x); i < kPage * D / 8; i += kWarps * 32) {
        reinterpret_cast<uint4*>(values)[i] = make_uint4(0, 0, 0, 0);
      }
      __syncthreads();
    }
    float s[8][4];
    page_scores<D>(keys, q, s);
    const bool masked = (page + 1) * kPage > position0 + 1 || (a.window > 0 && page * kPage <= last - a.window);
    if (masked) {
#pragma unroll
      for (int n = 0; n < 8; ++n) {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
          const int t = page * kPage + n * 8 + 2 * (lane & 3) + (i & 1);
          const int p = position0 + warp * 16 + lane / 4 + (i >> 1) * 8;
          if (t > p || (a.window > 0 && t <= p - a.window)) s[n][i] = -INFINITY;
        }
      }
    }
    uint32_t p[4][4];
#pragma unroll
    for (int h = 0; h < 2; ++h) {
      float next = most[h];
#pragma unroll
      for (int n = 0; n < 8; ++n) next = fmaxf(next, fmaxf(s[n][2 * h], s[n][2 * h + 1]));
      next = quad_max(next);
      const float base = next == -INFINITY ? 0.0f : next;  // a row that sees nothing of this page
      const float shrink = exp2f(most[h] - base);
      most[h] = next;
      float sum = 0.0f;
#pragma unroll
      for (int n = 0; n < 8; ++n) {
        const float x = exp2f(s[n][2 * h] - base);
        const float y = exp2f(s[n][2 * h + 1] - base);
        sum += x + y;
        p[n / 2][(n & 1) * 2 + h] = halves(x, y);
      }
      total[h] = total[h] * shrink + sum;
#pragma unroll
      for (int n = 0; n < D / 8; ++n) {
        o[n][2 * h] *= shrink;
        o[n][2 * h + 1] *= shrink;
      }
    }
    page_values<D>(values, p, o);
    __syncthreads();
    if (threadIdx.x == 0 && page + kStages < n_pages) {
      copy_page<D>(a, sequence, page + kStages, kv_head, shared + stage * kStageBytes, full + stage);
    }
    if (++stage == kStages) stage = 0, phase ^= 1;
  }
#pragma unroll
  for (int h = 0; h < 2; ++h) {
    const float inverse = 1.0f / quad_sum(total[h]);
    const int row = r0 + 8 * h;
    if (row >= a.n_rows) continue;
#pragma unroll
    for (int n = 0; n < D / 8; ++n) {
      const int64_t at = tile_index(row, head * D + n * 8 + 2 * (lane & 3), static_cast<int64_t>(a.n_heads) * D);
      *reinterpret_cast<uint32_t*>(a.out + at) = halves(o[n][2 * h] * inverse, o[n][2 * h + 1] * inverse);
    }
  }
#endif
}

template <int D>
cudaError_t launch_dim(cudaStream_t s, const Args& a) {
  const int shared_bytes = kStages * 2 * kPage * D * 2;
  const cudaError_t e =
      cudaFuncSetAttribute(flash_kernel<D>, cudaFuncAttributeMaxDynamicSharedMemorySize, shared_bytes);
  if (e != cudaSuccess) return e;
  const dim3 grid(static_cast<unsigned>((a.n_rows + kRows - 1) / kRows), static_cast<unsigned>(a.n_heads));
  flash_kernel<D><<<grid, kWarps * 32, shared_bytes, s>>>(a);
  return cudaGetLastError();
}

}  // namespace

cudaError_t flash_attend(cudaStream_t s, const KvView& kv, const StepView& step, const program::AttendCore& op,
                         const float* q, uint16_t* tiles, int n_rows) {
  const Args a{kv, step, q, tiles, n_rows, op.n_heads, op.window, op.scale * 1.4426950408889634f};
  return kv.k.dim == 64 ? launch_dim<64>(s, a) : launch_dim<128>(s, a);
}

}  // namespace snug::cuda
