// IQ1_S: a 2048-point ternary lattice of 8 weights, 1.5625 bits a weight. GGUF tensor types, ggml id 19.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/iq_common.h"
#include "engine/quant/tables/iq1_grid.h"

namespace snug::quant {

/// Per 32 elements a word of qh: four 3-bit upper parts of the grid indices, a 3-bit scale s at bit 12, the sign of the
/// shift at bit 15. w = d * (2s + 1) * (grid + shift), shift = +-0.125.
struct BlockIQ1_S {
  static constexpr DType kType = DType::IQ1_S;
  static constexpr int kElements = 256;
  uint16_t d;  ///< f16 scale
  uint8_t qs[32];
  uint16_t qh[8];
};
static_assert(sizeof(BlockIQ1_S) == 50);

SNUG_HD inline void dequant_block(const BlockIQ1_S& b, float* y) {
  const float d = half_to_float(b.d);
  for (int k = 0; k < 32; ++k) {
    const uint32_t qh = b.qh[k >> 2];
    const float scale = d * static_cast<float>(2 * (qh >> 12 & 7) + 1);
    const float shift = (qh & 0x8000u) != 0 ? -kIq1Shift : kIq1Shift;
    const uint32_t index = b.qs[k] | (qh >> (3 * (k & 3)) & 7) << 8;
    iq1_eight(iq1_grid(static_cast<int>(index)), scale, shift, y + 8 * k);
  }
}

}  // namespace snug::quant
