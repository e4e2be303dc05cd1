// Vectors of 16 lanes on AVX-512 (F, BW, VL, VNNI). Only for sources compiled with its flags. The types live in an
// unnamed namespace on purpose: kernels that are instantiated with them get internal linkage, so that the linker can
// never pick an AVX-512 copy of an inline function for another ISA's code.
#pragma once

#include <immintrin.h>

#include <cstdint>
#include <cstring>

#define SNUG_INLINE inline __attribute__((always_inline))

namespace snug::cpu {
namespace {

struct Avx512 {
  using F = __m512;   ///< 16 floats
  using I = __m512i;  ///< 16 int32, or a unit of 16 rows x 4 bytes
  /// Whether dot4 wants codes above 127 as signed (code - 128) bytes.
  static constexpr bool kSignedWide = false;

  static SNUG_INLINE I load_i(const void* p) { return _mm512_loadu_si512(p); }
  static SNUG_INLINE I zero_i() { return _mm512_setzero_si512(); }
  static SNUG_INLINE I set1_i32(int32_t x) { return _mm512_set1_epi32(x); }
  static SNUG_INLINE I set1_u8(uint8_t x) { return _mm512_set1_epi8(static_cast<char>(x)); }
  static SNUG_INLINE I and_(I a, I b) { return _mm512_and_si512(a, b); }
  static SNUG_INLINE I or_(I a, I b) { return _mm512_or_si512(a, b); }
  static SNUG_INLINE I xor_(I a, I b) { return _mm512_xor_si512(a, b); }
  static SNUG_INLINE I add_i32(I a, I b) { return _mm512_add_epi32(a, b); }
  static SNUG_INLINE I sub_i32(I a, I b) { return _mm512_sub_epi32(a, b); }
  static SNUG_INLINE I mul_i32(I a, I b) { return _mm512_mullo_epi32(a, b); }
  static SNUG_INLINE I shr32(I a, int n) { return _mm512_srl_epi32(a, _mm_cvtsi32_si128(n)); }
  static SNUG_INLINE I shl32(I a, int n) { return _mm512_sll_epi32(a, _mm_cvtsi32_si128(n)); }
  /// table[idx] for each byte, idx < 16.
  static SNUG_INLINE I lut16(const uint8_t* table, I idx) {
    return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table))), idx);
  }
  /// acc[row] += sum of 4 (code * activation). a holds 4 activations; codes are unsigned.
  static SNUG_INLINE I dot4(I acc, I codes, int32_t a) { return _mm512_dpbusd_epi32(acc, codes, _mm512_set1_epi32(a)); }
  static SNUG_INLINE I dot4_wide(I acc, I codes, int32_t a) { return dot4(acc, codes, a); }

  static SNUG_INLINE I load_u8(const void* p) {
    return _mm512_cvtepu8_epi32(_mm_loadu_si128(static_cast<const __m128i*>(p)));
  }
  static SNUG_INLINE I load_s8(const void* p) {
    return _mm512_cvtepi8_epi32(_mm_loadu_si128(static_cast<const __m128i*>(p)));
  }
  static SNUG_INLINE I load_u16(const void* p) {
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256(static_cast<const __m256i*>(p)));
  }
  static SNUG_INLINE void store_s8(void* p, I v) {
    _mm_storeu_si128(static_cast<__m128i*>(p), _mm512_cvtepi32_epi8(v));
  }
  static SNUG_INLINE int32_t sum_i32(I v) { return _mm512_reduce_add_epi32(v); }

  static SNUG_INLINE F zero() { return _mm512_setzero_ps(); }
  static SNUG_INLINE F set1(float x) { return _mm512_set1_ps(x); }
  static SNUG_INLINE F load(const float* p) { return _mm512_loadu_ps(p); }
  static SNUG_INLINE F load_f16(const void* p) {
    return _mm512_cvtph_ps(_mm256_loadu_si256(static_cast<const __m256i*>(p)));
  }
  static SNUG_INLINE F load_bf16(const void* p) { return _mm512_castsi512_ps(_mm512_slli_epi32(load_u16(p), 16)); }
  static SNUG_INLINE void store(float* p, F v) { _mm512_storeu_ps(p, v); }
  /// The first n lanes (n < 16), the others 0 or left alone.
  static SNUG_INLINE F load_n(const float* p, int n) { return _mm512_maskz_loadu_ps(mask(n), p); }
  static SNUG_INLINE void store_n(float* p, F v, int n) { _mm512_mask_storeu_ps(p, mask(n), v); }

  static SNUG_INLINE F to_f(I v) { return _mm512_cvtepi32_ps(v); }
  static SNUG_INLINE I to_i_nearest(F v) { return _mm512_cvtps_epi32(v); }
  static SNUG_INLINE F as_f(I v) { return _mm512_castsi512_ps(v); }
  static SNUG_INLINE I as_i(F v) { return _mm512_castps_si512(v); }
  static SNUG_INLINE F add(F a, F b) { return _mm512_add_ps(a, b); }
  static SNUG_INLINE F sub(F a, F b) { return _mm512_sub_ps(a, b); }
  static SNUG_INLINE F mul(F a, F b) { return _mm512_mul_ps(a, b); }
  static SNUG_INLINE F div(F a, F b) { return _mm512_div_ps(a, b); }
  static SNUG_INLINE F fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
  static SNUG_INLINE F min(F a, F b) { return _mm512_min_ps(a, b); }
  static SNUG_INLINE F max(F a, F b) { return _mm512_max_ps(a, b); }
  static SNUG_INLINE F abs(F a) { return _mm512_abs_ps(a); }
  static SNUG_INLINE float sum(F v) { return _mm512_reduce_add_ps(v); }
  static SNUG_INLINE float top(F v) { return _mm512_reduce_max_ps(v); }

 private:
  static SNUG_INLINE __mmask16 mask(int n) { return static_cast<__mmask16>((1u << n) - 1u); }
};

}  // namespace
}  // namespace snug::cpu
