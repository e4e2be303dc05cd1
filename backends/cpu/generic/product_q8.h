// Products of packed rows with int8 activations, for any type of block_types.h and any Simd.
//
// Decode (one token): each record is opened into registers and dotted at once; the accumulator stays in a register.
// Prefill: 32 rows x 32 columns are opened once and used by every token of the group, whose f32 sums live in `c` (8 KB
// at most, in L1). FLOPs: 2 * 32 * 32 a token and group of columns.
#pragma once

#include <cstdint>
#include <cstring>

#include "backends/cpu/act_q8.h"
#include "backends/cpu/generic/block_types.h"
#include "backends/cpu/kernels.h"

namespace snug::cpu {
namespace {

template <class S, class T>
SNUG_INLINE typename S::I dot_unit(typename S::I acc, typename S::I codes, const int8_t* q) {
  int32_t four;
  std::memcpy(&four, q, sizeof four);
  if constexpr (T::kWide) return S::dot4_wide(acc, codes, four);
  return S::dot4(acc, codes, four);
}

/// c[p] += the group's 32 columns for one token, for P panels: an activation is broadcast once for all of them.
template <class S, class T, int P>
SNUG_INLINE void add_group(typename S::F* c, const Group<S>* g, const ActQ8& a) {
  typename S::I lo[P];
  typename S::I hi[P];
  for (int p = 0; p < P; ++p) lo[p] = hi[p] = S::zero_i();
  for (int i = 0; i < 4; ++i) {
    for (int p = 0; p < P; ++p) lo[p] = dot_unit<S, T>(lo[p], g[p].codes[i], a.q + 4 * i);
    for (int p = 0; p < P; ++p) hi[p] = dot_unit<S, T>(hi[p], g[p].codes[4 + i], a.q + 16 + 4 * i);
  }
  const typename S::F d = S::set1(a.d);
  for (int p = 0; p < P; ++p) {
    if constexpr (T::kSplit) {
      c[p] = S::fma(S::mul(S::to_f(lo[p]), g[p].scale[0]), d, c[p]);
      c[p] = S::fma(S::mul(S::to_f(hi[p]), g[p].scale[1]), d, c[p]);
      c[p] = S::fma(g[p].min[0], S::set1(a.d_sum_lo), c[p]);
      c[p] = S::fma(g[p].min[1], S::set1(a.d_sum_hi), c[p]);
    } else {
      c[p] = S::fma(S::mul(S::to_f(S::add_i32(lo[p], hi[p])), g[p].scale[0]), d, c[p]);
      if constexpr (!(T::kWide && S::kSignedWide)) c[p] = S::fma(g[p].min[0], S::set1(a.d_sum), c[p]);
    }
  }
}

template <class S, class T>
void product_q8_decode(const uint8_t* panel, int64_t n_groups, const ActQ8* acts, float* c) {
  typename S::F sum = S::zero();
  const uint8_t* record = panel;
  for (int64_t kb = 0; kb < n_groups; kb += T::kSubs, record += T::kRecordBytes) {
#pragma GCC unroll 8
    for (int sub = 0; sub < T::kSubs; ++sub) {
      Group<S> g;
      T::template expand<S>(record, sub, g);
      add_group<S, T, 1>(&sum, &g, acts[kb + sub]);
    }
  }
  S::store(c, sum);
}

template <class S, class T, int P>
void product_q8_group(const uint8_t* panel, int64_t panel_bytes, int64_t n_groups, const ActQ8* acts, int n_tokens,
                      float* c) {
  for (int t = 0; t < n_tokens; ++t) {
    for (int p = 0; p < P; ++p) S::store(c + 32 * t + 16 * p, S::zero());
  }
  const uint8_t* record = panel;
  for (int64_t kb = 0; kb < n_groups; kb += T::kSubs, record += T::kRecordBytes) {
    for (int sub = 0; sub < T::kSubs; ++sub) {
      Group<S> g[P];
      for (int p = 0; p < P; ++p) T::template expand<S>(record + p * panel_bytes, sub, g[p]);
      const ActQ8* a = acts + (kb + sub) * n_tokens;
      for (int t = 0; t < n_tokens; ++t) {
        typename S::F sum[P];
        for (int p = 0; p < P; ++p) sum[p] = S::load(c + 32 * t + 16 * p);
        add_group<S, T, P>(sum, g, a[t]);
        for (int p = 0; p < P; ++p) S::store(c + 32 * t + 16 * p, sum[p]);
      }
    }
  }
}

/// KernelTable::peak_int8: twelve independent chains of dots.
template <class S>
void peak_int8() {
  typename S::I sum[12];
  for (int i = 0; i < 12; ++i) sum[i] = S::set1_i32(i);
  const typename S::I codes = S::set1_u8(3);
  for (int64_t n = 0; n < kPeakOperations / (12 * 128); ++n) {
#pragma GCC unroll 12
    for (int i = 0; i < 12; ++i) sum[i] = S::dot4(sum[i], codes, 0x01010101);
  }
  for (int i = 1; i < 12; ++i) sum[0] = S::add_i32(sum[0], sum[i]);
  volatile int32_t keep = S::sum_i32(sum[0]);
  (void)keep;
}

/// KernelTable::product_q8 for one type.
template <class S, class T>
void product_q8(const uint8_t* panel, int64_t panel_bytes, int n_panels, int64_t n_cols, const ActQ8* acts,
                int n_tokens, float* c) {
  const int64_t n_groups = n_cols / kActBlock;
  if (n_tokens == 1) {
    for (int p = 0; p < n_panels; ++p) product_q8_decode<S, T>(panel + p * panel_bytes, n_groups, acts, c + 16 * p);
  } else if (n_panels == 2) {
    product_q8_group<S, T, 2>(panel, panel_bytes, n_groups, acts, n_tokens, c);
  } else {
    product_q8_group<S, T, 1>(panel, panel_bytes, n_groups, acts, n_tokens, c);
  }
}

}  // namespace
}  // namespace snug::cpu
