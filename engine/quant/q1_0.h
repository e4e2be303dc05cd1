// Q1_0: a sign a weight and one scale, 1.125 bits a weight. GGUF tensor types, ggml id 41.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = bit ? d : -d; bits from the least significant on.
struct BlockQ1_0 {
  static constexpr DType kType = DType::Q1_0;
  static constexpr int kElements = 128;
  uint16_t d;  ///< f16 scale
  uint8_t qs[16];
};
static_assert(sizeof(BlockQ1_0) == 18);

SNUG_HD inline void dequant_block(const BlockQ1_0& b, float* y) {
  const float d = half_to_float(b.d);
  for (int i = 0; i < 128; ++i) y[i] = (b.qs[i >> 3] >> (i & 7) & 1) != 0 ? d : -d;
}

}  // namespace snug::quant
