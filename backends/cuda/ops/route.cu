// The router: one warp a row; experts chosen one after the other, ties to the lower id. n_experts <= 1024.
#include "backends/cuda/ops/ops.h"
#include "backends/cuda/ops/reduce.cuh"

namespace snug::cuda {
namespace {

constexpr int kMaxExperts = 1024;

__global__ void __launch_bounds__(32)
    route_kernel(program::Route op, const float* logits, const float* bias, float* out) {
  __shared__ float score[kMaxExperts];   // what weighs
  __shared__ float choice[kMaxExperts];  // what chooses
  const int lane = static_cast<int>(threadIdx.x);
  const float* in = logits + static_cast<int64_t>(blockIdx.x) * op.n_experts;
  float* ids = out + static_cast<int64_t>(blockIdx.x) * 2 * op.n_used;
  float* weights = ids + op.n_used;

  float most = -INFINITY;
  for (int e = lane; e < op.n_experts; e += 32) most = fmaxf(most, in[e]);
  most = warp_max(most);
  float total = 0.0f;
  for (int e = lane; e < op.n_experts; e += 32) total += expf(in[e] - most);
  total = warp_sum(total);
  for (int e = lane; e < op.n_experts; e += 32) {
    float s = in[e];
    if (op.gate == program::Route::Gate::softmax) s = expf(s - most) / total;
    if (op.gate == program::Route::Gate::sigmoid) s = 1.0f / (1.0f + expf(-s));
    score[e] = s;
    choice[e] = bias != nullptr ? s + bias[e] : s;
  }
  __syncwarp();
  float sum = 0.0f;
  float first = 0.0f;
  for (int j = 0; j < op.n_used; ++j) {
    float best = -INFINITY;
    int id = 0x7fffffff;
    for (int e = lane; e < op.n_experts; e += 32) {
      if (choice[e] > best) {
        best = choice[e];
        id = e;
      }
    }
    for (int o = 16; o != 0; o >>= 1) {
      const float other = __shfl_xor_sync(~0u, best, o);
      const int other_id = __shfl_xor_sync(~0u, id, o);
      if (other > best || (other == best && other_id < id)) {
        best = other;
        id = other_id;
      }
    }
    if (id >= op.n_experts) id = 0;  // all scores NaN: any expert, the result is NaN anyway
    float w = score[id];
    if (op.gate == program::Route::Gate::softmax_after_top_k) {
      if (j == 0) first = w;
      w = expf(w - first);
    }
    sum += w;
    __syncwarp();
    if (lane == 0) {
      choice[id] = -INFINITY;
      ids[j] = __int_as_float(id);
      weights[j] = w;
    }
    __syncwarp();
  }
  const bool divide = op.normalize || op.gate == program::Route::Gate::softmax_after_top_k;
  for (int j = lane; j < op.n_used; j += 32) weights[j] *= op.scale / (divide ? sum : 1.0f);
}

}  // namespace

cudaError_t route(cudaStream_t s, const program::Route& op, const float* logits, const float* bias, float* out,
                  int n_rows) {
  if (op.n_experts > kMaxExperts) return cudaErrorInvalidValue;
  route_kernel<<<static_cast<unsigned>(n_rows), 32, 0, s>>>(op, logits, bias, out);
  return cudaGetLastError();
}

}  // namespace snug::cuda
