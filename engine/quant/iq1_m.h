// IQ1_M: IQ1_S with finer scales and shifts, 1.75 bits a weight. GGUF tensor types, ggml id 29.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/iq_common.h"
#include "engine/quant/tables/iq1_grid.h"

namespace snug::quant {

/// qh: a nibble per 8 elements, three upper bits of the grid index and the sign of the shift. scales: four words of
/// four 3-bit scales per 16 elements; the top nibble of word i is nibble i of the f16 scale d. w = d * (2s + 1) * (grid
/// + shift), shift = +-0.125.
struct BlockIQ1_M {
  static constexpr DType kType = DType::IQ1_M;
  static constexpr int kElements = 256;
  uint8_t qs[32];
  uint8_t qh[16];
  uint16_t scales[4];
};
static_assert(sizeof(BlockIQ1_M) == 56);

/// The f16 scale of the block, gathered from the top nibbles.
SNUG_HD inline uint16_t iq1_m_scale_bits(const BlockIQ1_M& b) {
  return static_cast<uint16_t>(b.scales[0] >> 12 | (b.scales[1] >> 8 & 0xf0) | (b.scales[2] >> 4 & 0xf00) |
                               (b.scales[3] & 0xf000));
}

SNUG_HD inline void dequant_block(const BlockIQ1_M& b, float* y) {
  const float d = half_to_float(iq1_m_scale_bits(b));
  for (int k = 0; k < 32; ++k) {
    const uint32_t nibble = b.qh[k >> 1] >> (4 * (k & 1)) & 15u;
    const uint32_t s = b.scales[k >> 3] >> (3 * (k >> 1 & 3)) & 7u;
    const float scale = d * static_cast<float>(2 * s + 1);
    const float shift = (nibble & 8u) != 0 ? -kIq1Shift : kIq1Shift;
    iq1_eight(iq1_grid(static_cast<int>(b.qs[k] | (nibble & 7u) << 8)), scale, shift, y + 8 * k);
  }
}

}  // namespace snug::quant
