// Word-sized helpers of the packed layouts that compile for host and device alike, so that the CPU tests what the GPU
// runs.
#pragma once

#include <cstdint>

#include "engine/quant/half.h"
#include "engine/quant/host_device.h"

namespace snug::cuda {

/// Sixteen bytes, loaded and stored at once.
struct alignas(16) Words4 {
  uint32_t x, y, z, w;
};
struct alignas(8) Words2 {
  uint32_t x, y;
};

/// c + the dot product of four unsigned bytes of a with four signed bytes of b.
SNUG_HD inline int32_t dot4_us(uint32_t a, uint32_t b, int32_t c) {
#ifdef __CUDA_ARCH__
  int32_t d;
  asm("dp4a.u32.s32 %0, %1, %2, %3;" : "=r"(d) : "r"(a), "r"(b), "r"(c));
  return d;
#else
  for (int i = 0; i < 4; ++i) {
    c += static_cast<int32_t>(a >> (8 * i) & 255u) * static_cast<int8_t>(b >> (8 * i) & 255u);
  }
  return c;
#endif
}

/// The same with both operands signed.
SNUG_HD inline int32_t dot4_ss(uint32_t a, uint32_t b, int32_t c) {
#ifdef __CUDA_ARCH__
  return __dp4a(static_cast<int>(a), static_cast<int>(b), c);
#else
  for (int i = 0; i < 4; ++i) {
    c += static_cast<int8_t>(a >> (8 * i) & 255u) * static_cast<int8_t>(b >> (8 * i) & 255u);
  }
  return c;
#endif
}

/// Sums start here, so that the integer's bits, read as a float, are 2^23 * 1.5 + sum: no conversion instruction, which
/// runs at a quarter of the rate. Holds for |sum| < 2^22; a block of 16 products of 6 by 8 bits stays below 2^18.
inline constexpr int32_t kFloatBias = 0x4B400000;
SNUG_HD inline float biased_to_float(int32_t sum) {
  return quant::float_from_bits(static_cast<uint32_t>(sum)) - 12582912.0f;
}
/// A small unsigned number (< 2^23) to float, the same way.
SNUG_HD inline float small_to_float(uint32_t value) {
  return quant::float_from_bits(value | 0x4B000000u) - 8388608.0f;
}

/// A half's bits to float, by the hardware's conversion where there is one.
SNUG_HD inline float half_value(uint16_t bits) {
#ifdef __CUDA_ARCH__
  float f;
  asm("cvt.f32.f16 %0, %1;" : "=f"(f) : "h"(bits));
  return f;
#else
  return quant::half_to_float(bits);
#endif
}
SNUG_HD inline float load_half(const uint8_t* p) {
  return half_value(*reinterpret_cast<const uint16_t*>(p));
}

/// Byte i (0..7) of the pair.
SNUG_HD inline uint32_t byte_of(uint32_t low, uint32_t high, int i) {
#ifdef __CUDA_ARCH__
  return __byte_perm(low, high, static_cast<uint32_t>(i)) & 255u;
#else
  return (i < 4 ? low >> (8 * i) : high >> (8 * (i - 4))) & 255u;
#endif
}

/// Sixteen activations as signed bytes with their scale: what int8 products read. Blocks of 16 lose less than the
/// customary 32 and cost the kernels nothing. `sum` is scale times the sum of q (the minima of Q4_K and the offsets of
/// Q6_K need it); `square_sum` is of the values before the next norm's weight was multiplied in.
struct alignas(16) ActBlock {
  uint32_t q[4];
  float scale;
  float sum;
  float square_sum;
  float unused;
};
static_assert(sizeof(ActBlock) == 32);
inline constexpr int kActBlock = 16;

/// Two neighbouring ActBlocks as a lane holds them.
struct Act32 {
  Words4 q0, q1;
  float scale0, scale1;
  float sum0, sum1;
};

}  // namespace snug::cuda
