// Vectors of 16 lanes as plain arrays: what runs where no ISA of ours is present, and what the others are compared with.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "engine/quant/half.h"

#define SNUG_INLINE inline __attribute__((always_inline))

namespace snug::cpu {
namespace {

struct Portable {
  struct F {
    float v[16];
  };
  struct I {
    int32_t v[16];
  };
  static constexpr bool kSignedWide = true;

  template <class Op>
  static SNUG_INLINE F each_f(Op op) {
    F r;
    for (int i = 0; i < 16; ++i) r.v[i] = op(i);
    return r;
  }
  template <class Op>
  static SNUG_INLINE I each_i(Op op) {
    I r;
    for (int i = 0; i < 16; ++i) r.v[i] = op(i);
    return r;
  }
  static SNUG_INLINE uint32_t u(int32_t x) { return static_cast<uint32_t>(x); }
  static SNUG_INLINE int32_t s(uint32_t x) { return static_cast<int32_t>(x); }

  static SNUG_INLINE I load_i(const void* p) {
    I r;
    std::memcpy(&r, p, sizeof r);
    return r;
  }
  static SNUG_INLINE I zero_i() { return I{}; }
  static SNUG_INLINE I set1_i32(int32_t x) {
    return each_i([&](int) { return x; });
  }
  static SNUG_INLINE I set1_u8(uint8_t x) { return set1_i32(s(x * 0x01010101u)); }
  static SNUG_INLINE I and_(I a, I b) {
    return each_i([&](int i) { return a.v[i] & b.v[i]; });
  }
  static SNUG_INLINE I or_(I a, I b) {
    return each_i([&](int i) { return a.v[i] | b.v[i]; });
  }
  static SNUG_INLINE I xor_(I a, I b) {
    return each_i([&](int i) { return a.v[i] ^ b.v[i]; });
  }
  static SNUG_INLINE I add_i32(I a, I b) {
    return each_i([&](int i) { return s(u(a.v[i]) + u(b.v[i])); });
  }
  static SNUG_INLINE I sub_i32(I a, I b) {
    return each_i([&](int i) { return s(u(a.v[i]) - u(b.v[i])); });
  }
  static SNUG_INLINE I mul_i32(I a, I b) {
    return each_i([&](int i) { return s(u(a.v[i]) * u(b.v[i])); });
  }
  static SNUG_INLINE I shr32(I a, int n) {
    return each_i([&](int i) { return s(u(a.v[i]) >> n); });
  }
  static SNUG_INLINE I shl32(I a, int n) {
    return each_i([&](int i) { return s(u(a.v[i]) << n); });
  }
  static SNUG_INLINE I lut16(const uint8_t* table, I idx) {
    return each_i([&](int i) {
      const uint32_t x = u(idx.v[i]);
      return s(uint32_t{table[x & 15]} | uint32_t{table[(x >> 8) & 15]} << 8 | uint32_t{table[(x >> 16) & 15]} << 16 |
               uint32_t{table[(x >> 24) & 15]} << 24);
    });
  }
  static SNUG_INLINE int32_t byte_s(int32_t x, int b) { return s(u(x) << (24 - 8 * b)) >> 24; }
  static SNUG_INLINE I dot4(I acc, I codes, int32_t a) {
    return each_i([&](int i) {
      int32_t sum = acc.v[i];
      for (int b = 0; b < 4; ++b) sum += s((u(codes.v[i]) >> (8 * b)) & 255) * byte_s(a, b);
      return sum;
    });
  }
  static SNUG_INLINE I dot4_wide(I acc, I codes, int32_t a) {
    return each_i([&](int i) {
      int32_t sum = acc.v[i];
      for (int b = 0; b < 4; ++b) sum += byte_s(codes.v[i], b) * byte_s(a, b);
      return sum;
    });
  }

