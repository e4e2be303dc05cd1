// How each packed type's record opens into codes, scales and minima: 32 columns of 16 rows at a time. A record is one
// block of each of 16 rows in the layout of panel.h; the block layouts are GGUF's (engine/quant).
//
// A type states: kSubs (groups of 32 columns a record), kRecordBytes, kSplit (scales hold for 16 columns), kWide (codes
// above 127, see Simd::kSignedWide). expand() gives eight units, unit i = 16 rows x columns 4i..4i+3 of the group, and
// w = scale * code + min, with one scale and min a row (two where kSplit).
#pragma once

#include <cstdint>

namespace snug::cpu {
namespace {

/// The units of one group of 32 columns.
template <class S>
struct Group {
  typename S::I codes[8];
  typename S::F scale[2];
  typename S::F min[2];
};

/// Low nibbles are columns 0..15, high ones 16..31: Q4_0, Q4_1, IQ4_NL, MXFP4 and the low bits of Q5_0, Q5_1.
template <class S>
SNUG_INLINE void expand_nibbles(const uint8_t* units, Group<S>& g) {
  const auto mask = S::set1_u8(15);
  for (int i = 0; i < 4; ++i) {
    const auto x = S::load_i(units + 64 * i);
    g.codes[i] = S::and_(x, mask);
    g.codes[4 + i] = S::and_(S::shr32(x, 4), mask);
  }
}

/// Adds the fifth bits of Q5_0 and Q5_1: bit k of each row's 32-bit word belongs to column k.
template <class S>
SNUG_INLINE void add_fifth_bits(const uint8_t* words, Group<S>& g) {
  const auto bits = S::load_i(words);
  const auto low = S::set1_i32(15);
  const auto spread = S::set1_i32(0x00204081);  // copies of 4 bits, 7 apart: bit b lands in bit 0 of byte b
  const auto ones = S::set1_u8(1);
  for (int i = 0; i < 8; ++i) {
    const auto four = S::and_(S::shr32(bits, 4 * i), low);
    const auto each = S::and_(S::mul_i32(four, spread), ones);
    g.codes[i] = S::or_(g.codes[i], S::shl32(each, 4));
  }
}

/// w = scale * (code - zero).
template <class S>
SNUG_INLINE void set_zero_point(Group<S>& g, typename S::F scale, float zero) {
  g.scale[0] = scale;
  g.min[0] = S::mul(scale, S::set1(-zero));
}

struct TypeQ4_0 {
  static constexpr int kSubs = 1, kRecordBytes = 16 * 18;
  static constexpr bool kSplit = false, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int, Group<S>& g) {
    expand_nibbles<S>(r + 32, g);
    set_zero_point<S>(g, S::load_f16(r), 8.0f);
  }
};

struct TypeQ4_1 {
  static constexpr int kSubs = 1, kRecordBytes = 16 * 20;
  static constexpr bool kSplit = false, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int, Group<S>& g) {
    expand_nibbles<S>(r + 64, g);
    g.scale[0] = S::load_f16(r);
    g.min[0] = S::load_f16(r + 32);
  }
};

struct TypeQ5_0 {
  static constexpr int kSubs = 1, kRecordBytes = 16 * 22;
  static constexpr bool kSplit = false, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int, Group<S>& g) {
    expand_nibbles<S>(r + 96, g);
    add_fifth_bits<S>(r + 32, g);
    set_zero_point<S>(g, S::load_f16(r), 16.0f);
  }
};

struct TypeQ5_1 {
  static constexpr int kSubs = 1, kRecordBytes = 16 * 24;
  static constexpr bool kSplit = false, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int, Group<S>& g) {
    expand_nibbles<S>(r + 128, g);
    add_fifth_bits<S>(r + 64, g);
    g.scale[0] = S::load_f16(r);
    g.min[0] = S::load_f16(r + 32);
  }
};

struct TypeQ8_0 {
  static constexpr int kSubs = 1, kRecordBytes = 16 * 34;
  static constexpr bool kSplit = false, kWide = true;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int, Group<S>& g) {
    const auto scale = S::load_f16(r);
    for (int i = 0; i < 8; ++i) g.codes[i] = S::load_i(r + 32 + 64 * i);
    if constexpr (S::kSignedWide) {
      g.scale[0] = scale;
      g.min[0] = S::zero();
    } else {
      const auto flip = S::set1_u8(0x80);  // signed q to unsigned q + 128
      for (int i = 0; i < 8; ++i) g.codes[i] = S::xor_(g.codes[i], flip);
      set_zero_point<S>(g, scale, 128.0f);
    }
  }
};

/// The non-linear 4-bit levels of IQ4_NL and IQ4_XS as signed bytes, or moved up by 128 for unsigned dots.
alignas(16) inline constexpr uint8_t kIq4Signed[16] = {129, 152, 173, 191, 207, 221, 234, 246,
                                                       1,   13,  25,  38,  53,  69,  89,  113};
