// Attention over one page of one KV head with an online softmax (Milakov and Gimelshein 2018; FlashAttention-2, Dao
// 2023). Up to 32 queries (rows x heads of the group) share each key and value that is loaded and converted.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "backends/cpu/generic/vec_math.h"
#include "backends/cpu/kernels.h"
#include "backends/cpu/kv_page.h"

namespace snug::cpu {
namespace {

/// 16 stored elements as f32; for q8_0 without the scale.
template <class S, KvFormat kFormat>
SNUG_INLINE typename S::F load_kv(const std::byte* p, int64_t index) {
  if constexpr (kFormat == KvFormat::f32) return S::as_f(S::load_i(p + 4 * index));
  if constexpr (kFormat == KvFormat::f16) return S::load_f16(p + 2 * index);
  return S::to_f(S::load_s8(p + index));
}

/// scores[q][64] of N queries, 16 tokens at a time.
template <class S, KvFormat kFormat, int N>
SNUG_INLINE void page_scores(const std::byte* k, int head_dim, const float* q, float* scores) {
  constexpr bool kScaled = kFormat == KvFormat::q8_0;
  const std::byte* codes = kScaled ? k + int64_t{head_dim} / 32 * kPagePositions * 2 : k;
  const int block = kScaled ? 32 : head_dim;
  for (int t = 0; t < kPagePositions; t += 16) {
    typename S::F sum[N];
    for (int n = 0; n < N; ++n) sum[n] = S::zero();
    for (int begin = 0; begin < head_dim; begin += block) {
      typename S::F part[N];
      for (int n = 0; n < N; ++n) part[n] = S::zero();
      for (int d = begin; d < begin + block; ++d) {
        const auto key = load_kv<S, kFormat>(codes, int64_t{d} * kPagePositions + t);
        for (int n = 0; n < N; ++n) part[n] = S::fma(S::set1(q[n * head_dim + d]), key, part[n]);
      }
      if constexpr (kScaled) {
        const auto scale = S::load_f16(k + (int64_t{begin} / 32 * kPagePositions + t) * 2);
        for (int n = 0; n < N; ++n) sum[n] = S::fma(part[n], scale, sum[n]);
      } else {
        for (int n = 0; n < N; ++n) sum[n] = part[n];
      }
    }
    for (int n = 0; n < N; ++n) S::store(scores + n * kPagePositions + t, sum[n]);
  }
}

/// out[q] += sum over tokens of weight[q][token] * v[token], for 16 elements of N queries from `begin` on.
template <class S, KvFormat kFormat, int N>
SNUG_INLINE void page_values(const std::byte* v, int head_dim, int begin, int width, int n_tokens, const float* weights,
                             float* out) {
  constexpr bool kScaled = kFormat == KvFormat::q8_0;
  const std::byte* codes = kScaled ? v + int64_t{head_dim} / 32 * kPagePositions * 2 : v;
  typename S::F sum[N];
  for (int n = 0; n < N; ++n) {
    sum[n] = width == 16 ? S::load(out + n * head_dim + begin) : S::load_n(out + n * head_dim + begin, width);
  }
  for (int t = 0; t < n_tokens; ++t) {
    typename S::F value;
    if (width == 16) {
      value = load_kv<S, kFormat>(codes, int64_t{t} * head_dim + begin);
    } else {  // the last elements of an odd head
      alignas(64) std::byte tail[64] = {};
      constexpr int kBytes = kFormat == KvFormat::f32 ? 4 : kFormat == KvFormat::f16 ? 2 : 1;
      std::memcpy(tail, codes + (int64_t{t} * head_dim + begin) * kBytes, static_cast<size_t>(width * kBytes));
      value = load_kv<S, kFormat>(tail, 0);
    }
    if constexpr (kScaled) {
      alignas(32) uint16_t scale[16] = {};
      std::memcpy(scale, v + (int64_t{t} * (head_dim / 32) + begin / 32) * 2, 2);
      float one[16];
      S::store(one, S::load_f16(scale));
      value = S::mul(value, S::set1(one[0]));
    }
    for (int n = 0; n < N; ++n) sum[n] = S::fma(S::set1(weights[n * kPagePositions + t]), value, sum[n]);
  }
  for (int n = 0; n < N; ++n) {
    if (width == 16) {
      S::store(out + n * head_dim + begin, sum[n]);
    } else {
      S::store_n(out + n * head_dim + begin, sum[n], width);
    }
  }
}

/// Turns one query's scores into weights exp(score - top) and rescales what the query has so far.
template <class S>
SNUG_INLINE void softmax_step(const AttendQueries& qs, int n, int32_t page_position, float* scores) {
  const int begin = qs.first[n] > page_position ? qs.first[n] - page_position : 0;
  const int end = qs.last[n] - page_position >= kPagePositions ? kPagePositions : qs.last[n] - page_position + 1;
  if (begin >= end) {  // nothing of this page is visible
    for (int t = 0; t < kPagePositions; ++t) scores[t] = 0.0f;
    return;
  }
  // What lies outside may be anything, a page of another life included: take it out before any arithmetic.
  for (int t = 0; t < begin; ++t) scores[t] = -INFINITY;
  for (int t = end; t < kPagePositions; ++t) scores[t] = -INFINITY;
  if (qs.softcap > 0) {
    const auto cap = S::set1(qs.softcap);
    const auto inverse = S::set1(1.0f / qs.softcap);
    for (int t = 0; t < kPagePositions; t += 16) {
      S::store(scores + t, S::mul(cap, vec_tanh<S>(S::mul(S::load(scores + t), inverse))));
    }
    for (int t = 0; t < begin; ++t) scores[t] = -INFINITY;
    for (int t = end; t < kPagePositions; ++t) scores[t] = -INFINITY;
  }
  auto high = S::load(scores);
  for (int t = 16; t < kPagePositions; t += 16) high = S::max(high, S::load(scores + t));
  const float page_top = S::top(high);
  const float old_top = qs.top[n];
  const float new_top = page_top > old_top ? page_top : old_top;
  auto sum = S::zero();
  const auto shift = S::set1(new_top);
  for (int t = 0; t < kPagePositions; t += 16) S::store(scores + t, vec_exp<S>(S::sub(S::load(scores + t), shift)));
  for (int t = 0; t < begin; ++t) scores[t] = 0.0f;
  for (int t = end; t < kPagePositions; ++t) scores[t] = 0.0f;
  for (int t = 0; t < kPagePositions; t += 16) sum = S::add(sum, S::load(scores + t));
  if (new_top > old_top) {
    const float keep = old_top == -INFINITY ? 0.0f : std::exp(old_top - new_top);
    qs.sum[n] *= keep;
    float* out = qs.out + n * qs.head_dim_v;
    for (int d = 0; d < qs.head_dim_v; ++d) out[d] *= keep;
    qs.top[n] = new_top;
  }
  qs.sum[n] += S::sum(sum);
}

/// Calls f<N>(first query) for the queries in steps of 8, 4, 2, 1.
template <class F>
SNUG_INLINE void in_steps(int n, const F& f) {
  int i = 0;
  for (; i + 8 <= n; i += 8) f.template operator()<8>(i);
  if (i + 4 <= n) {
    f.template operator()<4>(i);
    i += 4;
  }
  if (i + 2 <= n) {
    f.template operator()<2>(i);
    i += 2;
  }
  if (i < n) f.template operator()<1>(i);
}

template <class S, KvFormat kFormat>
void all_scores(const std::byte* k, const AttendQueries& qs, float* scores) {
  in_steps(qs.n, [&]<int N>(int i) {
    page_scores<S, kFormat, N>(k, qs.head_dim_k, qs.q + i * qs.head_dim_k, scores + i * kPagePositions);
  });
}

template <class S, KvFormat kFormat>
void all_values(const std::byte* v, const AttendQueries& qs, int n_tokens, const float* weights) {
  for (int begin = 0; begin < qs.head_dim_v; begin += 16) {
    const int width = qs.head_dim_v - begin < 16 ? qs.head_dim_v - begin : 16;
    in_steps(qs.n, [&]<int N>(int i) {
      page_values<S, kFormat, N>(v, qs.head_dim_v, begin, width, n_tokens, weights + i * kPagePositions,
                                 qs.out + i * qs.head_dim_v);
    });
  }
}

/// A q4_0 head of a page as the q8_0 head of the same values: the nibbles become int8, once for all queries.
/// `chunk` consecutive bytes hold low nibbles of as many consecutive codes, and high nibbles of those that follow.
inline void expand_q4(const std::byte* head, int head_dim, int64_t chunk, std::byte* out) {
  const int64_t scale_bytes = int64_t{head_dim} / 32 * kPagePositions * 2;
  std::memcpy(out, head, static_cast<size_t>(scale_bytes));
  const auto* from = reinterpret_cast<const uint8_t*>(head + scale_bytes);
  auto* to = reinterpret_cast<int8_t*>(out + scale_bytes);
  const int64_t n = int64_t{kPagePositions} * head_dim / 2 / chunk;
  for (int64_t i = 0; i < n; ++i, from += chunk, to += 2 * chunk) {
    for (int64_t j = 0; j < chunk; ++j) {
      to[j] = static_cast<int8_t>((from[j] & 15) - 8);
      to[j + chunk] = static_cast<int8_t>((from[j] >> 4) - 8);
    }
  }
}

template <class S>
void attend_page(KvFormat k_format, const std::byte* k, KvFormat v_format, const std::byte* v, int32_t page_position,
                 const AttendQueries& qs) {
  alignas(64) float scores[kMaxQueries * kPagePositions];
  alignas(64) std::byte expanded[kPagePositions * (kMaxHeadDim + kMaxHeadDim / 32 * 2)];
  if (k_format == KvFormat::q4_0) {
    // 16 rows of 64 tokens: elements 32 b .. 32 b + 15 below, 32 b + 16 .. 32 b + 31 above.
    expand_q4(k, qs.head_dim_k, 16 * kPagePositions, expanded);
    k = expanded;
    k_format = KvFormat::q8_0;
  }
  switch (k_format) {
    case KvFormat::f32:
      all_scores<S, KvFormat::f32>(k, qs, scores);
      break;
    case KvFormat::f16:
      all_scores<S, KvFormat::f16>(k, qs, scores);
      break;
    case KvFormat::q8_0:
    case KvFormat::q4_0:
      all_scores<S, KvFormat::q8_0>(k, qs, scores);
      break;
  }
  int32_t last = -1;
  for (int n = 0; n < qs.n; ++n) {
    softmax_step<S>(qs, n, page_position, scores + n * kPagePositions);
    last = qs.last[n] > last ? qs.last[n] : last;
  }
  // Tokens that nobody sees are not touched: their values may be anything.
  const int n_tokens = last - page_position >= kPagePositions ? kPagePositions : last - page_position + 1;
  if (v_format == KvFormat::q4_0) {
    expand_q4(v, qs.head_dim_v, 16, expanded);
    v = expanded;
    v_format = KvFormat::q8_0;
  }
  switch (v_format) {
    case KvFormat::f32:
      all_values<S, KvFormat::f32>(v, qs, n_tokens, scores);
      break;
    case KvFormat::f16:
      all_values<S, KvFormat::f16>(v, qs, n_tokens, scores);
      break;
    case KvFormat::q8_0:
    case KvFormat::q4_0:
      all_values<S, KvFormat::q8_0>(v, qs, n_tokens, scores);
      break;
  }
}

}  // namespace
}  // namespace snug::cpu
