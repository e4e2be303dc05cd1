// Q8_0: 32 signed bytes and one scale, 8.5 bits a weight. GGUF tensor types, ggml id 8.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// w = q * d.
struct BlockQ8_0 {
  static constexpr DType kType = DType::Q8_0;
  static constexpr int kElements = 32;
  uint16_t d;  ///< f16 scale
  int8_t qs[32];
};
static_assert(sizeof(BlockQ8_0) == 34);

SNUG_HD inline void dequant_block(const BlockQ8_0& b, float* y) {
  const float d = half_to_float(b.d);
  for (int j = 0; j < 32; ++j) y[j] = static_cast<float>(b.qs[j]) * d;
}

}  // namespace snug::quant
