// The choice of experts from the router's totals, by all consumers of a CTA: each CTA makes it for itself, which is
// cheaper than another kernel in between. An expert's rank is the number of experts before it.
#pragma once

#include "backends/cuda/decode/hopper.cuh"
#include "backends/cuda/decode/stage.h"
#include "backends/cuda/ops/reduce.cuh"

namespace snug::cuda {

/// In shared memory.
struct ChosenExperts {
  float logits[kMaxExperts];
  float choices[kMaxExperts];  ///< what orders them
  int ids[kMaxUsed];
  float weights[kMaxUsed];
};

/// Threads 0 .. n_threads - 1 (a multiple of 32) call; `logits` are there, times 1 / factor. Ties go to the lower id;
/// of NaNs any is taken, the result is NaN anyway. Ends with ids written, not yet synchronized.
__device__ inline void rank_experts(const StageExperts& a, float factor, int n_threads, ChosenExperts& c) {
  using Gate = program::Route::Gate;
  const int thread = static_cast<int>(threadIdx.x);
  if (thread < kMaxUsed) c.ids[thread] = 0;
  if (thread < a.n_experts) {
    const float logit = c.logits[thread] * factor;
    c.logits[thread] = logit;
    float choice = logit;
    if (a.gate == Gate::sigmoid) choice = 1.0f / (1.0f + expf(-choice));
    if (a.bias != nullptr) choice += a.bias[thread];  // softmax has none with a bias: see caps.cpp
    c.choices[thread] = choice;
  }
  sync_threads(n_threads);
  int parts = 1;  // threads an expert
  while (2 * parts * a.n_experts <= n_threads && parts < 16) parts *= 2;
  const int e = thread / parts;
  const float mine = c.choices[min(e, a.n_experts - 1)];
  int rank = 0;
#pragma unroll 8
  for (int i = thread % parts; i < a.n_experts; i += parts) {
    const float other = c.choices[i];
    rank += static_cast<int>(other > mine) | (static_cast<int>(other == mine) & static_cast<int>(i < e));
  }
  for (int o = parts / 2; o != 0; o >>= 1) rank += __shfl_xor_sync(~0u, rank, o);
  if (thread % parts == 0 && e < a.n_experts && rank < a.n_used) c.ids[rank] = e;
}

/// One warp weighs the chosen and tells the next stage.
__device__ inline void tell_experts(const StageExperts& a, const ChosenExperts& c) {
  using Gate = program::Route::Gate;
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int id = c.ids[min(lane, a.n_used - 1)];
  const float logit = c.logits[id];
  const bool after = a.gate == Gate::softmax_after_top_k;
  const bool divide = a.normalize || after;
  float most = warp_max(logit);
  float total = 1.0f;
  if (!divide && a.gate == Gate::softmax) {
    for (int e = lane; e < a.n_experts; e += 32) most = fmaxf(most, c.logits[e]);
    most = warp_max(most);
    total = 0.0f;
    for (int e = lane; e < a.n_experts; e += 32) total += expf(c.logits[e] - most);
    total = warp_sum(total);
  }
  float weight = a.gate == Gate::sigmoid ? 1.0f / (1.0f + expf(-logit)) : expf(logit - most) / total;
  if (lane >= a.n_used) weight = 0.0f;
  const float sum = warp_sum(weight);
  if (lane >= a.n_used) return;
  weight *= a.scale / (divide ? sum : 1.0f);
  const unsigned long long word = static_cast<unsigned long long>(id + 1) << 32 | __float_as_uint(weight);
  asm volatile("st.relaxed.gpu.global.u64 [%0], %1;" ::"l"(a.chosen + lane), "l"(word) : "memory");
}

/// One warp reads what the stage before told. It was told before this stage could start; the bound is for a device that
/// breaks that promise.
__device__ inline void hear_experts(const StageExperts& a, ChosenExperts& c) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  if (lane >= a.n_used) return;
  unsigned long long word = 0;
  for (int i = 0; i < 1 << 20 && word == 0; ++i) {
    asm volatile("ld.relaxed.gpu.global.u64 %0, [%1];" : "=l"(word) : "l"(a.chosen + lane) : "memory");
  }
  c.ids[lane] = max(static_cast<int>(word >> 32) - 1, 0);
  c.weights[lane] = __uint_as_float(static_cast<uint32_t>(word));
}

}  // namespace snug::cuda
