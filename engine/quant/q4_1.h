// Q4_1: 32 unsigned 4-bit codes, scale and minimum, 5 bits a weight. GGUF tensor types, ggml id 3.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = q * d + m. Nibbles as in Q4_0.
struct BlockQ4_1 {
  static constexpr DType kType = DType::Q4_1;
  static constexpr int kElements = 32;
  uint16_t d;  ///< f16 scale
  uint16_t m;  ///< f16 minimum
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ4_1) == 20);

SNUG_HD inline void dequant_block(const BlockQ4_1& b, float* y) {
  const float d = half_to_float(b.d);
  const float m = half_to_float(b.m);
  for (int j = 0; j < 16; ++j) {
    y[j] = static_cast<float>(b.qs[j] & 15) * d + m;
    y[j + 16] = static_cast<float>(b.qs[j] >> 4) * d + m;
  }
}

}  // namespace snug::quant
