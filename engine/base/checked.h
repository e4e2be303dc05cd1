// Integer arithmetic on sizes that come from files: every product and sum is checked.
#pragma once

#include <cstdint>
#include <optional>

namespace snug {

/// a * b, or nothing if it does not fit int64_t. Negative operands are refused too: sizes are not negative.
[[nodiscard]] constexpr std::optional<int64_t> checked_mul(int64_t a, int64_t b) {
  int64_t out = 0;
  if (a < 0 || b < 0 || __builtin_mul_overflow(a, b, &out)) return std::nullopt;
  return out;
}

/// a + b, or nothing if it does not fit int64_t or an operand is negative.
[[nodiscard]] constexpr std::optional<int64_t> checked_add(int64_t a, int64_t b) {
  int64_t out = 0;
  if (a < 0 || b < 0 || __builtin_add_overflow(a, b, &out)) return std::nullopt;
  return out;
}

/// n rounded up to a multiple of `multiple` (> 0). n must be small enough not to overflow: check with checked_add.
[[nodiscard]] constexpr int64_t round_up(int64_t n, int64_t multiple) {
  return (n + multiple - 1) / multiple * multiple;
}

}  // namespace snug
