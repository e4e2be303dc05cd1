// Sixteen lanes turn their sixteen values into an ActBlock. The producer of a value does this once, with the next
// norm's weight already in it, since a norm's factor commutes with the quantization: the reader multiplies its results
// by it.
#pragma once

#include <cuda_fp16.h>

#include "backends/cuda/layout/words.h"

namespace snug::cuda {

/// All 32 lanes call; each half warp writes its own block if `ok`. `raw` is the value before the weight.
__device__ inline void publish_block(ActBlock* to, float value, float raw, bool ok) {
  const int l = static_cast<int>(threadIdx.x) & 15;
  float most = fabsf(value);
  float squares = raw * raw;
#pragma unroll
  for (int o = 8; o != 0; o >>= 1) {
    most = fmaxf(most, __shfl_xor_sync(~0u, most, o));
    squares += __shfl_xor_sync(~0u, squares, o);
  }
  const float inverse = most > 0.0f ? 127.0f / most : 0.0f;
  uint32_t word = (static_cast<uint32_t>(__float2int_rn(value * inverse)) & 255u) << (8 * (l & 3));
  word |= __shfl_xor_sync(~0u, word, 1);
  word |= __shfl_xor_sync(~0u, word, 2);
  int sum = dot4_ss(word, 0x01010101u, 0);
  sum += __shfl_xor_sync(~0u, sum, 4);
  sum += __shfl_xor_sync(~0u, sum, 8);
  const float scale = most * (1.0f / 127.0f);
  if (!ok) return;
  if ((l & 3) == 0) to->q[l >> 2] = word;
  if (l == 1)
    *reinterpret_cast<float4*>(&to->scale) = make_float4(scale, scale * static_cast<float>(sum), squares, 0.0f);
}

/// The same for readers with 16-bit weights: rows of halves, and behind them a square sum each 16.
__device__ inline void publish_halves(ActBlock* row, int block, int n_cols, float value, float raw, bool ok) {
  const int l = static_cast<int>(threadIdx.x) & 15;
  float squares = raw * raw;
#pragma unroll
  for (int o = 8; o != 0; o >>= 1) squares += __shfl_xor_sync(~0u, squares, o);
  if (!ok) return;
  const __half h = __float2half_rn(fminf(fmaxf(value, -65504.0f), 65504.0f));
  reinterpret_cast<__half*>(row)[block * kActBlock + l] = h;
  if (l == 0) reinterpret_cast<float*>(reinterpret_cast<__half*>(row) + n_cols)[block] = squares;
}
/// Either, by what the row's reader wants.
__device__ inline void publish_row_block(ActBlock* row, int block, int n_cols, bool halves, float value, float raw,
                                         bool ok) {
  if (halves) {
    publish_halves(row, block, n_cols, value, raw, ok);
  } else {
    publish_block(row + block, value, raw, ok);
  }
}

}  // namespace snug::cuda
