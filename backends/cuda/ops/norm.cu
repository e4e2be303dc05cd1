// RMS and layer norm. One CTA of 256 threads a row or, for groups (heads), one warp a group.
#include "backends/cuda/ops/ops.h"
#include "backends/cuda/ops/reduce.cuh"

namespace snug::cuda {
namespace {

__global__ void __launch_bounds__(256) norm_rows(const float* in, float* out, const float* weight, const float* bias,
                                                 float eps, int width, bool layer_norm) {
  __shared__ float shared[32];
  const int64_t base = static_cast<int64_t>(blockIdx.x) * width;
  float mean = 0.0f;
  if (layer_norm) {
    float sum = 0.0f;
    for (int i = static_cast<int>(threadIdx.x); i < width; i += 256) sum += in[base + i];
    mean = block_sum(sum, shared) / static_cast<float>(width);
  }
  float squares = 0.0f;
  for (int i = static_cast<int>(threadIdx.x); i < width; i += 256) {
    const float x = in[base + i] - mean;
    squares += x * x;
  }
  const float factor = rsqrtf(block_sum(squares, shared) / static_cast<float>(width) + eps);
  for (int i = static_cast<int>(threadIdx.x); i < width; i += 256) {
    float y = (in[base + i] - mean) * factor;
    if (weight != nullptr) y *= weight[i];
    if (bias != nullptr) y += bias[i];
    out[base + i] = y;
  }
}

__global__ void __launch_bounds__(256) norm_groups(const float* in, float* out, const float* weight, const float* bias,
                                                   float eps, int group, int64_t n_groups, bool layer_norm) {
  const int64_t g = static_cast<int64_t>(blockIdx.x) * 8 + (threadIdx.x >> 5);
  if (g >= n_groups) return;
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int64_t base = g * group;
  float mean = 0.0f;
  if (layer_norm) {
    for (int i = lane; i < group; i += 32) mean += in[base + i];
    mean = warp_sum(mean) / static_cast<float>(group);
  }
  float squares = 0.0f;
  for (int i = lane; i < group; i += 32) {
    const float x = in[base + i] - mean;
    squares += x * x;
  }
  const float factor = rsqrtf(warp_sum(squares) / static_cast<float>(group) + eps);
  for (int i = lane; i < group; i += 32) {
    float y = (in[base + i] - mean) * factor;
    if (weight != nullptr) y *= weight[i];
    if (bias != nullptr) y += bias[i];
    out[base + i] = y;
  }
}

}  // namespace

cudaError_t norm(cudaStream_t s, const float* in, float* out, const float* weight, const float* bias, float eps,
                 int64_t width, int group, bool layer_norm, int n_rows) {
  if (group == 0 || group == width) {
    norm_rows<<<static_cast<unsigned>(n_rows), 256, 0, s>>>(in, out, weight, bias, eps, static_cast<int>(width),
                                                            layer_norm);
  } else {
    const int64_t n_groups = width / group * n_rows;
    norm_groups<<<static_cast<unsigned>((n_groups + 7) / 8), 256, 0, s>>>(in, out, weight, bias, eps, group, n_groups,
                                                                          layer_norm);
  }
  return cudaGetLastError();
}

}  // namespace snug::cuda
