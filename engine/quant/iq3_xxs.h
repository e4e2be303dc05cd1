// IQ3_XXS: a 256-point lattice of 4 weights, 3.0625 bits a weight. GGUF tensor types, ggml id 18.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/iq_common.h"
#include "engine/quant/tables/iq3_xxs_grid.h"

namespace snug::quant {

/// qs: grid indices. gas: per 32 elements four 7-bit sign patterns and a 4-bit scale s on top.
/// w = d * (0.5 + s) / 2 * grid * sign.
struct BlockIQ3_XXS {
  static constexpr DType kType = DType::IQ3_XXS;
  static constexpr int kElements = 256;
  uint16_t d;  ///< f16 scale
  uint8_t qs[64];
  uint16_t gas[16];  ///< eight words, as half words for their alignment
};
static_assert(sizeof(BlockIQ3_XXS) == 98);

SNUG_HD inline void dequant_block(const BlockIQ3_XXS& b, float* y) {
  const float d = half_to_float(b.d);
  for (int k = 0; k < 8; ++k) {
    const uint32_t gas = b.gas[2 * k] | static_cast<uint32_t>(b.gas[2 * k + 1]) << 16;
    const float scale = d * (0.5f + static_cast<float>(gas >> 28)) * 0.5f;
    for (int l = 0; l < 8; ++l) {
      const uint32_t sign = signs_with_parity(gas >> (7 * (l >> 1)) & 127) >> (4 * (l & 1));
      const uint32_t codes = iq3_xxs_grid(b.qs[8 * k + l]);
      float* out = y + 32 * k + 4 * l;
      for (int j = 0; j < 4; ++j) {
        const uint32_t code = codes >> (3 * j) & 7;
        const float value = static_cast<float>(4 + 8 * code + (code == 7 ? 2 : 0));  // 4, 12, ... 52, 62
        out[j] = apply_sign(scale * value, sign >> j);
      }
    }
  }
}

}  // namespace snug::quant
