// Vectors of 16 lanes as two AVX2 registers (AVX2, FMA, F16C). Only for sources compiled with its flags; see
// avx512/simd.h for why the types are in an unnamed namespace.
#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

#define SNUG_INLINE inline __attribute__((always_inline))

namespace snug::cpu {
namespace {

struct Avx2 {
  struct F {
    __m256 a, b;
  };
  struct I {
    __m256i a, b;
  };
  /// maddubs sums pairs in 16 bits: codes above 127 would overflow, so they are taken as signed bytes.
  static constexpr bool kSignedWide = true;

  static SNUG_INLINE __m256i load256(const void* p) { return _mm256_loadu_si256(static_cast<const __m256i*>(p)); }
  static SNUG_INLINE __m128i load128(const void* p) { return _mm_loadu_si128(static_cast<const __m128i*>(p)); }
  static SNUG_INLINE const char* at(const void* p, int bytes) { return static_cast<const char*>(p) + bytes; }

  static SNUG_INLINE I load_i(const void* p) { return {load256(p), load256(at(p, 32))}; }
  static SNUG_INLINE I zero_i() { return {_mm256_setzero_si256(), _mm256_setzero_si256()}; }
  static SNUG_INLINE I set1_i32(int32_t x) { return {_mm256_set1_epi32(x), _mm256_set1_epi32(x)}; }
  static SNUG_INLINE I set1_u8(uint8_t x) {
    return {_mm256_set1_epi8(static_cast<char>(x)), _mm256_set1_epi8(static_cast<char>(x))};
  }
  static SNUG_INLINE I and_(I x, I y) { return {_mm256_and_si256(x.a, y.a), _mm256_and_si256(x.b, y.b)}; }
  static SNUG_INLINE I or_(I x, I y) { return {_mm256_or_si256(x.a, y.a), _mm256_or_si256(x.b, y.b)}; }
  static SNUG_INLINE I xor_(I x, I y) { return {_mm256_xor_si256(x.a, y.a), _mm256_xor_si256(x.b, y.b)}; }
  static SNUG_INLINE I add_i32(I x, I y) { return {_mm256_add_epi32(x.a, y.a), _mm256_add_epi32(x.b, y.b)}; }
  static SNUG_INLINE I sub_i32(I x, I y) { return {_mm256_sub_epi32(x.a, y.a), _mm256_sub_epi32(x.b, y.b)}; }
  static SNUG_INLINE I mul_i32(I x, I y) { return {_mm256_mullo_epi32(x.a, y.a), _mm256_mullo_epi32(x.b, y.b)}; }
  static SNUG_INLINE I shr32(I x, int n) {
    const __m128i c = _mm_cvtsi32_si128(n);
    return {_mm256_srl_epi32(x.a, c), _mm256_srl_epi32(x.b, c)};
  }
  static SNUG_INLINE I shl32(I x, int n) {
    const __m128i c = _mm_cvtsi32_si128(n);
    return {_mm256_sll_epi32(x.a, c), _mm256_sll_epi32(x.b, c)};
  }
  static SNUG_INLINE I lut16(const uint8_t* table, I idx) {
    const __m256i t = _mm256_broadcastsi128_si256(load128(table));
    return {_mm256_shuffle_epi8(t, idx.a), _mm256_shuffle_epi8(t, idx.b)};
  }
  static SNUG_INLINE I dot4(I acc, I codes, int32_t a) {
    const __m256i s = _mm256_set1_epi32(a);
    const __m256i ones = _mm256_set1_epi16(1);
    return {_mm256_add_epi32(acc.a, _mm256_madd_epi16(_mm256_maddubs_epi16(codes.a, s), ones)),
            _mm256_add_epi32(acc.b, _mm256_madd_epi16(_mm256_maddubs_epi16(codes.b, s), ones))};
  }
  /// Signed codes: |code| * (activation with the code's sign), which fits 16 bits since |activation| <= 127.
  static SNUG_INLINE I dot4_wide(I acc, I codes, int32_t a) {
    const __m256i s = _mm256_set1_epi32(a);
    const __m256i ones = _mm256_set1_epi16(1);
    const __m256i pa = _mm256_maddubs_epi16(_mm256_abs_epi8(codes.a), _mm256_sign_epi8(s, codes.a));
    const __m256i pb = _mm256_maddubs_epi16(_mm256_abs_epi8(codes.b), _mm256_sign_epi8(s, codes.b));
    return {_mm256_add_epi32(acc.a, _mm256_madd_epi16(pa, ones)), _mm256_add_epi32(acc.b, _mm256_madd_epi16(pb, ones))};
  }