alignas(16) inline constexpr uint8_t kIq4Unsigned[16] = {1,   24,  45,  63,  79,  93,  106, 118,
                                                         129, 141, 153, 166, 181, 197, 217, 241};

template <class S>
SNUG_INLINE void iq4_levels(Group<S>& g, typename S::F scale) {
  const uint8_t* table = S::kSignedWide ? kIq4Signed : kIq4Unsigned;
  for (int i = 0; i < 8; ++i) g.codes[i] = S::lut16(table, g.codes[i]);
  set_zero_point<S>(g, scale, S::kSignedWide ? 0.0f : 128.0f);
}

struct TypeIQ4_NL {
  static constexpr int kSubs = 1, kRecordBytes = 16 * 18;
  static constexpr bool kSplit = false, kWide = true;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int, Group<S>& g) {
    expand_nibbles<S>(r + 32, g);
    iq4_levels<S>(g, S::load_f16(r));
  }
};

struct TypeIQ4_XS {  // d | scales_h | scales_l[4] | qs[128]
  static constexpr int kSubs = 8, kRecordBytes = 16 * 136;
  static constexpr bool kSplit = false, kWide = true;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int sub, Group<S>& g) {
    expand_nibbles<S>(r + 128 + 256 * sub, g);
    const auto low = S::and_(S::shr32(S::load_u8(r + 64 + 16 * (sub / 2)), 4 * (sub & 1)), S::set1_i32(15));
    const auto high = S::and_(S::shr32(S::load_u16(r + 32), 2 * sub), S::set1_i32(3));
    const auto six = S::or_(low, S::shl32(high, 4));
    iq4_levels<S>(g, S::mul(S::load_f16(r), S::to_f(S::sub_i32(six, S::set1_i32(32)))));
  }
};

/// MXFP4 (OCP MX v1.0): doubled E2M1 values + 12, scale 2^(e - 128).
alignas(16) inline constexpr uint8_t kFp4Plus12[16] = {12, 13, 14, 15, 16, 18, 20, 24, 12, 11, 10, 9, 8, 6, 4, 0};

struct TypeMXFP4 {
  static constexpr int kSubs = 1, kRecordBytes = 16 * 17;
  static constexpr bool kSplit = false, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int, Group<S>& g) {
    expand_nibbles<S>(r + 16, g);
    for (int i = 0; i < 8; ++i) g.codes[i] = S::lut16(kFp4Plus12, g.codes[i]);
    // 2^(e - 128) as a product of two normal floats: e = 0 and 1 are subnormal, e = 255 is the largest power.
    const auto e = S::load_u8(r);
    const auto bias = S::set1_i32(63);
    const auto a = S::as_f(S::shl32(S::add_i32(S::shr32(e, 1), bias), 23));
    const auto b = S::as_f(S::shl32(S::add_i32(S::shr32(S::add_i32(e, S::set1_i32(1)), 1), bias), 23));
    set_zero_point<S>(g, S::mul(a, b), 12.0f);
  }
};

/// The 6-bit scale and minimum of group `sub` of Q4_K and Q5_K; s = the record's 12 scale planes.
template <class S>
SNUG_INLINE void k_scale_min(const uint8_t* s, int sub, typename S::I& scale, typename S::I& min) {
  const auto six = S::set1_i32(63);
  if (sub < 4) {
    scale = S::and_(S::load_u8(s + 16 * sub), six);
    min = S::and_(S::load_u8(s + 16 * (sub + 4)), six);
    return;
  }
  const auto both = S::load_u8(s + 16 * (sub + 4));
  const auto nibble = S::set1_i32(15);
  const auto two = S::set1_i32(48);
  scale = S::or_(S::and_(both, nibble), S::and_(S::shr32(S::load_u8(s + 16 * (sub - 4)), 2), two));
  min = S::or_(S::shr32(both, 4), S::and_(S::shr32(S::load_u8(s + 16 * sub), 2), two));
}

template <class S>
SNUG_INLINE void set_k_scales(const uint8_t* d, const uint8_t* dmin, const uint8_t* s, int sub, Group<S>& g) {
  typename S::I scale;
  typename S::I min;
  k_scale_min<S>(s, sub, scale, min);
  g.scale[0] = S::mul(S::load_f16(d), S::to_f(scale));
  g.min[0] = S::mul(S::mul(S::load_f16(dmin), S::set1(-1.0f)), S::to_f(min));
}

struct TypeQ4_K {  // d | dmin | scales[12] | qs[128]
  static constexpr int kSubs = 8, kRecordBytes = 16 * 144;
  static constexpr bool kSplit = false, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int sub, Group<S>& g) {
    const auto mask = S::set1_u8(15);
    const uint8_t* units = r + 256 + 512 * (sub / 2);
    const int shift = 4 * (sub & 1);
    for (int i = 0; i < 8; ++i) g.codes[i] = S::and_(S::shr32(S::load_i(units + 64 * i), shift), mask);
    set_k_scales<S>(r, r + 32, r + 64, sub, g);
  }
};

