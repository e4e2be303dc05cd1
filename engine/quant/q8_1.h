// Q8_1: Q8_0 with the sum of its values, a form for activations, 9 bits. GGUF tensor types, ggml id 9.
#pragma once

#include "engine/quant/block.h"

namespace snug::quant {

/// x = q * d; s = d * sum(q) serves products with types that have a minimum.
struct BlockQ8_1 {
  static constexpr DType kType = DType::Q8_1;
  static constexpr int kElements = 32;
  uint16_t d;  ///< f16 scale
  uint16_t s;  ///< f16, d * sum of qs
  int8_t qs[32];
};
static_assert(sizeof(BlockQ8_1) == 36);

SNUG_HD inline void dequant_block(const BlockQ8_1& b, float* y) {
  const float d = half_to_float(b.d);
  for (int j = 0; j < 32; ++j) y[j] = static_cast<float>(b.qs[j]) * d;
}

}  // namespace snug::quant
