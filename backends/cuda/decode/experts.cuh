// The choice of experts from the router's totals, by one warp: every CTA of the stages behind makes it for itself, which
// is cheaper than another kernel between them.
#pragma once

#include "backends/cuda/decode/stage.h"
#include "backends/cuda/ops/reduce.cuh"

namespace snug::cuda {

/// In shared memory.
struct ChosenExperts {
  int ids[kMaxUsed];
  float weights[kMaxUsed];
};

/// A float's bits as a number that orders like it.
__device__ inline uint32_t order_key(float x) {
  const uint32_t bits = __float_as_uint(x);
  return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}

/// All 32 lanes call. Ties go to the lower id; where every score is NaN any expert is taken, the result is NaN anyway.
__device__ inline void choose_experts(const StageExperts& a, float eps, ChosenExperts& out) {
  using Gate = program::Route::Gate;
  constexpr int kPer = kMaxExperts / 32;
  const int lane = static_cast<int>(threadIdx.x) & 31;
  float logits[kPer];
#pragma unroll
  for (int i = 0; i < kPer; ++i) {
    const int e = lane + 32 * i;
    long long total = 0;
    if (e < a.n_experts) total = static_cast<long long>(__ldcg(a.totals + e * kRouterStride));
    logits[i] = static_cast<float>(total);
  }
  float squares = 0.0f;
  for (int i = lane; i < a.n_normed; i += 32) squares += __ldcg(&a.normed[i].square_sum);
  squares = warp_sum(squares);
  const float factor = rsqrtf(squares / static_cast<float>(a.n_normed * kActBlock) + eps) / kRouterOne;
  float most = -INFINITY;
  uint32_t keys[kPer];
#pragma unroll
  for (int i = 0; i < kPer; ++i) {
    const int e = lane + 32 * i;
    logits[i] *= factor;
    float choice = logits[i];
    if (e < a.n_experts) {
      most = fmaxf(most, logits[i]);
      if (a.gate == Gate::sigmoid) choice = 1.0f / (1.0f + expf(-choice));
      if (a.bias != nullptr && a.gate != Gate::softmax) choice += a.bias[e];
    }
    keys[i] = e < a.n_experts ? order_key(choice) : 0u;
  }
  most = warp_max(most);
  float total = 1.0f;
  if (a.gate == Gate::softmax && (!a.normalize || a.bias != nullptr)) {
    total = 0.0f;
#pragma unroll
    for (int i = 0; i < kPer; ++i) total += lane + 32 * i < a.n_experts ? expf(logits[i] - most) : 0.0f;
    total = warp_sum(total);
    if (a.bias != nullptr) {
#pragma unroll
      for (int i = 0; i < kPer; ++i) {
        if (lane + 32 * i < a.n_experts) keys[i] = order_key(expf(logits[i] - most) / total + a.bias[lane + 32 * i]);
      }
    }
  }
  int my_id = 0;
  float my_logit = 0.0f;
  for (int j = 0; j < a.n_used; ++j) {
    uint32_t best = 0;
#pragma unroll
    for (int i = 0; i < kPer; ++i) best = max(best, keys[i]);
    best = __reduce_max_sync(~0u, best);
    uint32_t id = 0xffffu;
    float logit = 0.0f;
#pragma unroll
    for (int i = kPer - 1; i >= 0; --i) {
      if (keys[i] == best) id = static_cast<uint32_t>(lane + 32 * i), logit = logits[i];
    }
    id = min(__reduce_min_sync(~0u, id), static_cast<uint32_t>(a.n_experts - 1));
    logit = __shfl_sync(~0u, logit, static_cast<int>(id) & 31);
#pragma unroll
    for (int i = 0; i < kPer; ++i) {
      if (lane + 32 * i == static_cast<int>(id)) keys[i] = 0;
    }
    if (lane == j) my_id = static_cast<int>(id), my_logit = logit;
  }
  const bool after = a.gate == Gate::softmax_after_top_k;
  float weight = 0.0f;
  if (lane < a.n_used) {
    weight = a.gate == Gate::sigmoid ? 1.0f / (1.0f + expf(-my_logit)) : expf(my_logit - most) / (after ? 1.0f : total);
  }
  const float sum = warp_sum(weight);
  if (lane < a.n_used) {
    out.ids[lane] = my_id;
    out.weights[lane] = weight * a.scale / (a.normalize || after ? sum : 1.0f);
  }
}

}  // namespace snug::cuda
