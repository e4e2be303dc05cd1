// Q3_K: 3-bit codes with 6-bit scales per 16, 3.4375 bits a weight. GGUF tensor types, ggml id 11.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = d * (sc - 32) * (q2 - (high bit ? 0 : 4)). Low two bits as in Q2_K; bit k of hmask[m] is the high bit of element
/// m + 32k.
struct BlockQ3_K {
  static constexpr DType kType = DType::Q3_K;
  static constexpr int kElements = 256;
  uint8_t hmask[32];
  uint8_t qs[64];
  uint8_t scales[12];
  uint16_t d;  ///< f16 scale of the scales
};
static_assert(sizeof(BlockQ3_K) == 110);

/// The signed scale of sub-block j (0..15), sc - 32: low four bits are nibbles of bytes 0..7, high two are in
/// bytes 8..11.
SNUG_HD inline int q3_k_scale(const uint8_t* scales, int j) {
  const int low = j < 8 ? scales[j] & 15 : scales[j - 8] >> 4;
  const int high = scales[8 + (j & 3)] >> (2 * (j >> 2)) & 3;
  return (low | high << 4) - 32;
}

SNUG_HD inline void dequant_block(const BlockQ3_K& b, float* y) {
  const float d = half_to_float(b.d);
  for (int i = 0; i < 256; ++i) {
    const int low = b.qs[(i >> 7) * 32 + (i & 31)] >> ((i >> 5 & 3) * 2) & 3;
    const int high = b.hmask[i & 31] >> (i >> 5) & 1;
    y[i] = d * static_cast<float>(q3_k_scale(b.scales, i >> 4)) * static_cast<float>(low - (high != 0 ? 0 : 4));
  }
}

}  // namespace snug::quant
