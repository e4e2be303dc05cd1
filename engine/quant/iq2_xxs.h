// IQ2_XXS: a 256-point lattice of 8 weights, 2.0625 bits a weight. GGUF tensor types, ggml id 16.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/iq_common.h"
#include "engine/quant/tables/iq2_xxs_grid.h"

namespace snug::quant {

/// Per 32 elements two words: A holds four grid indices of 8 bits, B four 7-bit sign patterns and a 4-bit scale s on
/// top. w = d * (0.5 + s) / 4 * grid * sign.
struct BlockIQ2_XXS {
  static constexpr DType kType = DType::IQ2_XXS;
  static constexpr int kElements = 256;
  uint16_t d;       ///< f16 scale
  uint16_t qs[32];  ///< eight pairs of words, as half words for their alignment
};
static_assert(sizeof(BlockIQ2_XXS) == 66);

SNUG_HD inline void dequant_block(const BlockIQ2_XXS& b, float* y) {
  const float d = half_to_float(b.d);
  for (int k = 0; k < 8; ++k) {
    const uint16_t* q = b.qs + 4 * k;
    const uint32_t signs = q[2] | static_cast<uint32_t>(q[3]) << 16;
    const float scale = d * (0.5f + static_cast<float>(signs >> 28)) * 0.25f;
    for (int l = 0; l < 4; ++l) {
      const int index = q[l >> 1] >> (8 * (l & 1)) & 255;
      const uint32_t sign = signs_with_parity(signs >> (7 * l) & 127);
      iq2_eight(iq2_xxs_grid(index), sign, scale, y + 32 * k + 8 * l);
    }
  }
}

}  // namespace snug::quant
