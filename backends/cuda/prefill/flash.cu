// Causal attention over the paged cache for many rows of one sequence (FlashAttention-3's order of work, Shah et al.
// 2024) with warpgroup products.
//
//   grid: a CTA takes 128 rows of one head; the longest rows first, heads side by side.
//   block: warpgroup 0 loads (one thread: two boxes of 64 tokens by 64 dimensions a page and side, which lie swizzled
//   in
//     the cache already); warpgroups 1 and 2 take 64 rows each, queries and probabilities in registers.
//   shared memory: 4 pages of K and V (32 KB each for D = 128), a full and an empty barrier each.
//
// A page's scores are computed together with the products of the values before it; those run on during its softmax.
// Softmax is online, in powers of two, f32. FLOPs: 4 D a row and visible token. Bytes: K and V once a CTA, mostly from
// the second-level cache.
#include <cuda.h>
#include <cuda_fp16.h>

#include "backends/cuda/decode/hopper.cuh"
#include "backends/cuda/ops/mma.cuh"
#include "backends/cuda/prefill/prefill.h"
#include "backends/cuda/prefill/wgmma_registers.cuh"

namespace snug::cuda {
namespace {

constexpr int kRows = 128;
constexpr int kThreads = 384;
constexpr int kStages = 4;

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

/// A box of a page: 64 tokens of 64 dimensions, `half` of the head.
__device__ inline void box_copy(void* to, const KvMap& map, int half, int row, uint64_t* barrier) {
  asm volatile(
      "cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3, %4}], "
      "[%5];" ::"r"(shared_address(to)),
      "l"(&map), "r"(0), "r"(half), "r"(row), "r"(shared_address(barrier))
      : "memory");
}

template <int D>
struct Shape {
  static constexpr int kSideBytes = kPage * D * 2;
  static constexpr int kStageBytes = 2 * kSideBytes;
  static constexpr int kShared = kStages * kStageBytes + 1024 + 2 * kStages * 8;
};

/// The pages that a CTA's rows see.
struct Pages {
  int first, end;
};

template <int D>
__device__ inline void load_pages(const Args& a, const KvMap& keys, const KvMap& values, Pages pages, int kv_head,
                                  uint8_t* stages, uint64_t* full, uint64_t* empty) {
  using S = Shape<D>;
  const int sequence = a.step.sequences[0];
  int stage = 0;
  int phase = 0;
  for (int i = pages.first; i < pages.end; ++i) {
    const int page = page_of(a.step, sequence, a.kv.group, i * kPage);
    const int row = (page * a.kv.k.n_heads + kv_head) * kPage;
    barrier_wait(empty + stage, phase ^ 1);
    barrier_expect(full + stage, S::kStageBytes);
    uint8_t* to = stages + stage * S::kStageBytes;
    for (int half = 0; half < D / 64; ++half) {
      box_copy(to + half * kPage * 128, keys, half, row, full + stage);
      box_copy(to + S::kSideBytes + half * kPage * 128, values, half, row, full + stage);
    }
    if (++stage == kStages) stage = 0, phase ^= 1;
  }
}

#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
/// Scores of a warpgroup's 64 rows against a page; started, not waited for.
template <int D>
__device__ inline void start_scores(const uint32_t (&q)[D / 16][4], const uint8_t* keys, float (&s)[32]) {
  wgmma_begin();
#pragma unroll
  for (int k = 0; k < D / 16; ++k) {
    wgmma_registers(s, q[k], block_descriptor(keys + k / 4 * kPage * 128, k % 4 * 16), k > 0);
  }
  wgmma_commit();
}

template <int D>
__device__ inline void start_values(const uint32_t (&p)[4][4], const uint8_t* values, float (&o)[D / 2]) {
  wgmma_begin();
#pragma unroll
  for (int k = 0; k < 4; ++k) {
    wgmma_registers<true>(o, p[k], turned_descriptor(values + k * 16 * 128, kPage * 128), true);
  }
  wgmma_commit();
}

/// Hides what a thread's row may not see. `t0` is the page's first token, `p0` the position of the thread's first row.
__device__ inline void mask(float (&s)[32], int t0, int p0, int window) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
#pragma unroll
  for (int i = 0; i < 32; ++i) {
    const int t = t0 + i / 4 * 8 + 2 * (lane & 3) + (i & 1);
    const int p = p0 + (i >> 1 & 1) * 8;
    if (t > p || (window > 0 && t <= p - window)) s[i] = -INFINITY;
  }
}

/// Running maximum and sum of a thread's two rows.
struct Softmax {
  float most[2] = {-INFINITY, -INFINITY};
  float total[2] = {0.0f, 0.0f};
  float shrink[2] = {1.0f, 1.0f};

