// Q5_0: 32 signed 5-bit codes and one scale, 5.5 bits a weight. GGUF tensor types, ggml id 6.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = (q - 16) * d. Low four bits as in Q4_0; bit j of qh (little endian, unaligned) is the fifth bit of element j.
struct BlockQ5_0 {
  static constexpr DType kType = DType::Q5_0;
  static constexpr int kElements = 32;
  uint16_t d;  ///< f16 scale
  uint8_t qh[4];
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ5_0) == 22);

SNUG_HD inline void dequant_block(const BlockQ5_0& b, float* y) {
  const float d = half_to_float(b.d);
  const uint32_t qh = load_u32(b.qh);
  for (int j = 0; j < 16; ++j) {
    const int low = (b.qs[j] & 15) | static_cast<int>(qh >> j & 1) << 4;
    const int high = (b.qs[j] >> 4) | static_cast<int>(qh >> (j + 16) & 1) << 4;
    y[j] = static_cast<float>(low - 16) * d;
    y[j + 16] = static_cast<float>(high - 16) * d;
  }
}

}  // namespace snug::quant
