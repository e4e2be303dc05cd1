// What the lattice types (IQ1, IQ2, IQ3) share: sign patterns and the expansion of one lattice point.
#pragma once

#include <cstdint>

#include "engine/quant/host_device.h"

namespace snug::quant {

/// The shift of the ternary lattice of IQ1_S and IQ1_M.
inline constexpr float kIq1Shift = 0.125f;

/// Eight sign bits from seven: the eighth makes their number even.
SNUG_HD inline uint32_t signs_with_parity(uint32_t seven) {
  uint32_t parity = seven ^ seven >> 4;
  parity ^= parity >> 2;
  parity ^= parity >> 1;
  return seven | (parity & 1u) << 7;
}

/// -value if bit 0 of `sign` is set.
SNUG_HD inline float apply_sign(float value, uint32_t sign) {
  return (sign & 1u) != 0 ? -value : value;
}

/// Eight weights of an IQ2 lattice point: two bits each in `codes`, standing for 8, 25 and 43.
SNUG_HD inline void iq2_eight(uint32_t codes, uint32_t signs, float scale, float* y) {
  for (int j = 0; j < 8; ++j) {
    const uint32_t code = codes >> (2 * j) & 3u;
    y[j] = apply_sign(scale * static_cast<float>(8 + 17 * code + (code >> 1)), signs >> j);
  }
}

/// Eight weights of an IQ1 lattice point: two bits each in `codes`, standing for -1, 0 and 1.
SNUG_HD inline void iq1_eight(uint32_t codes, float scale, float shift, float* y) {
  for (int j = 0; j < 8; ++j) {
    y[j] = scale * (static_cast<float>(static_cast<int>(codes >> (2 * j) & 3u) - 1) + shift);
  }
}

}  // namespace snug::quant
