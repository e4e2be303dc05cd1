// Rows of f32 to blocked f16, with the RMS norm on the way: one CTA a row, 8 values a thread and pass.
#include <cuda_fp16.h>

#include "backends/cuda/ops/reduce.cuh"
#include "backends/cuda/prefill/prefill.h"

namespace snug::cuda {
namespace {

__device__ inline __half2 clamped(float a, float b) {
  const float limit = 65504.0f;
  return __floats2half2_rn(fminf(fmaxf(a, -limit), limit), fminf(fmaxf(b, -limit), limit));
}

__global__ void __launch_bounds__(256) tiles_kernel(const float* in, const float* weight, float eps, int width,
                                                    const int32_t* gather, bool permuted, uint16_t* tiles) {
  __shared__ float shared[32];
  const int row = static_cast<int>(blockIdx.x);
  const float* x = in + static_cast<int64_t>(gather != nullptr ? gather[row] : row) * width;
  float factor = 1.0f;
  if (weight != nullptr) {
    float squares = 0.0f;
    for (int i = static_cast<int>(threadIdx.x) * 4; i < width; i += 1024) {
      const float4 v = *reinterpret_cast<const float4*>(x + i);
      squares += v.x * v.x + v.y * v.y + v.z * v.z + v.w * v.w;
    }
    factor = rsqrtf(block_sum(squares, shared) / static_cast<float>(width) + eps);
  }
  for (int i = static_cast<int>(threadIdx.x) * 8; i < width; i += 2048) {
    alignas(16) __half2 h[4];
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      const int col = permuted ? permuted_column(i + 2 * j) : i + 2 * j;
      float2 v = *reinterpret_cast<const float2*>(x + col);
      if (weight != nullptr) {
        const float2 w = *reinterpret_cast<const float2*>(weight + col);
        v = make_float2(v.x * factor * w.x, v.y * factor * w.y);
      }
      h[j] = clamped(v.x, v.y);
    }
    *reinterpret_cast<uint4*>(tiles + tile_index(row, i, width)) = *reinterpret_cast<const uint4*>(h);
  }
}

}  // namespace

cudaError_t rows_to_tiles(cudaStream_t s, const float* in, const float* weight, float eps, int64_t width,
                          const int32_t* gather, uint16_t* tiles, int n_rows, bool permuted) {
  tiles_kernel<<<static_cast<unsigned>(n_rows), 256, 0, s>>>(in, weight, eps, static_cast<int>(width), gather, permuted,
                                                             tiles);
  return cudaGetLastError();
}

}  // namespace snug::cuda
