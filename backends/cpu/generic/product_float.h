// Products of F32, F16 and BF16 rows with f32 activations: panels of 16 rows, column by column; sums in f32.
#pragma once

#include <cstdint>

namespace snug::cpu {
namespace {

struct LoadF32 {
  static constexpr int kBytes = 4;
  template <class S>
  static SNUG_INLINE typename S::F load(const uint8_t* p) {
    return S::as_f(S::load_i(p));
  }
};
struct LoadF16 {
  static constexpr int kBytes = 2;
  template <class S>
  static SNUG_INLINE typename S::F load(const uint8_t* p) {
    return S::load_f16(p);
  }
};
struct LoadBF16 {
  static constexpr int kBytes = 2;
  template <class S>
  static SNUG_INLINE typename S::F load(const uint8_t* p) {
    return S::load_bf16(p);
  }
};

/// P panels x T tokens, all sums in registers.
template <class S, class L, int P, int T>
SNUG_INLINE void product_float_tile(const uint8_t* panel, int64_t panel_bytes, int64_t n_cols, const float* x,
                                    int64_t x_stride, float* c) {
  typename S::F sum[P][T];
  for (int p = 0; p < P; ++p) {
    for (int t = 0; t < T; ++t) sum[p][t] = S::zero();
  }
  for (int64_t k = 0; k < n_cols; ++k) {
    typename S::F w[P];
    for (int p = 0; p < P; ++p) w[p] = L::template load<S>(panel + p * panel_bytes + k * 16 * L::kBytes);
    for (int t = 0; t < T; ++t) {
      const typename S::F a = S::set1(x[t * x_stride + k]);
      for (int p = 0; p < P; ++p) sum[p][t] = S::fma(w[p], a, sum[p][t]);
    }
  }
  for (int p = 0; p < P; ++p) {
    for (int t = 0; t < T; ++t) S::store(c + 32 * t + 16 * p, sum[p][t]);
  }
}

/// One token: columns in four interleaved sums, so that the chain of additions does not bound the speed.
template <class S, class L>
void product_float_decode(const uint8_t* panel, int64_t n_cols, const float* x, float* c) {
  typename S::F sum[4] = {S::zero(), S::zero(), S::zero(), S::zero()};
  int64_t k = 0;
  for (; k + 4 <= n_cols; k += 4) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; ++i) {
      sum[i] = S::fma(L::template load<S>(panel + (k + i) * 16 * L::kBytes), S::set1(x[k + i]), sum[i]);
    }
  }
  for (; k < n_cols; ++k) sum[0] = S::fma(L::template load<S>(panel + k * 16 * L::kBytes), S::set1(x[k]), sum[0]);
  S::store(c, S::add(S::add(sum[0], sum[1]), S::add(sum[2], sum[3])));
}

template <class S, class L, int P>
void product_float_panels(const uint8_t* panel, int64_t panel_bytes, int64_t n_cols, const float* x, int64_t x_stride,
                          int n_tokens, float* c) {
  int t = 0;
  for (; t + 4 <= n_tokens; t += 4) {
    product_float_tile<S, L, P, 4>(panel, panel_bytes, n_cols, x + t * x_stride, x_stride, c + 32 * t);
  }
  for (; t < n_tokens; ++t) {
    product_float_tile<S, L, P, 1>(panel, panel_bytes, n_cols, x + t * x_stride, x_stride, c + 32 * t);
  }
}

/// KernelTable::product_float for one type.
template <class S, class L>
void product_float(const uint8_t* panel, int64_t panel_bytes, int n_panels, int64_t n_cols, const float* x,
                   int64_t x_stride, int n_tokens, float* c) {
  if (n_tokens == 1) {
    for (int p = 0; p < n_panels; ++p) product_float_decode<S, L>(panel + p * panel_bytes, n_cols, x, c + 16 * p);
  } else if (n_panels == 2) {
    product_float_panels<S, L, 2>(panel, panel_bytes, n_cols, x, x_stride, n_tokens, c);
  } else {
    product_float_panels<S, L, 1>(panel, panel_bytes, n_cols, x, x_stride, n_tokens, c);
  }
}

}  // namespace
}  // namespace snug::cpu
