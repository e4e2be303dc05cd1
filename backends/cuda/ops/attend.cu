// Attention, plain: a CTA of 4 warps takes one row and head; warp w the positions w, w + 4, ...; each keeps its own
// running maximum and sum, merged at the end in the order of warps. head_dim <= 256.
#include "backends/cuda/ops/ops.h"
#include "backends/cuda/ops/reduce.cuh"

namespace snug::cuda {
namespace {

constexpr int kWarps = 4;
constexpr int kMaxPerLane = 8;

struct Args {
  KvView kv;
  StepView step;
  const float* q;
  const float* sinks;
  float* out;
  int n_heads;
  float scale;
  float softcap;
  int window;
};

__global__ void __launch_bounds__(kWarps * 32) attend_kernel(const __grid_constant__ Args a) {
  const int row = static_cast<int>(blockIdx.x);
  const int head = static_cast<int>(blockIdx.y);
  const int warp = static_cast<int>(threadIdx.x) >> 5;
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int kv_head = head / (a.n_heads / a.kv.k.n_heads);
  const int dk = a.kv.k.dim;
  const int dv = a.kv.v.dim;
  const int last = a.step.positions[row];
  const int first = a.window > 0 ? max(0, last - a.window + 1) : 0;
  const int sequence = a.step.sequences[row];

  float q[kMaxPerLane];
  float sum_v[kMaxPerLane];
#pragma unroll
  for (int i = 0; i < kMaxPerLane; ++i) {
    const int d = i * 32 + lane;
    q[i] = d < dk ? a.q[(static_cast<int64_t>(row) * a.n_heads + head) * dk + d] * a.scale : 0.0f;
    sum_v[i] = 0.0f;
  }
  float most = -INFINITY;
  float total = 0.0f;
  for (int t = first + warp; t <= last; t += kWarps) {
    const int page = page_of(a.step, sequence, a.kv.group, t);
    if (page < 0) continue;
    float dot = 0.0f;
#pragma unroll
    for (int i = 0; i < kMaxPerLane; ++i) {
      const int d = i * 32 + lane;
      if (d < dk) dot += q[i] * load_kv(a.kv.k, page, kv_head, t % kPage, d);
    }
    dot = warp_sum(dot);
    if (a.softcap > 0.0f) dot = a.softcap * tanhf(dot / a.softcap);
    const float next = fmaxf(most, dot);
    const float shrink = expf(most - next);
    const float p = expf(dot - next);
    total = total * shrink + p;
    most = next;
#pragma unroll
    for (int i = 0; i < kMaxPerLane; ++i) {
      const int d = i * 32 + lane;
      if (d < dv) sum_v[i] = sum_v[i] * shrink + p * load_kv(a.kv.v, page, kv_head, t % kPage, d);
    }
  }

  __shared__ float warp_most[kWarps];
  __shared__ float warp_total[kWarps];
  __shared__ float values[kWarps][kMaxPerLane * 32];
  if (lane == 0) {
    warp_most[warp] = most;
    warp_total[warp] = total;
  }
#pragma unroll
  for (int i = 0; i < kMaxPerLane; ++i) values[warp][i * 32 + lane] = sum_v[i];
  __syncthreads();
  const float sink = a.sinks != nullptr ? a.sinks[head] : -INFINITY;
  float all_most = sink;
  for (int w = 0; w < kWarps; ++w) all_most = fmaxf(all_most, warp_most[w]);
  float all_total = a.sinks != nullptr ? expf(sink - all_most) : 0.0f;
  for (int w = 0; w < kWarps; ++w) {
    if (warp_total[w] > 0.0f) all_total += warp_total[w] * expf(warp_most[w] - all_most);
  }
  for (int d = static_cast<int>(threadIdx.x); d < dv; d += kWarps * 32) {
    float sum = 0.0f;
    for (int w = 0; w < kWarps; ++w) {
      if (warp_total[w] > 0.0f) sum += values[w][d] * expf(warp_most[w] - all_most);
    }
    a.out[(static_cast<int64_t>(row) * a.n_heads + head) * dv + d] = sum / all_total;
  }
}

}  // namespace

cudaError_t attend(cudaStream_t s, const KvView& kv, const StepView& step, const program::AttendCore& op,
                   const float* q, const float* sinks, float* out, int n_rows) {
  const Args args{kv, step, q, sinks, out, op.n_heads, op.scale, op.softcap, op.window};
  attend_kernel<<<dim3(static_cast<unsigned>(n_rows), static_cast<unsigned>(op.n_heads)), kWarps * 32, 0, s>>>(args);
  return cudaGetLastError();
}

}  // namespace snug::cuda
