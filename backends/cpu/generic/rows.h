// Kernels on single rows of f32: norm, int8 blocks, activation functions, sums, rotation.
#pragma once

#include <cmath>
#include <cstdint>

#include "backends/cpu/act_q8.h"
#include "backends/cpu/generic/vec_math.h"
#include "engine/program/ops.h"

namespace snug::cpu {
namespace {

template <class S>
float dot(const float* a, const float* b, int64_t n) {
  typename S::F sum[2] = {S::zero(), S::zero()};
  int64_t i = 0;
  for (; i + 32 <= n; i += 32) {
    sum[0] = S::fma(S::load(a + i), S::load(b + i), sum[0]);
    sum[1] = S::fma(S::load(a + i + 16), S::load(b + i + 16), sum[1]);
  }
  for (; i + 16 <= n; i += 16) sum[0] = S::fma(S::load(a + i), S::load(b + i), sum[0]);
  if (i < n) {
    const int rest = static_cast<int>(n - i);
    sum[1] = S::fma(S::load_n(a + i, rest), S::load_n(b + i, rest), sum[1]);
  }
  return S::sum(S::add(sum[0], sum[1]));
}

template <class S>
void quantize_q8(const float* x, int64_t n_cols, ActQ8* out, int64_t stride) {
  for (int64_t b = 0; b < n_cols / kActBlock; ++b, x += kActBlock, out += stride) {
    const auto lo = S::load(x);
    const auto hi = S::load(x + 16);
    const float top = S::top(S::max(S::abs(lo), S::abs(hi)));
    const float d = top / 127.0f;
    // Where 127 / top is not a finite number (zeros, subnormals) the block is zero.
    const float inverse = top > 1e-35f ? 127.0f / top : 0.0f;
    const auto qlo = S::to_i_nearest(S::mul(lo, S::set1(inverse)));
    const auto qhi = S::to_i_nearest(S::mul(hi, S::set1(inverse)));
    S::store_s8(out->q, qlo);
    S::store_s8(out->q + 16, qhi);
    out->d = d;
    out->d_sum_lo = d * static_cast<float>(S::sum_i32(qlo));
    out->d_sum_hi = d * static_cast<float>(S::sum_i32(qhi));
    out->d_sum = d * static_cast<float>(S::sum_i32(S::add_i32(qlo, qhi)));
  }
}

template <class S>
void rms_norm(const float* x, const float* weight, float eps, int64_t n, float* out) {
  // Sums of squares of whole rows in f32 lanes: 16 partial sums keep the error near 1e-7.
  const float mean = dot<S>(x, x, n) / static_cast<float>(n);
  const float factor = 1.0f / std::sqrt(mean + eps);
  const auto f = S::set1(factor);
  int64_t i = 0;
  for (; i + 16 <= n; i += 16) {
    auto v = S::mul(S::load(x + i), f);
    if (weight != nullptr) v = S::mul(v, S::load(weight + i));
    S::store(out + i, v);
  }
  for (; i < n; ++i) out[i] = x[i] * factor * (weight != nullptr ? weight[i] : 1.0f);
}

template <class S>
SNUG_INLINE typename S::F act_of(program::ActKind kind, float param, typename S::F x) {
  switch (kind) {
    case program::ActKind::silu:
      return vec_silu<S>(x);
    case program::ActKind::gelu_tanh:
      return vec_gelu_tanh<S>(x);
    case program::ActKind::relu_sqr: {
      const auto positive = S::max(x, S::zero());
      return S::mul(positive, positive);
    }
    case program::ActKind::softcap:
      return S::mul(S::set1(param), vec_tanh<S>(S::mul(x, S::set1(1.0f / param))));
    case program::ActKind::gelu_erf:
      break;  // no model of ours is bound by it: a lane at a time
  }
  float lanes[16];
  S::store(lanes, x);
  for (float& v : lanes) v = 0.5f * v * (1.0f + std::erf(v * 0.70710678f));
  return S::load(lanes);
}

template <class S>
void act(program::ActKind kind, float param, const float* gate, const float* up, int64_t n, float* out) {
  for (int64_t i = 0; i < n; i += 16) {
    const bool whole = n - i >= 16;
    const int rest = static_cast<int>(n - i);
    auto v = act_of<S>(kind, param, whole ? S::load(gate + i) : S::load_n(gate + i, rest));
    if (up != nullptr) v = S::mul(v, whole ? S::load(up + i) : S::load_n(up + i, rest));
    if (whole) {
      S::store(out + i, v);
    } else {
      S::store_n(out + i, v, rest);
    }
  }
}

template <class S>
void add_scale(const float* a, const float* b, float scale, int64_t n, float* out) {
  const auto s = S::set1(scale);
  int64_t i = 0;
  for (; i + 16 <= n; i += 16) S::store(out + i, S::fma(s, S::load(b + i), S::load(a + i)));
  for (; i < n; ++i) out[i] = a[i] + scale * b[i];
}

template <class S>
void rope_halves(float* x, const float* cosines, const float* sines, int64_t n) {
  int64_t i = 0;
  for (; i + 16 <= n; i += 16) {
    const auto a = S::load(x + i);
    const auto b = S::load(x + i + n);
    const auto c = S::load(cosines + i);
    const auto s = S::load(sines + i);
    S::store(x + i, S::sub(S::mul(a, c), S::mul(b, s)));
    S::store(x + i + n, S::fma(a, s, S::mul(b, c)));
  }
  for (; i < n; ++i) {
    const float a = x[i];
    const float b = x[i + n];
    x[i] = a * cosines[i] - b * sines[i];
    x[i + n] = a * sines[i] + b * cosines[i];
  }
}

}  // namespace
}  // namespace snug::cpu
