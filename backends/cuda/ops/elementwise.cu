// Act, AddScale, Combine, GatherRows: one thread an element. Bytes moved: each input and output once.
#include "backends/cuda/ops/act.cuh"
#include "backends/cuda/ops/ops.h"

namespace snug::cuda {
namespace {

constexpr int kThreads = 256;
unsigned blocks_for(int64_t n) {
  return static_cast<unsigned>((n + kThreads - 1) / kThreads);
}
__device__ inline int64_t element() {
  return static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
}

__global__ void act_kernel(const float* gate, const float* up, float* out, program::ActKind kind, float param,
                           int64_t n) {
  const int64_t i = element();
  if (i >= n) return;
  const float a = apply_act(kind, gate[i], param);
  out[i] = up != nullptr ? a * up[i] : a;
}

__global__ void add_scale_kernel(const float* a, const float* b, float* out, float scale, int64_t n) {
  const int64_t i = element();
  if (i < n) out[i] = a[i] + scale * b[i];
}

__global__ void gather_kernel(const float* in, float* out, const int32_t* rows, int64_t width, int64_t n) {
  const int64_t i = element();
  if (i < n) out[i] = in[rows[i / width] * width + i % width];
}

__global__ void combine_kernel(const float* in, const float* route, float* out, int64_t width, int n_used, int64_t n) {
  const int64_t i = element();
  if (i >= n) return;
  const int64_t row = i / width;
  float sum = 0.0f;
  for (int j = 0; j < n_used; ++j) {
    sum += route[row * 2 * n_used + n_used + j] * in[(row * n_used + j) * width + i % width];
  }
  out[i] = sum;
}

}  // namespace

cudaError_t act(cudaStream_t s, const float* gate, const float* up, float* out, program::ActKind kind, float param,
                int64_t n) {
  act_kernel<<<blocks_for(n), kThreads, 0, s>>>(gate, up, out, kind, param, n);
  return cudaGetLastError();
}
cudaError_t add_scale(cudaStream_t s, const float* a, const float* b, float* out, float scale, int64_t n) {
  add_scale_kernel<<<blocks_for(n), kThreads, 0, s>>>(a, b, out, scale, n);
  return cudaGetLastError();
}
cudaError_t gather_rows(cudaStream_t s, const float* in, float* out, const int32_t* rows, int64_t width, int n_rows) {
  if (n_rows == 0) return cudaSuccess;
  gather_kernel<<<blocks_for(width * n_rows), kThreads, 0, s>>>(in, out, rows, width, width * n_rows);
  return cudaGetLastError();
}
cudaError_t combine(cudaStream_t s, const float* in, const float* route, float* out, int64_t width, int n_used,
                    int n_rows) {
  combine_kernel<<<blocks_for(width * n_rows), kThreads, 0, s>>>(in, route, out, width, n_used, width * n_rows);
  return cudaGetLastError();
}

}  // namespace snug::cuda
