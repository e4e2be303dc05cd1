// IQ4_XS: the table of IQ4_NL with 6-bit scales per 32, 4.25 bits a weight. GGUF tensor types, ggml id 23.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/tables/four_bit.h"

namespace snug::quant {

/// w = d * (ls - 32) * table[q]; ls of sub-block k: nibble k of scales_l and bits 2k, 2k+1 of scales_h. Per 32 elements
/// nibbles as in Q4_0.
struct BlockIQ4_XS {
  static constexpr DType kType = DType::IQ4_XS;
  static constexpr int kElements = 256;
  uint16_t d;  ///< f16 scale of the scales
  uint16_t scales_h;
  uint8_t scales_l[4];
  uint8_t qs[128];
};
static_assert(sizeof(BlockIQ4_XS) == 136);

SNUG_HD inline void dequant_block(const BlockIQ4_XS& b, float* y) {
  const float d = half_to_float(b.d);
  for (int k = 0; k < 8; ++k) {
    const int ls = (b.scales_l[k >> 1] >> (4 * (k & 1)) & 15) | (b.scales_h >> (2 * k) & 3) << 4;
    const float scale = d * static_cast<float>(ls - 32);
    for (int j = 0; j < 16; ++j) {
      y[32 * k + j] = scale * static_cast<float>(iq4_value(b.qs[16 * k + j] & 15));
      y[32 * k + j + 16] = scale * static_cast<float>(iq4_value(b.qs[16 * k + j] >> 4));
    }
  }
}

}  // namespace snug::quant
