// Attention of a decode step, for one row: head norms, rope, the append of the new key and value, softmax attention
// over the cache, and int8 blocks for the output projection, in one kernel. See attend.cu.
#pragma once

#include <cuda_runtime_api.h>

#include "backends/cuda/layout/words.h"
#include "backends/cuda/ops/kv_view.h"

namespace snug::cuda {

struct DecodeAttendArgs {
  KvView kv;  ///< F16
  StepView step;
  const float* q = nullptr;  ///< [n_heads * D], before norm and rope; k and v likewise
  const float* k = nullptr;
  const float* v = nullptr;
  const float* q_norm = nullptr;
  const float* k_norm = nullptr;
  const float2* rope = nullptr;  ///< [D / 2] {cos, sin} of the position, or none
  ActBlock* out = nullptr;       ///< [n_heads * D / 16]
  float eps = 0.0f;
  float scale = 1.0f;
  int group = 1;  ///< query heads a KV head
  bool adjacent = true;
  bool halves = false;  ///< out in f16 (act_block.cuh)
  int n_stages = 1;     ///< pages of K and V in shared memory at a time
};

/// Whether the kernel takes heads of this size and grouping.
constexpr bool decode_attend_fits(int head_dim, int group) {
  return (head_dim == 64 || head_dim == 128) && group >= 1 && group <= 12 && group * head_dim <= 1024;
}
/// Up to this many cached tokens (the new one included), the kernel of attend_short.cu is the faster one.
inline constexpr int kShortTokens = 512;
cudaError_t prepare_decode_attend();
cudaError_t prepare_decode_attend_short();
/// For any depth; n_stages 4.
cudaError_t launch_decode_attend(cudaStream_t s, const DecodeAttendArgs& args, bool dependent);

/// For short contexts; n_stages 2.
cudaError_t launch_decode_attend_short(cudaStream_t s, const DecodeAttendArgs& args, bool dependent);

}  // namespace snug::cuda