  static SNUG_INLINE I load_u8(const void* p) {
    return each_i([&](int i) { return int32_t{static_cast<const uint8_t*>(p)[i]}; });
  }
  static SNUG_INLINE I load_s8(const void* p) {
    return each_i([&](int i) { return int32_t{static_cast<const int8_t*>(p)[i]}; });
  }
  static SNUG_INLINE uint16_t u16_at(const void* p, int i) {
    uint16_t x;
    std::memcpy(&x, static_cast<const char*>(p) + 2 * i, 2);
    return x;
  }
  static SNUG_INLINE I load_u16(const void* p) {
    return each_i([&](int i) { return int32_t{u16_at(p, i)}; });
  }
  static SNUG_INLINE void store_s8(void* p, I v) {
    for (int i = 0; i < 16; ++i) static_cast<int8_t*>(p)[i] = static_cast<int8_t>(v.v[i]);
  }
  static SNUG_INLINE int32_t sum_i32(I v) {
    int32_t sum = 0;
    for (int i = 0; i < 16; ++i) sum += v.v[i];
    return sum;
  }

  static SNUG_INLINE F zero() { return F{}; }
  static SNUG_INLINE F set1(float x) {
    return each_f([&](int) { return x; });
  }
  static SNUG_INLINE F load(const float* p) {
    F r;
    std::memcpy(&r, p, sizeof r);
    return r;
  }
  static SNUG_INLINE F load_f16(const void* p) {
    return each_f([&](int i) { return quant::half_to_float(u16_at(p, i)); });
  }
  static SNUG_INLINE F load_bf16(const void* p) {
    return each_f([&](int i) { return quant::bf16_to_float(u16_at(p, i)); });
  }
  static SNUG_INLINE void store(float* p, F v) { std::memcpy(p, &v, sizeof v); }
  static SNUG_INLINE void store_f16(void* p, F v) {
    for (int i = 0; i < 16; ++i) {
      const uint16_t h = quant::float_to_half(v.v[i]);
      std::memcpy(static_cast<char*>(p) + 2 * i, &h, 2);
    }
  }
  static SNUG_INLINE F load_n(const float* p, int n) {
    F r{};
    std::memcpy(&r, p, static_cast<size_t>(n) * sizeof(float));
    return r;
  }
  static SNUG_INLINE void store_n(float* p, F v, int n) { std::memcpy(p, &v, static_cast<size_t>(n) * sizeof(float)); }

  static SNUG_INLINE F to_f(I v) {
    return each_f([&](int i) { return static_cast<float>(v.v[i]); });
  }
  static SNUG_INLINE I to_i_nearest(F v) {
    return each_i([&](int i) { return static_cast<int32_t>(std::nearbyint(v.v[i])); });
  }
  static SNUG_INLINE F as_f(I v) { return std::bit_cast<F>(v); }
  static SNUG_INLINE I as_i(F v) { return std::bit_cast<I>(v); }
  static SNUG_INLINE F add(F a, F b) {
    return each_f([&](int i) { return a.v[i] + b.v[i]; });
  }
  static SNUG_INLINE F sub(F a, F b) {
    return each_f([&](int i) { return a.v[i] - b.v[i]; });
  }
  static SNUG_INLINE F mul(F a, F b) {
    return each_f([&](int i) { return a.v[i] * b.v[i]; });
  }
  static SNUG_INLINE F div(F a, F b) {
    return each_f([&](int i) { return a.v[i] / b.v[i]; });
  }
  static SNUG_INLINE F fma(F a, F b, F c) {
    return each_f([&](int i) { return a.v[i] * b.v[i] + c.v[i]; });
  }
  static SNUG_INLINE F min(F a, F b) {
    return each_f([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
  }
  static SNUG_INLINE F max(F a, F b) {
    return each_f([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
  }
  static SNUG_INLINE F abs(F a) {
    return each_f([&](int i) { return std::fabs(a.v[i]); });
  }
  static SNUG_INLINE float sum(F v) {
    for (int n = 8; n > 0; n /= 2) {
      for (int i = 0; i < n; ++i) v.v[i] += v.v[i + n];
    }
    return v.v[0];
  }
  static SNUG_INLINE float top(F v) {
    float t = v.v[0];
    for (int i = 1; i < 16; ++i) t = v.v[i] > t ? v.v[i] : t;
    return t;
  }
};

}  // namespace
}  // namespace snug::cpu