  __device__ void take(float (&s)[32]) {
#pragma unroll
    for (int h = 0; h < 2; ++h) {
      float next = most[h];
#pragma unroll
      for (int j = 0; j < 8; ++j) next = fmaxf(next, fmaxf(s[4 * j + 2 * h], s[4 * j + 2 * h + 1]));
      next = quad_max(next);
      const float base = next == -INFINITY ? 0.0f : next;  // a row that sees nothing of this page
      shrink[h] = exp2f(most[h] - base);
      most[h] = next;
      float sum = 0.0f;
#pragma unroll
      for (int j = 0; j < 8; ++j) {
        float& x = s[4 * j + 2 * h];
        float& y = s[4 * j + 2 * h + 1];
        x = exp2f(x - base);
        y = exp2f(y - base);
        sum += x + y;
      }
      total[h] = total[h] * shrink[h] + sum;
    }
  }
};

/// Probabilities as the left operand of the products with the values. The fence holds it behind the wait for the last
/// ones, which read the same registers.
__device__ inline void to_operand(float (&s)[32], uint32_t (&p)[4][4]) {
#pragma unroll
  for (int k = 0; k < 4; ++k) {
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      float& x = s[8 * k + 2 * i];
      float& y = s[8 * k + 2 * i + 1];
      asm volatile("" : "+f"(x), "+f"(y)::"memory");
      p[k][i] = halves(x, y);
    }
  }
}

/// Zeros behind the last token: 0 times what lies there may be NaN. Both warpgroups write the same.
template <int D>
__device__ inline void clear_behind(uint8_t* values, int n_tokens, int warpgroup) {
  for (int i = static_cast<int>(threadIdx.x) % 128; i < (kPage - n_tokens) * D / 8; i += 128) {
    const int half = i / ((kPage - n_tokens) * 8);
    const int at = i % ((kPage - n_tokens) * 8);
    reinterpret_cast<uint4*>(values + half * kPage * 128 + n_tokens * 128)[at] = make_uint4(0, 0, 0, 0);
  }
  barrier_init_done();  // for the products, which read through the other proxy
  asm volatile("bar.sync %0, 128;" ::"r"(warpgroup + 1) : "memory");
}

template <int D>
__device__ inline void load_queries(const Args& a, int head, int r0, uint32_t (&q)[D / 16][4]) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
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
}

template <int D>
__device__ inline void store_rows(const Args& a, int head, int r0, const Softmax& softmax, const float (&o)[D / 2]) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
#pragma unroll
  for (int h = 0; h < 2; ++h) {
    const float inverse = 1.0f / quad_sum(softmax.total[h]);
    const int row = r0 + 8 * h;
    if (row >= a.n_rows) continue;
#pragma unroll
    for (int n = 0; n < D / 8; ++n) {
      const int64_t at = tile_index(row, head * D + n * 8 + 2 * (lane & 3), static_cast<int64_t>(a.n_heads) * D);
      *reinterpret_cast<uint32_t*>(a.out + at) = halves(o[4 * n + 2 * h] * inverse, o[4 * n + 2 * h + 1] * inverse);
    }
  }
}

template <int D>
__device__ inline void attend_rows(const Args& a, int head, int row0, Pages pages, uint8_t* stages, uint64_t* full,
                                   uint64_t* empty) {
  using S = Shape<D>;
  const int warpgroup = static_cast<int>(threadIdx.x) / 128;
  const int r0 = row0 + static_cast<int>(threadIdx.x) % 128 / 32 * 16 + (static_cast<int>(threadIdx.x) & 31) / 4;
  const bool signals = threadIdx.x % 128 == 0;
  const int position0 = a.step.positions[0] + row0;  // of the warpgroup's first row; rows are consecutive
  const int end_token = a.step.positions[0] + a.n_rows;
  const int end = min(pages.end, (min(position0 + 64, end_token) - 1) / kPage + 1);
  const int p0 = a.step.positions[0] + r0;
  uint32_t q[D / 16][4];
  load_queries<D>(a, head, r0, q);
  Softmax softmax;
  float o[D / 2];
#pragma unroll
  for (int i = 0; i < D / 2; ++i) o[i] = 0.0f;
  float s[32];
  uint32_t p[4][4];
  // What a page's scores become: hidden where a row may not look, then probabilities; its values are made ready.
  const auto take_scores = [&](int page, uint8_t* values) {
    if ((page + 1) * kPage > position0 + 1 || (a.window > 0 && page * kPage <= position0 + 63 - a.window)) {
      mask(s, page * kPage, p0, a.window);
    }
    if ((page + 1) * kPage > end_token) clear_behind<D>(values, end_token - page * kPage, warpgroup);
    softmax.take(s);
  };
  barrier_wait(full, 0);
  start_scores<D>(q, stages, s);
  wgmma_wait<0>();
  take_scores(pages.first, stages + S::kSideBytes);
  to_operand(s, p);
  int stage = 0;
  int phase = 0;
  for (int page = pages.first + 1; page < end; ++page) {
    const int previous = stage;
    if (++stage == kStages) stage = 0, phase ^= 1;
    barrier_wait(full + stage, phase);
    start_scores<D>(q, stages + stage * S::kStageBytes, s);
    start_values<D>(p, stages + previous * S::kStageBytes + S::kSideBytes, o);
    wgmma_wait<1>();
    take_scores(page, stages + stage * S::kStageBytes + S::kSideBytes);
    wgmma_wait<0>();
    if (signals) barrier_arrive(empty + previous);
#pragma unroll
    for (int i = 0; i < D / 2; ++i) o[i] *= softmax.shrink[i >> 1 & 1];
    to_operand(s, p);
  }
  start_values<D>(p, stages + stage * S::kStageBytes + S::kSideBytes, o);
  wgmma_wait<0>();
  store_rows<D>(a, head, r0, softmax, o);
}
#endif

