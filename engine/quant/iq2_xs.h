// IQ2_XS: a 512-point lattice of 8 weights, 2.3125 bits a weight. GGUF tensor types, ggml id 17.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/iq_common.h"
#include "engine/quant/tables/iq2_xs_grid.h"

namespace snug::quant {

/// Each word: 9 bits of grid index, 7 bits of signs. scales: a nibble s per 16 elements, low first.
/// w = d * (0.5 + s) / 4 * grid * sign.
struct BlockIQ2_XS {
  static constexpr DType kType = DType::IQ2_XS;
  static constexpr int kElements = 256;
  uint16_t d;  ///< f16 scale
  uint16_t qs[32];
  uint8_t scales[8];
};
static_assert(sizeof(BlockIQ2_XS) == 74);

SNUG_HD inline void dequant_block(const BlockIQ2_XS& b, float* y) {
  const float d = half_to_float(b.d);
  for (int k = 0; k < 32; ++k) {
    const int s = b.scales[k >> 2] >> (4 * (k >> 1 & 1)) & 15;
    const float scale = d * (0.5f + static_cast<float>(s)) * 0.25f;
    const uint32_t sign = signs_with_parity(b.qs[k] >> 9);
    iq2_eight(iq2_xs_grid(b.qs[k] & 511), sign, scale, y + 8 * k);
  }
}

}  // namespace snug::quant
