// Rows by expert and back: a stable counting sort, and the weighted sum of each row's products.
#include <cuda_fp16.h>

#include "backends/cuda/prefill/experts.h"

namespace snug::cuda {
namespace {

constexpr int kSortThreads = 1024;
constexpr int kSortWarps = kSortThreads / 32;
constexpr int kMostExperts = 256;

/// One CTA: each warp counts its share of the items, counts become places, each warp walks its share again.
__global__ void __launch_bounds__(kSortThreads)
    sort_kernel(const float* route, int n_items, int n_used, int n_experts, int tile, SortedRows out) {
  __shared__ int places[kSortWarps][kMostExperts];
  __shared__ int totals[2][kMostExperts];
  const int thread = static_cast<int>(threadIdx.x);
  const int warp = thread >> 5;
  const int lane = thread & 31;
  for (int e = thread; e < kSortWarps * kMostExperts; e += kSortThreads) (&places[0][0])[e] = 0;
  __syncthreads();
  const int share = (n_items + kSortThreads - 1) / kSortThreads * 32;
  const int first = warp * share;
  const int last = min(first + share, n_items);
  const auto walk = [&](auto at) {
    for (int base = first; base < last; base += 32) {
      const int i = base + lane;
      const int e = i < last ? __float_as_int(route[static_cast<int64_t>(i / n_used) * 2 * n_used + i % n_used]) : -1;
      const uint32_t same = __match_any_sync(~0u, e);
      const int before = __popc(same & ((1u << lane) - 1));
      const int place = e >= 0 ? places[warp][e] : 0;
      __syncwarp();
      if (e >= 0 && before == 0) places[warp][e] = place + __popc(same);
      __syncwarp();
      if (e >= 0) at(i, place + before);
    }
  };
  walk([](int, int) {});
  __syncthreads();
  if (thread < kMostExperts) {
    int total = 0;
    for (int w = 0; w < kSortWarps; ++w) {
      const int count = places[w][thread];
      places[w][thread] = total;
      total += count;
    }
    totals[0][thread] = total;
    totals[1][thread] = (total + tile - 1) / tile;
  }
  __syncthreads();
  if (warp < 2) {  // running sums of counts and of tiles
    int sum = 0;
    int* of = totals[warp];
    for (int base = 0; base < kMostExperts; base += 32) {
      const int own = of[base + lane];
      int up_to = own;
      for (int o = 1; o < 32; o <<= 1) {
        const int other = __shfl_up_sync(~0u, up_to, o);
        if (lane >= o) up_to += other;
      }
      of[base + lane] = sum + up_to - own;
      sum += __shfl_sync(~0u, up_to, 31);
    }
    int32_t* to = warp == 0 ? out.begins : out.tile_begins;
    for (int e = lane; e < n_experts; e += 32) to[e] = of[e];
    if (lane == 0) to[n_experts] = sum;
  }
  __syncthreads();
  for (int e = thread; e < kSortWarps * kMostExperts; e += kSortThreads) {
    (&places[0][0])[e] += totals[0][e % kMostExperts];
  }
  __syncthreads();
  walk([&](int i, int place) {
    out.rows[place] = i / n_used;
    out.slots[i] = place;
  });
}

__global__ void __launch_bounds__(256) combine_kernel(const uint16_t* products, const float* route,
                                                      const int32_t* slots, float* x, int width, int n_used) {
  const int64_t row = blockIdx.x;
  const float* weights = route + row * 2 * n_used + n_used;
  for (int i = static_cast<int>(threadIdx.x) * 4; i < width; i += 1024) {
    float4 sum = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    for (int j = 0; j < n_used; ++j) {
      const int64_t slot = slots[row * n_used + j];
      const uint2 v = __ldg(reinterpret_cast<const uint2*>(products + slot * width + i));
      const float2 a = __half22float2(*reinterpret_cast<const __half2*>(&v.x));
      const float2 b = __half22float2(*reinterpret_cast<const __half2*>(&v.y));
      const float w = weights[j];
      sum = make_float4(sum.x + w * a.x, sum.y + w * a.y, sum.z + w * b.x, sum.w + w * b.y);
    }
    float4* to = reinterpret_cast<float4*>(x + row * width + i);
    const float4 old = *to;
    *to = make_float4(old.x + sum.x, old.y + sum.y, old.z + sum.z, old.w + sum.w);
  }
}

}  // namespace

cudaError_t sort_rows(cudaStream_t s, const float* route, int n_rows, int n_used, int n_experts,
                      const SortedRows& sorted) {
  if (n_experts > kMostExperts) return cudaErrorInvalidValue;
  sort_kernel<<<1, kSortThreads, 0, s>>>(route, n_rows * n_used, n_used, n_experts,
                                         expert_tile(n_rows * n_used, n_experts), sorted);
  return cudaGetLastError();
}

cudaError_t combine_slots(cudaStream_t s, const uint16_t* products, const float* route, const int32_t* slots, float* x,
                          int width, int n_used, int n_rows) {
  combine_kernel<<<static_cast<unsigned>(n_rows), 256, 0, s>>>(products, route, slots, x, width, n_used);
  return cudaGetLastError();
}

}  // namespace snug::cuda
