// IQ3_S: a 512-point lattice of 4 weights with free signs, 3.4375 bits a weight. GGUF tensor types, ggml id 21.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/iq_common.h"
#include "engine/quant/tables/iq3_s_grid.h"

namespace snug::quant {

/// Grid index: qs[k] and bit k%8 of qh[k/8]. scales: a nibble s per 32 elements, low first.
/// w = d * (1 + 2s) * grid * sign.
struct BlockIQ3_S {
  static constexpr DType kType = DType::IQ3_S;
  static constexpr int kElements = 256;
  uint16_t d;  ///< f16 scale
  uint8_t qs[64];
  uint8_t qh[8];
  uint8_t signs[32];
  uint8_t scales[4];
};
static_assert(sizeof(BlockIQ3_S) == 110);

SNUG_HD inline void dequant_block(const BlockIQ3_S& b, float* y) {
  const float d = half_to_float(b.d);
  for (int k = 0; k < 64; ++k) {
    const int s = b.scales[k >> 4] >> (4 * (k >> 3 & 1)) & 15;
    const float scale = d * static_cast<float>(1 + 2 * s);
    const uint32_t codes = iq3_s_grid(b.qs[k] | (b.qh[k >> 3] >> (k & 7) & 1) << 8);
    const uint32_t sign = static_cast<uint32_t>(b.signs[k >> 1]) >> (4 * (k & 1));
    for (int j = 0; j < 4; ++j) {
      const float value = static_cast<float>(1 + 2 * (codes >> (3 * j) & 7));
      y[4 * k + j] = apply_sign(scale * value, sign >> j);
    }
  }
}

}  // namespace snug::quant