template <int D>
__global__ void __launch_bounds__(kThreads, 1)
    flash_kernel(const __grid_constant__ Args a, const __grid_constant__ KvMap keys,
                 const __grid_constant__ KvMap values) {
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
  using S = Shape<D>;
  extern __shared__ uint8_t bytes[];
  uint8_t* stages = bytes + (1024 - shared_address(bytes) % 1024) % 1024;
  uint64_t* full = reinterpret_cast<uint64_t*>(stages + kStages * S::kStageBytes);
  uint64_t* empty = full + kStages;
  if (threadIdx.x == 0) {
    for (int i = 0; i < kStages; ++i) {
      barrier_init(full + i, 1);
      barrier_init(empty + i, 2);
    }
    barrier_init_done();
  }
  __syncthreads();
  const int head = static_cast<int>(blockIdx.x);
  const int row0 = (static_cast<int>(gridDim.y) - 1 - static_cast<int>(blockIdx.y)) * kRows;
  const int position0 = a.step.positions[0] + row0;
  const int last = a.step.positions[0] + min(row0 + kRows, a.n_rows) - 1;
  const Pages pages{a.window > 0 ? max(0, position0 - a.window + 1) / kPage : 0, last / kPage + 1};
  const int warpgroup = static_cast<int>(threadIdx.x) / 128;
  if (warpgroup == 0) {
    registers_down<40>();
    if (threadIdx.x == 0) {
      load_pages<D>(a, keys, values, pages, head / (a.n_heads / a.kv.k.n_heads), stages, full, empty);
    }
  } else {
    registers_up<232>();
    attend_rows<D>(a, head, row0 + (warpgroup - 1) * 64, pages, stages, full, empty);
  }
#endif
}

template <int D>
cudaError_t launch_dim(cudaStream_t s, const Args& a, const KvMap& keys, const KvMap& values) {
  const dim3 grid(static_cast<unsigned>(a.n_heads), static_cast<unsigned>((a.n_rows + kRows - 1) / kRows));
  flash_kernel<D><<<grid, kThreads, Shape<D>::kShared, s>>>(a, keys, values);
  return cudaGetLastError();
}

}  // namespace

cudaError_t prepare_flash() {
  const auto raise = [](auto kernel, int bytes) {
    return cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
  };
  const cudaError_t e = raise(flash_kernel<64>, Shape<64>::kShared);
  return e != cudaSuccess ? e : raise(flash_kernel<128>, Shape<128>::kShared);
}

cudaError_t make_kv_map(const KvSide& side, int64_t n_pages, KvMap& map) {
  const int64_t rows = n_pages * side.n_heads * kPage;
  return make_map(side.base, {64, side.dim / 64, rows}, {128, side.dim * 2}, {64, 1, kPage}, map);
}

cudaError_t flash_attend(cudaStream_t s, const KvView& kv, const KvMap& keys, const KvMap& values, const StepView& step,
                         const program::AttendCore& op, const float* q, uint16_t* tiles, int n_rows) {
  const Args a{kv, step, q, tiles, n_rows, op.n_heads, op.window, op.scale * 1.4426950408889634f};
  return kv.k.dim == 64 ? launch_dim<64>(s, a, keys, values) : launch_dim<128>(s, a, keys, values);
}

}  // namespace snug::cuda