  static SNUG_INLINE __m128i load64(const void* p) { return _mm_loadl_epi64(static_cast<const __m128i*>(p)); }
  static SNUG_INLINE I load_u8(const void* p) {
    return {_mm256_cvtepu8_epi32(load64(p)), _mm256_cvtepu8_epi32(load64(at(p, 8)))};
  }
  static SNUG_INLINE I load_s8(const void* p) {
    return {_mm256_cvtepi8_epi32(load64(p)), _mm256_cvtepi8_epi32(load64(at(p, 8)))};
  }
  static SNUG_INLINE I load_u16(const void* p) {
    return {_mm256_cvtepu16_epi32(load128(p)), _mm256_cvtepu16_epi32(load128(at(p, 16)))};
  }
  static SNUG_INLINE void store_s8(void* p, I v) {
    const __m256i w = _mm256_permute4x64_epi64(_mm256_packs_epi32(v.a, v.b), 0xd8);
    const __m128i b = _mm_packs_epi16(_mm256_castsi256_si128(w), _mm256_extracti128_si256(w, 1));
    _mm_storeu_si128(static_cast<__m128i*>(p), b);
  }
  static SNUG_INLINE int32_t sum_i32(I v) {
    const __m256i s = _mm256_add_epi32(v.a, v.b);
    __m128i t = _mm_add_epi32(_mm256_castsi256_si128(s), _mm256_extracti128_si256(s, 1));
    t = _mm_add_epi32(t, _mm_shuffle_epi32(t, 0x4e));
    t = _mm_add_epi32(t, _mm_shuffle_epi32(t, 0xb1));
    return _mm_cvtsi128_si32(t);
  }

  static SNUG_INLINE F zero() { return {_mm256_setzero_ps(), _mm256_setzero_ps()}; }
  static SNUG_INLINE F set1(float x) { return {_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
  static SNUG_INLINE F load(const float* p) { return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
  static SNUG_INLINE F load_f16(const void* p) {
    return {_mm256_cvtph_ps(load128(p)), _mm256_cvtph_ps(load128(at(p, 16)))};
  }
  static SNUG_INLINE F load_bf16(const void* p) { return as_f(shl32(load_u16(p), 16)); }
  static SNUG_INLINE void store(float* p, F v) {
    _mm256_storeu_ps(p, v.a);
    _mm256_storeu_ps(p + 8, v.b);
  }
  static SNUG_INLINE F load_n(const float* p, int n) {
    alignas(32) float t[16] = {};
    std::memcpy(t, p, static_cast<size_t>(n) * sizeof(float));
    return load(t);
  }
  static SNUG_INLINE void store_n(float* p, F v, int n) {
    alignas(32) float t[16];
    store(t, v);
    std::memcpy(p, t, static_cast<size_t>(n) * sizeof(float));
  }

  static SNUG_INLINE F to_f(I v) { return {_mm256_cvtepi32_ps(v.a), _mm256_cvtepi32_ps(v.b)}; }
  static SNUG_INLINE I to_i_nearest(F v) { return {_mm256_cvtps_epi32(v.a), _mm256_cvtps_epi32(v.b)}; }
  static SNUG_INLINE F as_f(I v) { return {_mm256_castsi256_ps(v.a), _mm256_castsi256_ps(v.b)}; }
  static SNUG_INLINE I as_i(F v) { return {_mm256_castps_si256(v.a), _mm256_castps_si256(v.b)}; }
  static SNUG_INLINE F add(F x, F y) { return {_mm256_add_ps(x.a, y.a), _mm256_add_ps(x.b, y.b)}; }
  static SNUG_INLINE F sub(F x, F y) { return {_mm256_sub_ps(x.a, y.a), _mm256_sub_ps(x.b, y.b)}; }
  static SNUG_INLINE F mul(F x, F y) { return {_mm256_mul_ps(x.a, y.a), _mm256_mul_ps(x.b, y.b)}; }
  static SNUG_INLINE F div(F x, F y) { return {_mm256_div_ps(x.a, y.a), _mm256_div_ps(x.b, y.b)}; }
  static SNUG_INLINE F fma(F x, F y, F z) { return {_mm256_fmadd_ps(x.a, y.a, z.a), _mm256_fmadd_ps(x.b, y.b, z.b)}; }
  static SNUG_INLINE F min(F x, F y) { return {_mm256_min_ps(x.a, y.a), _mm256_min_ps(x.b, y.b)}; }
  static SNUG_INLINE F max(F x, F y) { return {_mm256_max_ps(x.a, y.a), _mm256_max_ps(x.b, y.b)}; }
  static SNUG_INLINE F abs(F x) {
    const __m256 sign = _mm256_set1_ps(-0.0f);
    return {_mm256_andnot_ps(sign, x.a), _mm256_andnot_ps(sign, x.b)};
  }
  static SNUG_INLINE float sum(F v) {
    const __m256 s = _mm256_add_ps(v.a, v.b);
    __m128 t = _mm_add_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
    t = _mm_add_ps(t, _mm_movehl_ps(t, t));
    return _mm_cvtss_f32(_mm_add_ss(t, _mm_movehdup_ps(t)));
  }
  static SNUG_INLINE float top(F v) {
    const __m256 s = _mm256_max_ps(v.a, v.b);
    __m128 t = _mm_max_ps(_mm256_castps256_ps128(s), _mm256_extractf128_ps(s, 1));
    t = _mm_max_ps(t, _mm_movehl_ps(t, t));
    return _mm_cvtss_f32(_mm_max_ss(t, _mm_movehdup_ps(t)));
  }
};

}  // namespace
}  // namespace snug::cpu
