// What the block formats share: little-endian loads, the 6-bit scales of Q4_K and Q5_K. Host- and device-clean.
#pragma once

#include <bit>
#include <cstdint>

#include "engine/quant/dtype.h"
#include "engine/quant/half.h"

namespace snug::quant {

static_assert(std::endian::native == std::endian::little, "block fields are read as they lie in the file");

/// A 32-bit little-endian number at an address of any alignment.
SNUG_HD inline uint32_t load_u32(const uint8_t* p) {
  return p[0] | static_cast<uint32_t>(p[1]) << 8 | static_cast<uint32_t>(p[2]) << 16 |
         static_cast<uint32_t>(p[3]) << 24;
}

/// A 6-bit scale and a 6-bit minimum.
struct ScaleMin {
  int scale;
  int min;
};

/// Scale and minimum of sub-block j (0..7) from the 12 bytes that Q4_K and Q5_K share.
SNUG_HD inline ScaleMin k4_scale_min(const uint8_t* scales, int j) {
  if (j < 4) return {scales[j] & 63, scales[j + 4] & 63};
  return {(scales[j + 4] & 15) | (scales[j - 4] >> 6) << 4, (scales[j + 4] >> 4) | (scales[j] >> 6) << 4};
}

}  // namespace snug::quant
