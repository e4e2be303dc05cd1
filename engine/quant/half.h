// Conversions between float and the 16- and 8-bit floats that GGUF stores. Portable bit arithmetic: the same bits on
// every compiler and device. Kernels may use hardware conversions; these are what they are checked against.
#pragma once

#include <bit>
#include <cstdint>

#include "engine/quant/host_device.h"

namespace snug::quant {

SNUG_HD constexpr float float_from_bits(uint32_t bits) {
  return __builtin_bit_cast(float, bits);
}
SNUG_HD constexpr uint32_t bits_of(float value) {
  return __builtin_bit_cast(uint32_t, value);
}

/// IEEE 754 binary16 to float; exact. A signalling NaN becomes quiet, as hardware does it.
SNUG_HD constexpr float half_to_float(uint16_t h) {
  const uint32_t sign = static_cast<uint32_t>(h & 0x8000u) << 16;
  const uint32_t exponent = (h >> 10) & 0x1fu;
  const uint32_t mantissa = h & 0x3ffu;
  if (exponent == 0) {  // zero and subnormals: mantissa * 2^-24 is exact in float
    return float_from_bits(bits_of(static_cast<float>(mantissa) * 0x1p-24f) | sign);
  }
  if (exponent == 31) return float_from_bits(sign | 0x7f800000u | (mantissa << 13) | (mantissa != 0 ? 0x400000u : 0u));
  return float_from_bits(sign | ((exponent + 112) << 23) | (mantissa << 13));
}

/// Float to IEEE 754 binary16, to nearest, ties to even; overflow gives infinity, NaN stays a quiet NaN.
SNUG_HD constexpr uint16_t float_to_half(float value) {
  const uint32_t bits = bits_of(value);
  const uint32_t sign = (bits >> 16) & 0x8000u;
  const uint32_t a = bits & 0x7fffffffu;
  if (a > 0x7f800000u) return static_cast<uint16_t>(sign | 0x7e00u | ((a >> 13) & 0x1ffu));
  if (a >= 0x47800000u) return static_cast<uint16_t>(sign | 0x7c00u);  // 65536 and above
  if (a < 0x33000000u) return static_cast<uint16_t>(sign);             // below half of the smallest subnormal
  if (a < 0x38800000u) {                                               // subnormal result
    const uint32_t mantissa = (a & 0x7fffffu) | 0x800000u;
    const uint32_t shift = 126 - (a >> 23);
    const uint32_t rest = mantissa & ((1u << shift) - 1);
    const uint32_t halfway = 1u << (shift - 1);
    uint32_t half = mantissa >> shift;
    if (rest > halfway || (rest == halfway && (half & 1u))) ++half;
    return static_cast<uint16_t>(sign | half);
  }
  // A carry out of the mantissa moves the exponent, which is the right answer, up to infinity.
  const uint32_t rounded = a + 0xfffu + ((a >> 13) & 1u) - 0x38000000u;
  return static_cast<uint16_t>(sign | (rounded >> 13));
}

/// bfloat16 to float; exact, every bit pattern kept.
SNUG_HD constexpr float bf16_to_float(uint16_t b) {
  return float_from_bits(static_cast<uint32_t>(b) << 16);
}

/// Float to bfloat16, to nearest, ties to even; NaN is forced quiet.
SNUG_HD constexpr uint16_t float_to_bf16(float value) {
  const uint32_t bits = bits_of(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<uint16_t>((bits >> 16) | 0x40u);
  return static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

/// Half of an E8M0 scale: 2^(e-128). The FP4 tables hold doubled values, so this is their scale (OCP MX v1.0, 5.4).
/// e < 2 is a subnormal float; e = 255 (NaN in the OCP text) gives 2^127, as every GGUF reader has it.
SNUG_HD constexpr float e8m0_half_to_float(uint8_t e) {
  return float_from_bits(e < 2 ? 0x00200000u << e : static_cast<uint32_t>(e - 1) << 23);
}

/// Half of an unsigned E4M3 scale (bias 7), for the doubled FP4 table; 0 and 0x7f give 0, the top bit is ignored
/// unless the byte is one of those.
SNUG_HD constexpr float ue4m3_half_to_float(uint8_t x) {
  if (x == 0 || x == 0x7f) return 0.0f;
  const uint32_t exponent = (x >> 3) & 15u;
  const uint32_t mantissa = x & 7u;
  if (exponent == 0) return static_cast<float>(mantissa) * 0x1p-10f;
  return float_from_bits(((exponent + 119) << 23) | (mantissa << 20));  // exponent - 7 + 127, less 1 for the half
}

}  // namespace snug::quant
