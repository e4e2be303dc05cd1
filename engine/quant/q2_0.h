// Q2_0: 2-bit codes and one scale, 2.25 bits a weight. GGUF tensor types, ggml id 42.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = (q - 1) * d; four codes a byte, the lowest bits first.
struct BlockQ2_0 {
  static constexpr DType kType = DType::Q2_0;
  static constexpr int kElements = 64;
  uint16_t d;  ///< f16 scale
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ2_0) == 18);

SNUG_HD inline void dequant_block(const BlockQ2_0& b, float* y) {
  const float d = half_to_float(b.d);
  for (int i = 0; i < 64; ++i) {
    y[i] = static_cast<float>((b.qs[i >> 2] >> (2 * (i & 3)) & 3) - 1) * d;
  }
}

}  // namespace snug::quant
