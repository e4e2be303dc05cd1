// NVFP4: 64 four-bit floats (E2M1) with an 8-bit float scale per 16, 4.5 bits a weight. GGUF tensor types, ggml id 40.
#pragma once

#include "engine/quant/block.h"
#include "engine/quant/tables/four_bit.h"

namespace snug::quant {

/// w = ue4m3(d[k]) / 2 * table[q]. Within 16 elements byte j holds element j low and j + 8 high. The factor of the
/// tensor is a tensor of its own, NAME.scale, and is not applied here.
struct BlockNVFP4 {
  static constexpr DType kType = DType::NVFP4;
  static constexpr int kElements = 64;
  uint8_t d[4];  ///< unsigned E4M3 scales
  uint8_t qs[32];
};
static_assert(sizeof(BlockNVFP4) == 36);

SNUG_HD inline void dequant_block(const BlockNVFP4& b, float* y) {
  for (int k = 0; k < 4; ++k) {
    const float d = ue4m3_half_to_float(b.d[k]);
    for (int j = 0; j < 8; ++j) {
      y[16 * k + j] = d * static_cast<float>(fp4_doubled(b.qs[8 * k + j] & 15));
      y[16 * k + j + 8] = d * static_cast<float>(fp4_doubled(b.qs[8 * k + j] >> 4));
    }
  }
}

}  // namespace snug::quant
