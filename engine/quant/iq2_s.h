// IQ2_S: a 1024-point lattice of 8 weights with free signs, 2.5625 bits a weight. GGUF tensor types, ggml id 22.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/iq_common.h"
#include "engine/quant/tables/iq2_s_grid.h"

namespace snug::quant {

/// Grid index: qs[k] and bits 2(k%4).. of qh[k/4]. scales: a nibble s per 16 elements, low first.
/// w = d * (0.5 + s) / 4 * grid * sign.
struct BlockIQ2_S {
  static constexpr DType kType = DType::IQ2_S;
  static constexpr int kElements = 256;
  uint16_t d;  ///< f16 scale
  uint8_t qs[32];
  uint8_t signs[32];
  uint8_t qh[8];
  uint8_t scales[8];
};
static_assert(sizeof(BlockIQ2_S) == 82);

SNUG_HD inline void dequant_block(const BlockIQ2_S& b, float* y) {
  const float d = half_to_float(b.d);
  for (int k = 0; k < 32; ++k) {
    const int s = b.scales[k >> 2] >> (4 * (k >> 1 & 1)) & 15;
    const float scale = d * (0.5f + static_cast<float>(s)) * 0.25f;
    const int index = b.qs[k] | (b.qh[k >> 2] >> (2 * (k & 3)) & 3) << 8;
    iq2_eight(iq2_s_grid(index), b.signs[k], scale, y + 8 * k);
  }
}

}  // namespace snug::quant
