// Q4_0: 32 signed 4-bit codes and one scale, 4.5 bits a weight. GGUF tensor types, ggml id 2.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = (q - 8) * d. Byte j of qs holds element j in its low and element j + 16 in its high nibble.
struct BlockQ4_0 {
  static constexpr DType kType = DType::Q4_0;
  static constexpr int kElements = 32;
  uint16_t d;  ///< f16 scale
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ4_0) == 18);

SNUG_HD inline void dequant_block(const BlockQ4_0& b, float* y) {
  const float d = half_to_float(b.d);
  for (int j = 0; j < 16; ++j) {
    y[j] = static_cast<float>((b.qs[j] & 15) - 8) * d;
    y[j + 16] = static_cast<float>((b.qs[j] >> 4) - 8) * d;
  }
}

}  // namespace snug::quant
