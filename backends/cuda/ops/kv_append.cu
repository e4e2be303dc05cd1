// Stores a step's keys and values: one warp a token and head, K and V.
#include "backends/cuda/ops/ops.h"

namespace snug::cuda {
namespace {

__global__ void __launch_bounds__(32) append_kernel(KvView kv, StepView step, const float* k, const float* v) {
  const int row = static_cast<int>(blockIdx.x);
  const int head = static_cast<int>(blockIdx.y);
  const int position = step.positions[row];
  const int page = page_of(step, step.sequences[row], kv.group, position);
  if (page < 0) return;
  const float* from_k = k + (static_cast<int64_t>(row) * kv.k.n_heads + head) * kv.k.dim;
  const float* from_v = v + (static_cast<int64_t>(row) * kv.v.n_heads + head) * kv.v.dim;
  store_kv(kv.k, page, head, position % kPage, [&](int d) { return from_k[d]; });
  store_kv(kv.v, page, head, position % kPage, [&](int d) { return from_v[d]; });
}

}  // namespace

cudaError_t kv_append(cudaStream_t s, const KvView& kv, const StepView& step, const float* k, const float* v,
                      int n_rows) {
  append_kernel<<<dim3(static_cast<unsigned>(n_rows), static_cast<unsigned>(kv.k.n_heads)), 32, 0, s>>>(kv, step, k, v);
  return cudaGetLastError();
}

}  // namespace snug::cuda
