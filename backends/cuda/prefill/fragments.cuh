// Packed weights to the tensor cores' left operand in registers. A thread of a quad takes one whole unit of 32 weights
// of two rows: one 16-byte load and one scale each, and four threads make 128 inner columns. The operand's inner order
// is then not the columns' own; tiles.h has the same order for the right operand (permuted_column).
#pragma once

#include <cuda_fp16.h>

#include "backends/cuda/layout/packed.h"

namespace snug::cuda {

/// The codes of a unit as bytes and how they become weights: w = (byte - offset) * scale + add, one scale and summand
/// for each half of 16.
struct UnitScale {
  __half2 scale[2];
  __half2 add[2];

  /// What is computed from here on is not moved before what was written above: the registers of the last operands are
  /// read until the products' wait, which the compiler does not know.
  __device__ void hold() { asm volatile("" : "+r"(*reinterpret_cast<uint32_t*>(&scale[1]))::"memory"); }
};

__device__ inline __half2 both(float x) {
  return __float2half2_rn(x);
}

/// What a thread holds of one row's unit: loads only, so that many can be under way.
template <class P>
struct RawUnit;

/// Byte j of word i: weight 4 i + j of the half.
__device__ inline uint32_t low_nibbles(uint32_t n) {
  return n & 0x0f0f0f0fu;
}
__device__ inline uint32_t high_nibbles(uint32_t n) {
  return n >> 4 & 0x0f0f0f0fu;
}
__device__ inline uint32_t word(const uint4& v, int i) {
  return i == 0 ? v.x : i == 1 ? v.y : i == 2 ? v.z : v.w;
}
__device__ inline uint4 load_16(const uint8_t* p) {
  return __ldg(reinterpret_cast<const uint4*>(p));
}

template <>
struct RawUnit<PackedQ4_K> {
  static constexpr float kOffset = 0.0f;
  uint4 codes;
  uint4 scales;
  int g;
  __device__ void load(const uint8_t* row, int units, int u) {
    codes = load_16(row + u * 16);
    scales = load_16(row + units * 16 + (u >> 3) * 16);
    g = u & 7;
  }
  __device__ uint32_t bytes(int half, int i) const {
    return half == 0 ? low_nibbles(word(codes, i)) : high_nibbles(word(codes, i));
  }
  __device__ UnitScale scale() const {
    const uint32_t byte = byte_of(scales.x, scales.y, g);
    const uint32_t low = scales.z >> (4 * g) & 15u;
    const float s = half_value(static_cast<uint16_t>(scales.w & 0xffffu)) * small_to_float(byte & 63u);
    const float m = half_value(static_cast<uint16_t>(scales.w >> 16)) * small_to_float((byte >> 2 & 0x30u) | low);
    return {{both(s), both(s)}, {both(-m), both(-m)}};
  }
};

template <>
struct RawUnit<PackedQ5_K> {
  static constexpr float kOffset = 0.0f;
  RawUnit<PackedQ4_K> low;
  uint32_t high;
  __device__ void load(const uint8_t* row, int units, int u) {
    low.codes = load_16(row + u * 16);
    high = __ldg(reinterpret_cast<const uint32_t*>(row + units * 16 + u * 4));
    low.scales = load_16(row + units * 20 + (u >> 3) * 16);
    low.g = u & 7;
  }
  __device__ uint32_t bytes(int half, int i) const {
    return low.bytes(half, i) | (high >> (4 * half + i) & 0x01010101u) << 4;
  }
  __device__ UnitScale scale() const { return low.scale(); }
};

template <>
struct RawUnit<PackedQ6_K> {
  static constexpr float kOffset = 32.0f;
  uint4 codes;
  uint2 high;
  uint16_t pair;
  uint16_t d;
  __device__ void load(const uint8_t* row, int units, int u) {
    codes = load_16(row + u * 16);
    high = __ldg(reinterpret_cast<const uint2*>(row + units * 16 + u * 8));
    pair = __ldg(reinterpret_cast<const uint16_t*>(row + units * 24 + u * 2));
    d = __ldg(reinterpret_cast<const uint16_t*>(row + units * 26 + (u >> 3) * 2));
  }
  __device__ uint32_t bytes(int half, int i) const {
    const uint32_t low = half == 0 ? low_nibbles(word(codes, i)) : high_nibbles(word(codes, i));
    return low | ((half == 0 ? high.x : high.y) >> (2 * i) & 0x03030303u) << 4;
  }
  __device__ UnitScale scale() const {
    const float f = half_value(d);
    const float s0 = f * static_cast<float>(static_cast<int8_t>(pair & 255));
    const float s1 = f * static_cast<float>(static_cast<int8_t>(pair >> 8));
    return {{both(s0), both(s1)}, {both(0.0f), both(0.0f)}};
  }
};

template <>
struct RawUnit<PackedQ8_0> {
  static constexpr float kOffset = 128.0f;
  uint4 codes[2];
  uint16_t d;
  __device__ void load(const uint8_t* row, int units, int u) {
    codes[0] = load_16(row + u * 16);
    codes[1] = load_16(row + units * 16 + u * 16);
    d = __ldg(reinterpret_cast<const uint16_t*>(row + units * 32 + u * 2));
  }
  __device__ uint32_t bytes(int half, int i) const { return word(codes[half], i) ^ 0x80808080u; }
  __device__ UnitScale scale() const {
    const float s = half_value(d);
    return {{both(s), both(s)}, {both(0.0f), both(0.0f)}};
  }
};

template <>
struct RawUnit<PackedQ4_0> {
  static constexpr float kOffset = 8.0f;
  uint4 codes;
  uint16_t d;
  __device__ void load(const uint8_t* row, int units, int u) {
    codes = load_16(row + u * 16);
    d = __ldg(reinterpret_cast<const uint16_t*>(row + units * 16 + u * 2));
  }
  __device__ uint32_t bytes(int half, int i) const {
    return half == 0 ? low_nibbles(word(codes, i)) : high_nibbles(word(codes, i));
  }
  __device__ UnitScale scale() const {
    const float s = half_value(d);
    return {{both(s), both(s)}, {both(0.0f), both(0.0f)}};
  }
};

template <>
struct RawUnit<PackedQ4_1> {
  static constexpr float kOffset = 0.0f;
  uint4 codes;
  uint32_t dm;
  __device__ void load(const uint8_t* row, int units, int u) {
    codes = load_16(row + u * 16);
    dm = __ldg(reinterpret_cast<const uint32_t*>(row + units * 16 + u * 4));
  }
  __device__ uint32_t bytes(int half, int i) const {
    return half == 0 ? low_nibbles(word(codes, i)) : high_nibbles(word(codes, i));
  }
  __device__ UnitScale scale() const {
    const float s = half_value(static_cast<uint16_t>(dm & 0xffffu));
    const float m = half_value(static_cast<uint16_t>(dm >> 16));
    return {{both(s), both(s)}, {both(m), both(m)}};
  }
};

/// Four weights: bytes of one word, the first two and the last two as pairs of halves. A byte under 0x64 is 1024 +
/// byte.
template <class P>
__device__ inline void weights_of(uint32_t bytes, __half2 scale, __half2 add, uint32_t& first, uint32_t& second) {
  const uint32_t a = __byte_perm(bytes, 0x64646464u, 0x4140);
  const uint32_t b = __byte_perm(bytes, 0x64646464u, 0x4342);
  const __half2 bias = both(1024.0f + RawUnit<P>::kOffset);
  const __half2 x = __hfma2(__hsub2(*reinterpret_cast<const __half2*>(&a), bias), scale, add);
  const __half2 y = __hfma2(__hsub2(*reinterpret_cast<const __half2*>(&b), bias), scale, add);
  first = *reinterpret_cast<const uint32_t*>(&x);
  second = *reinterpret_cast<const uint32_t*>(&y);
}

/// The left operands of four products of 16 inner columns: one half of the units of rows 0 and 1.
template <class P>
__device__ inline void fragments_of(const RawUnit<P> (&raw)[2], const UnitScale (&scale)[2], int half,
                                    uint32_t (&a)[4][4]) {
#pragma unroll
  for (int c = 0; c < 4; ++c) {
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      weights_of<P>(raw[r].bytes(half, c), scale[r].scale[half], scale[r].add[half], a[c][r], a[c][2 + r]);
    }
  }
}

}  // namespace snug::cuda
