// Vectors of 16 lanes as plain arrays: what runs where no ISA of ours is present, and what the others are compared
// with.
#pragma once

#include <cstdint>
#include <cstring>

#define SNUG_INLINE inline

namespace snug::cpu {
namespace {

struct Portable {
  // The compiler's own vectors: it breaks them down to whatever the target has.
  typedef float F __attribute__((vector_size(64)));
  typedef int32_t I __attribute__((vector_size(64)));
  typedef uint32_t U __attribute__((vector_size(64)));
  static constexpr bool kSignedWide = true;

  static SNUG_INLINE U u(I x) { return (U)x; }
  static SNUG_INLINE I s(U x) { return (I)x; }
  template <class V>
  static SNUG_INLINE V read(const void* p) {
    V r;
    std::memcpy(&r, p, sizeof r);
    return r;
  }

  static SNUG_INLINE I load_i(const void* p) { return read<I>(p); }
  static SNUG_INLINE I zero_i() { return I{}; }
  static SNUG_INLINE I set1_i32(int32_t x) { return I{} + x; }
  static SNUG_INLINE I set1_u8(uint8_t x) { return set1_i32(static_cast<int32_t>(x * 0x01010101u)); }
  static SNUG_INLINE I and_(I a, I b) { return a & b; }
  static SNUG_INLINE I or_(I a, I b) { return a | b; }
  static SNUG_INLINE I xor_(I a, I b) { return a ^ b; }
  static SNUG_INLINE I add_i32(I a, I b) { return s(u(a) + u(b)); }
  static SNUG_INLINE I sub_i32(I a, I b) { return s(u(a) - u(b)); }
  static SNUG_INLINE I mul_i32(I a, I b) { return s(u(a) * u(b)); }
  static SNUG_INLINE I shr32(I a, int n) { return s(u(a) >> n); }
  static SNUG_INLINE I shl32(I a, int n) { return s(u(a) << n); }
  static SNUG_INLINE I lut16(const uint8_t* table, I idx) {
    uint8_t bytes[64];
    std::memcpy(bytes, &idx, 64);
    for (uint8_t& b : bytes) b = table[b & 15];
    return load_i(bytes);
  }
  /// Products of 16 bits: a code of 8 bits times an activation of 8 bits fits, also for the sum of two.
  static SNUG_INLINE I dot4(I acc, I codes, int32_t a) {
    for (int b = 0; b < 4; ++b) {
      acc += s((u(codes) >> (8 * b)) & 255u) * int32_t{static_cast<int8_t>(static_cast<uint32_t>(a) >> (8 * b))};
    }
    return acc;
  }
  static SNUG_INLINE I dot4_wide(I acc, I codes, int32_t a) {
    for (int b = 0; b < 4; ++b) {
      acc += (s(u(codes) << (24 - 8 * b)) >> 24) * int32_t{static_cast<int8_t>(static_cast<uint32_t>(a) >> (8 * b))};
    }
    return acc;
  }

  template <class T>
  static SNUG_INLINE I widen(const void* p) {
    T in[16];
    std::memcpy(in, p, sizeof in);
    I r;
    for (int i = 0; i < 16; ++i) r[i] = in[i];
    return r;
  }
  static SNUG_INLINE I load_u8(const void* p) { return widen<uint8_t>(p); }
  static SNUG_INLINE I load_s8(const void* p) { return widen<int8_t>(p); }
  static SNUG_INLINE I load_u16(const void* p) { return widen<uint16_t>(p); }
  static SNUG_INLINE void store_s8(void* p, I v) {
    for (int i = 0; i < 16; ++i) static_cast<int8_t*>(p)[i] = static_cast<int8_t>(v[i]);
  }
  static SNUG_INLINE int32_t sum_i32(I v) {
    int32_t sum = 0;
    for (int i = 0; i < 16; ++i) sum += v[i];
    return sum;
  }

  static SNUG_INLINE F zero() { return F{}; }
  static SNUG_INLINE F set1(float x) { return F{} + x; }
  static SNUG_INLINE F load(const float* p) { return read<F>(p); }
  static SNUG_INLINE F load_f16(const void* p) {
    // Moves the fields into place and scales by 2^112, which also makes subnormals right; infinity and NaN apart.
    const I h = load_u16(p);
    const I magnitude = (h & 0x7fff) << 13;
    const I value = as_i(as_f(magnitude) * 0x1p112f);
    const I special = magnitude | 0x7f800000;
    const I is_special = magnitude >= 0x0f800000;
    return as_f(((is_special & special) | (~is_special & value)) | ((h & 0x8000) << 16));
  }
  static SNUG_INLINE F load_bf16(const void* p) { return as_f(load_u16(p) << 16); }
  static SNUG_INLINE void store(float* p, F v) { std::memcpy(p, &v, sizeof v); }
  /// The first n lanes (n < 16), the others 0 or left alone.
  static SNUG_INLINE F load_n(const float* p, int n) {
    F r{};
    std::memcpy(&r, p, static_cast<size_t>(n) * sizeof(float));
    return r;
  }
  static SNUG_INLINE void store_n(float* p, F v, int n) { std::memcpy(p, &v, static_cast<size_t>(n) * sizeof(float)); }

  static SNUG_INLINE F to_f(I v) { return __builtin_convertvector(v, F); }
  static SNUG_INLINE I to_i_nearest(F v) {
    // 1.5 * 2^23 pushes the fraction out, rounding to nearest even; for |v| < 2^22, which is what callers have.
    return as_i(v + 12582912.0f) - 0x4b400000;
  }
  static SNUG_INLINE F as_f(I v) { return (F)v; }
  static SNUG_INLINE I as_i(F v) { return (I)v; }
  static SNUG_INLINE F add(F a, F b) { return a + b; }
  static SNUG_INLINE F sub(F a, F b) { return a - b; }
  static SNUG_INLINE F mul(F a, F b) { return a * b; }
  static SNUG_INLINE F div(F a, F b) { return a / b; }
  static SNUG_INLINE F fma(F a, F b, F c) { return a * b + c; }
  static SNUG_INLINE F choose(I mask, F a, F b) { return as_f((mask & as_i(a)) | (~mask & as_i(b))); }
  static SNUG_INLINE F min(F a, F b) { return choose(a < b, a, b); }
  static SNUG_INLINE F max(F a, F b) { return choose(a > b, a, b); }
  static SNUG_INLINE F abs(F a) { return as_f(as_i(a) & 0x7fffffff); }
  static SNUG_INLINE float sum(F v) {
    float lanes[16];
    store(lanes, v);
    for (int n = 8; n > 0; n /= 2) {
      for (int i = 0; i < n; ++i) lanes[i] += lanes[i + n];
    }
    return lanes[0];
  }
  static SNUG_INLINE float top(F v) {
    float t = v[0];
    for (int i = 1; i < 16; ++i) t = v[i] > t ? v[i] : t;
    return t;
  }
};

}  // namespace
}  // namespace snug::cpu
