// Sums over a warp and a CTA, in a fixed order.
#pragma once

namespace snug::cuda {

__device__ inline float warp_sum(float v) {
  for (int o = 16; o != 0; o >>= 1) v += __shfl_xor_sync(~0u, v, o);
  return v;
}
__device__ inline float warp_max(float v) {
  for (int o = 16; o != 0; o >>= 1) v = fmaxf(v, __shfl_xor_sync(~0u, v, o));
  return v;
}
/// The sum over all threads of the CTA (a multiple of 32, at most 1024); every thread gets it. Two barriers.
__device__ inline float block_sum(float v, float* shared32) {
  v = warp_sum(v);
  __syncthreads();
  if ((threadIdx.x & 31) == 0) shared32[threadIdx.x >> 5] = v;
  __syncthreads();
  float sum = 0.0f;
  for (unsigned w = 0; w < blockDim.x / 32; ++w) sum += shared32[w];
  return sum;
}

}  // namespace snug::cuda
