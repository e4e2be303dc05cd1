// Q6_K: 6-bit codes with 8-bit scales per 16, 6.5625 bits a weight. GGUF tensor types, ggml id 14.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = d * sc * (q - 32). Per half h of 128, with ql + 64h and qh + 32h: low nibbles of ql[l], ql[l+32], then high
/// nibbles of the same are elements l, l+32, l+64, l+96; bit pairs 0..3 of qh[l] are the upper two bits of the same
/// four.
struct BlockQ6_K {
  static constexpr DType kType = DType::Q6_K;
  static constexpr int kElements = 256;
  uint8_t ql[128];
  uint8_t qh[64];
  int8_t scales[16];
  uint16_t d;  ///< f16 scale of the scales
};
static_assert(sizeof(BlockQ6_K) == 210);

SNUG_HD inline void dequant_block(const BlockQ6_K& b, float* y) {
  const float d = half_to_float(b.d);
  for (int i = 0; i < 256; ++i) {
    const int half = i >> 7;
    const int quarter = i >> 5 & 3;
    const uint8_t packed = b.ql[half * 64 + (i & 31) + (quarter & 1) * 32];
    const int low = quarter < 2 ? packed & 15 : packed >> 4;
    const int high = b.qh[half * 32 + (i & 31)] >> (2 * quarter) & 3;
    y[i] = d * static_cast<float>(b.scales[i >> 4]) * static_cast<float>((low | high << 4) - 32);
  }
}

}  // namespace snug::quant
