// IQ4_NL: 32 codes into a table of 16 uneven steps, 4.5 bits a weight. GGUF tensor types, ggml id 20.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/tables/four_bit.h"

namespace snug::quant {

/// w = table[q] * d. Nibbles as in Q4_0.
struct BlockIQ4_NL {
  static constexpr DType kType = DType::IQ4_NL;
  static constexpr int kElements = 32;
  uint16_t d;  ///< f16 scale
  uint8_t qs[16];
};
static_assert(sizeof(BlockIQ4_NL) == 18);

SNUG_HD inline void dequant_block(const BlockIQ4_NL& b, float* y) {
  const float d = half_to_float(b.d);
  for (int j = 0; j < 16; ++j) {
    y[j] = d * static_cast<float>(iq4_value(b.qs[j] & 15));
    y[j + 16] = d * static_cast<float>(iq4_value(b.qs[j] >> 4));
  }
}

}  // namespace snug::quant
