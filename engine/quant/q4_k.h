// Q4_K: 4-bit codes with 6-bit scales and minima per 32, 4.5 bits a weight. GGUF tensor types, ggml id 12.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = d * sc * q - dmin * mn. Per 64 elements: low nibbles of 32 bytes are the first 32, high nibbles the others.
struct BlockQ4_K {
  static constexpr DType kType = DType::Q4_K;
  static constexpr int kElements = 256;
  uint16_t d;     ///< f16 scale of the scales
  uint16_t dmin;  ///< f16 scale of the minima
  uint8_t scales[12];
  uint8_t qs[128];
};
static_assert(sizeof(BlockQ4_K) == 144);

SNUG_HD inline void dequant_block(const BlockQ4_K& b, float* y) {
  const float d = half_to_float(b.d);
  const float dmin = half_to_float(b.dmin);
  for (int j = 0; j < 8; ++j) {
    const ScaleMin k = k4_scale_min(b.scales, j);
    const float scale = d * static_cast<float>(k.scale);
    const float min = dmin * static_cast<float>(k.min);
    const uint8_t* qs = b.qs + (j >> 1) * 32;
    for (int l = 0; l < 32; ++l) {
      const int q = (j & 1) != 0 ? qs[l] >> 4 : qs[l] & 15;
      y[j * 32 + l] = scale * static_cast<float>(q) - min;
    }
  }
}

}  // namespace snug::quant
