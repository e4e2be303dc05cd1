#include "engine/quant/half.h"

#include <gtest/gtest.h>

#include <cmath>

namespace snug::quant {
namespace {

static_assert(half_to_float(0x3c00) == 1.0f, "usable in constant expressions");
static_assert(float_to_half(1.0f) == 0x3c00);

/// The value of a finite half by the definition of IEEE 754, in double.
double half_by_definition(uint16_t h) {
  const int exponent = h >> 10 & 31;
  const int mantissa = h & 1023;
  const double magnitude = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25);
  return (h & 0x8000) != 0 ? -magnitude : magnitude;
}

TEST(Half, EveryFiniteHalfIsItsDefinitionAndComesBack) {
  for (uint32_t h = 0; h < 0x10000; ++h) {
    if ((h >> 10 & 31) == 31) continue;
    const auto half = static_cast<uint16_t>(h);
    const float value = half_to_float(half);
    ASSERT_EQ(static_cast<double>(value), half_by_definition(half)) << h;
    ASSERT_EQ(float_to_half(value), half) << h;
  }
}

TEST(Half, RoundsToNearestTiesToEven) {
  for (uint32_t h = 0; h < 0x7bff; ++h) {
    const auto low = static_cast<uint16_t>(h);
    const auto high = static_cast<uint16_t>(h + 1);
    const float middle = static_cast<float>((half_by_definition(low) + half_by_definition(high)) / 2);  // exact
    const uint16_t even = (low & 1) == 0 ? low : high;
    ASSERT_EQ(float_to_half(middle), even) << h;
    ASSERT_EQ(float_to_half(-middle), even | 0x8000) << h;
    ASSERT_EQ(float_to_half(std::nextafterf(middle, 0.0f)), low) << h;
    ASSERT_EQ(float_to_half(std::nextafterf(middle, INFINITY)), high) << h;
  }
}

TEST(Half, OverflowInfinityAndNan) {
  EXPECT_EQ(float_to_half(65519.996f), 0x7bff);
  EXPECT_EQ(float_to_half(65520.0f), 0x7c00);
  EXPECT_EQ(float_to_half(-1e30f), 0xfc00);
  EXPECT_EQ(float_to_half(INFINITY), 0x7c00);
  EXPECT_EQ(float_to_half(NAN) & 0x7e00, 0x7e00);
  EXPECT_TRUE(std::isnan(half_to_float(0x7c01)));
  EXPECT_TRUE(std::isinf(half_to_float(0xfc00)));
  EXPECT_EQ(float_to_half(-1e-10f), 0x8000);
}

TEST(Bf16, EveryPatternComesBackAndRoundingIsToEven) {
  for (uint32_t b = 0; b < 0x10000; ++b) {
    const float value = bf16_to_float(static_cast<uint16_t>(b));
    if (std::isnan(value)) {
      ASSERT_EQ(float_to_bf16(value), b | 0x40) << b;
      continue;
    }
    ASSERT_EQ(float_to_bf16(value), b) << b;
  }
  EXPECT_EQ(float_to_bf16(float_from_bits(0x3f808000)), 0x3f80);
  EXPECT_EQ(float_to_bf16(float_from_bits(0x3f818000)), 0x3f82);
  EXPECT_EQ(float_to_bf16(float_from_bits(0x3f808001)), 0x3f81);
}

TEST(Float8, ScalesAreHalfOfTheirValue) {
  for (int e = 0; e < 255; ++e) EXPECT_EQ(e8m0_half_to_float(static_cast<uint8_t>(e)), std::ldexp(1.0f, e - 128)) << e;
  EXPECT_EQ(ue4m3_half_to_float(0), 0.0f);
  EXPECT_EQ(ue4m3_half_to_float(0x7f), 0.0f);
  EXPECT_EQ(ue4m3_half_to_float(0x38), 0.5f);      // 1.0
  EXPECT_EQ(ue4m3_half_to_float(0x7e), 224.0f);    // 448, the largest
  EXPECT_EQ(ue4m3_half_to_float(0x01), 0x1p-10f);  // 2^-9, the smallest
  EXPECT_EQ(ue4m3_half_to_float(0x08), 0x1p-7f);   // 2^-6, the smallest normal
}

}  // namespace
}  // namespace snug::quant