struct TypeQ5_K {  // d | dmin | scales[12] | qh[32] | qs[128]
  static constexpr int kSubs = 8, kRecordBytes = 16 * 176;
  static constexpr bool kSplit = false, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int sub, Group<S>& g) {
    const auto mask = S::set1_u8(15);
    const auto one = S::set1_u8(1);
    const uint8_t* units = r + 768 + 512 * (sub / 2);
    const int shift = 4 * (sub & 1);
    for (int i = 0; i < 8; ++i) {
      const auto high = S::and_(S::shr32(S::load_i(r + 256 + 64 * i), sub), one);
      g.codes[i] = S::or_(S::and_(S::shr32(S::load_i(units + 64 * i), shift), mask), S::shl32(high, 4));
    }
    set_k_scales<S>(r, r + 32, r + 64, sub, g);
  }
};

struct TypeQ6_K {  // d | scales[16] | ql[128] | qh[64]
  static constexpr int kSubs = 8, kRecordBytes = 16 * 210;
  static constexpr bool kSplit = true, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int sub, Group<S>& g) {
    const int half = sub / 4;
    const int quarter = sub % 4;
    const uint8_t* low = r + 288 + 1024 * half + 512 * (quarter & 1);
    const uint8_t* high = r + 288 + 2048 + 512 * half;
    const auto nibble = S::set1_u8(15);
    const auto two = S::set1_u8(3);
    for (int i = 0; i < 8; ++i) {
      const auto l = S::and_(S::shr32(S::load_i(low + 64 * i), quarter & 2 ? 4 : 0), nibble);
      const auto h = S::and_(S::shr32(S::load_i(high + 64 * i), 2 * quarter), two);
      g.codes[i] = S::or_(l, S::shl32(h, 4));
    }
    const auto d = S::load_f16(r);
    for (int j = 0; j < 2; ++j) {
      g.scale[j] = S::mul(d, S::to_f(S::load_s8(r + 32 + 16 * (2 * sub + j))));
      g.min[j] = S::mul(g.scale[j], S::set1(-32.0f));
    }
  }
};

struct TypeQ3_K {  // d | scales[12] | hmask[32] | qs[64]
  static constexpr int kSubs = 8, kRecordBytes = 16 * 110;
  static constexpr bool kSplit = true, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int sub, Group<S>& g) {
    const uint8_t* units = r + 224 + 512 + 512 * (sub / 4);
    const auto two = S::set1_u8(3);
    const auto one = S::set1_u8(1);
    for (int i = 0; i < 8; ++i) {
      const auto low = S::and_(S::shr32(S::load_i(units + 64 * i), 2 * (sub % 4)), two);
      const auto high = S::and_(S::shr32(S::load_i(r + 224 + 64 * i), sub), one);
      g.codes[i] = S::or_(low, S::shl32(high, 2));
    }
    const auto d = S::load_f16(r);
    for (int h = 0; h < 2; ++h) {
      const int j = 2 * sub + h;
      const uint8_t* s = r + 32;
      const auto low = S::and_(S::shr32(S::load_u8(s + 16 * (j % 8)), j < 8 ? 0 : 4), S::set1_i32(15));
      const auto high = S::and_(S::shr32(S::load_u8(s + 16 * (8 + j % 4)), 2 * (j / 4)), S::set1_i32(3));
      const auto six = S::sub_i32(S::or_(low, S::shl32(high, 4)), S::set1_i32(32));
      g.scale[h] = S::mul(d, S::to_f(six));
      g.min[h] = S::mul(g.scale[h], S::set1(-4.0f));
    }
  }
};

struct TypeQ2_K {  // d | dmin | scales[16] | qs[64]
  static constexpr int kSubs = 8, kRecordBytes = 16 * 84;
  static constexpr bool kSplit = true, kWide = false;
  template <class S>
  static SNUG_INLINE void expand(const uint8_t* r, int sub, Group<S>& g) {
    const uint8_t* units = r + 320 + 512 * (sub / 4);
    const auto two = S::set1_u8(3);
    for (int i = 0; i < 8; ++i) g.codes[i] = S::and_(S::shr32(S::load_i(units + 64 * i), 2 * (sub % 4)), two);
    const auto d = S::load_f16(r);
    const auto dmin = S::mul(S::load_f16(r + 32), S::set1(-1.0f));
    for (int h = 0; h < 2; ++h) {
      const auto both = S::load_u8(r + 64 + 16 * (2 * sub + h));
      g.scale[h] = S::mul(d, S::to_f(S::and_(both, S::set1_i32(15))));
      g.min[h] = S::mul(dmin, S::to_f(S::shr32(both, 4)));
    }
  }
};

}  // namespace
}  // namespace snug::cpu
