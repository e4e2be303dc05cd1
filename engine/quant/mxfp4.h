// MXFP4: 32 four-bit floats (E2M1) and a power-of-two scale, 4.25 bits a weight. GGUF tensor types, ggml id 39; OCP MX
// v1.0.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/tables/four_bit.h"

namespace snug::quant {

/// w = 2^(e - 128) * table[q], the table being twice the E2M1 values. Nibbles as in Q4_0.
struct BlockMXFP4 {
  static constexpr DType kType = DType::MXFP4;
  static constexpr int kElements = 32;
  uint8_t e;  ///< E8M0 scale
  uint8_t qs[16];
};
static_assert(sizeof(BlockMXFP4) == 17);

SNUG_HD inline void dequant_block(const BlockMXFP4& b, float* y) {
  const float d = e8m0_half_to_float(b.e);
  for (int j = 0; j < 16; ++j) {
    y[j] = d * static_cast<float>(fp4_doubled(b.qs[j] & 15));
    y[j + 16] = d * static_cast<float>(fp4_doubled(b.qs[j] >> 4));
  }
}

}  // namespace snug::quant
