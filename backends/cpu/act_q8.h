// The int8 activation block: what every int8 product of the CPU backend reads. Made once for all readers of a value.
#pragma once

#include <cstdint>

namespace snug::cpu {

/// 32 activations as x = q * d, q in [-127, 127]. The sums serve weights with a minimum or a zero point:
/// sum_k (s * w_k + m) * x_k = s * d * dot(w, q) + m * (d * sum(q)). Types whose scales hold for 16 elements use the
/// halves.
struct alignas(16) ActQ8 {
  int8_t q[32];
  float d;         ///< max |x| / 127
  float d_sum;     ///< d * (sum of all q)
  float d_sum_lo;  ///< d * (sum of q[0..15])
  float d_sum_hi;  ///< d * (sum of q[16..31])
};
static_assert(sizeof(ActQ8) == 48);

inline constexpr int kActBlock = 32;
/// Rows that a product takes together. Row r of M rows lies in group r / kRowGroup; a group of n rows holds its blocks
/// as [n_cols / 32][n], so that a product reads it as one stream.
inline constexpr int kRowGroup = 64;

}  // namespace snug::cpu
