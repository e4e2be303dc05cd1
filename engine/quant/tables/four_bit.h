// The two tables of sixteen values that 4-bit codes select from.
#pragma once

#include <cstdint>

#include "engine/quant/host_device.h"

namespace snug::quant {

/// The uneven steps of IQ4_NL and IQ4_XS.
SNUG_TABLE(int8_t, iq4_value, -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113)

/// Twice the values of the four-bit float E2M1 (OCP MX v1.0, table 5). Minus zero is zero.
SNUG_TABLE(int8_t, fp4_doubled, 0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12)

}  // namespace snug::quant
