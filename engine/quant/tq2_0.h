// TQ2_0: ternary weights in two bits each, 2.0625 bits a weight. GGUF tensor types, ggml id 35.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = (q - 1) * d; order of the codes as in Q2_K.
struct BlockTQ2_0 {
  static constexpr DType kType = DType::TQ2_0;
  static constexpr int kElements = 256;
  uint8_t qs[64];
  uint16_t d;  ///< f16 scale
};
static_assert(sizeof(BlockTQ2_0) == 66);

SNUG_HD inline void dequant_block(const BlockTQ2_0& b, float* y) {
  const float d = half_to_float(b.d);
  for (int i = 0; i < 256; ++i) {
    const int q = b.qs[(i >> 7) * 32 + (i & 31)] >> ((i >> 5 & 3) * 2) & 3;
    y[i] = static_cast<float>(q - 1) * d;
  }
}

}  // namespace snug::quant
