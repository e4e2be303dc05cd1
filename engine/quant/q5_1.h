// Q5_1: 32 unsigned 5-bit codes, scale and minimum, 6 bits a weight. GGUF tensor types, ggml id 7.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = q * d + m. Bits of q as in Q5_0.
struct BlockQ5_1 {
  static constexpr DType kType = DType::Q5_1;
  static constexpr int kElements = 32;
  uint16_t d;  ///< f16 scale
  uint16_t m;  ///< f16 minimum
  uint8_t qh[4];
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ5_1) == 24);

SNUG_HD inline void dequant_block(const BlockQ5_1& b, float* y) {
  const float d = half_to_float(b.d);
  const float m = half_to_float(b.m);
  const uint32_t qh = load_u32(b.qh);
  for (int j = 0; j < 16; ++j) {
    const int low = (b.qs[j] & 15) | static_cast<int>(qh >> j & 1) << 4;
    const int high = (b.qs[j] >> 4) | static_cast<int>(qh >> (j + 16) & 1) << 4;
    y[j] = static_cast<float>(low) * d + m;
    y[j + 16] = static_cast<float>(high) * d + m;
  }
}

}  // namespace snug::quant
