// Q2_K: 2-bit codes with 4-bit scales and minima per 16, 2.625 bits a weight. GGUF tensor types, ggml id 10.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = d * sc * q - dmin * mn. scales[k]: low nibble sc, high nibble mn of elements 16k..16k+15. Per half h of 128:
/// byte 32h + l of qs holds elements 128h + {l, l+32, l+64, l+96} in its bit pairs 0, 1, 2, 3.
struct BlockQ2_K {
  static constexpr DType kType = DType::Q2_K;
  static constexpr int kElements = 256;
  uint8_t scales[16];
  uint8_t qs[64];
  uint16_t d;     ///< f16 scale of the scales
  uint16_t dmin;  ///< f16 scale of the minima
};
static_assert(sizeof(BlockQ2_K) == 84);

SNUG_HD inline void dequant_block(const BlockQ2_K& b, float* y) {
  const float d = half_to_float(b.d);
  const float dmin = half_to_float(b.dmin);
  for (int i = 0; i < 256; ++i) {
    const int q = b.qs[(i >> 7) * 32 + (i & 31)] >> ((i >> 5 & 3) * 2) & 3;
    const uint8_t scale = b.scales[i >> 4];
    y[i] = d * static_cast<float>(scale & 15) * static_cast<float>(q) - dmin * static_cast<float>(scale >> 4);
  }
}

}  // namespace snug::quant
