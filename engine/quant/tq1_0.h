// TQ1_0: five ternary digits a byte, 1.6875 bits a weight. GGUF tensor types, ggml id 34.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// A byte is ceil(v * 256 / 243) of the base-3 number v; digit n is ((byte * 3^n mod 256) * 3) >> 8. Digit n of qs[m],
/// m < 32, is element 32n + m; of qs[32 + m], m < 16, element 160 + 16n + m; of qh[j] (four digits) element 240 + 4n +
/// j. w = (digit - 1) * d.
struct BlockTQ1_0 {
  static constexpr DType kType = DType::TQ1_0;
  static constexpr int kElements = 256;
  uint8_t qs[48];
  uint8_t qh[4];
  uint16_t d;  ///< f16 scale
};
static_assert(sizeof(BlockTQ1_0) == 54);

/// Digit n of a packed byte, 0..2, given 3^n.
SNUG_HD inline int ternary_digit(uint8_t byte, uint32_t power_of_3) {
  return static_cast<int>((byte * power_of_3 & 255u) * 3u >> 8);
}

SNUG_HD inline void dequant_block(const BlockTQ1_0& b, float* y) {
  const float d = half_to_float(b.d);
  uint32_t power = 1;  // 3^n
  for (int n = 0; n < 5; ++n, power *= 3) {
    for (int m = 0; m < 32; ++m) y[32 * n + m] = static_cast<float>(ternary_digit(b.qs[m], power) - 1) * d;
    for (int m = 0; m < 16; ++m) y[160 + 16 * n + m] = static_cast<float>(ternary_digit(b.qs[32 + m], power) - 1) * d;
    for (int j = 0; n < 4 && j < 4; ++j) y[240 + 4 * n + j] = static_cast<float>(ternary_digit(b.qh[j], power) - 1) * d;
  }
}

}  // namespace snug::quant
