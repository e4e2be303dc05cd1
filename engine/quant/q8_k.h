// Q8_K: 256 signed bytes, a float scale and 16 sums, a form for activations. GGUF tensor types, ggml id 15.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// x = q * d; bsums[k] is the sum of qs[16k .. 16k+15].
struct BlockQ8_K {
  static constexpr DType kType = DType::Q8_K;
  static constexpr int kElements = 256;
  float d;
  int8_t qs[256];
  int16_t bsums[16];
};
static_assert(sizeof(BlockQ8_K) == 292);

SNUG_HD inline void dequant_block(const BlockQ8_K& b, float* y) {
  for (int j = 0; j < 256; ++j) y[j] = static_cast<float>(b.qs[j]) * b.d;
}

}  // namespace snug::quant
