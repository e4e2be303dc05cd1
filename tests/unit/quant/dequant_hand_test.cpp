// Types that the oracle of the goldens does not know, from vectors worked out by hand from their layout.
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <vector>

#include "engine/quant/blocks.h"

namespace snug::quant {
namespace {

template <class Block>
std::vector<float> decode(const Block& block) {
  std::vector<float> out(Block::kElements);
  std::byte bytes[sizeof(Block)];
  std::memcpy(bytes, &block, sizeof(Block));
  dequant_row(Block::kType)(bytes, out.data(), Block::kElements);
  return out;
}

TEST(DequantHand, Q1_0IsASignABit) {
  BlockQ1_0 block{};
  block.d = float_to_half(0.5f);
  block.qs[0] = 0b00000101;
  block.qs[15] = 0x80;
  const auto out = decode(block);
  EXPECT_EQ(out[0], 0.5f);
  EXPECT_EQ(out[1], -0.5f);
  EXPECT_EQ(out[2], 0.5f);
  EXPECT_EQ(out[8], -0.5f);
  EXPECT_EQ(out[126], -0.5f);
  EXPECT_EQ(out[127], 0.5f);
}

TEST(DequantHand, Q2_0HasFourCodesAByte) {
  BlockQ2_0 block{};
  block.d = float_to_half(2.0f);
  block.qs[0] = 0b11100100;  // codes 0, 1, 2, 3
  block.qs[15] = 0b01000000;
  const auto out = decode(block);
  EXPECT_EQ(out[0], -2.0f);
  EXPECT_EQ(out[1], 0.0f);
  EXPECT_EQ(out[2], 2.0f);
  EXPECT_EQ(out[3], 4.0f);
  EXPECT_EQ(out[4], -2.0f);
  EXPECT_EQ(out[62], -2.0f);
  EXPECT_EQ(out[63], 0.0f);
}

TEST(DequantHand, Q8_1AndQ8_KIgnoreTheirSums) {
  BlockQ8_1 small{};
  small.d = float_to_half(0.25f);
  small.s = float_to_half(99.0f);
  small.qs[0] = -128;
  small.qs[31] = 127;
  const auto a = decode(small);
  EXPECT_EQ(a[0], -32.0f);
  EXPECT_EQ(a[1], 0.0f);
  EXPECT_EQ(a[31], 31.75f);

  BlockQ8_K large{};
  large.d = 3.0f;
  large.qs[255] = -2;
  large.bsums[15] = -2;
  const auto b = decode(large);
  EXPECT_EQ(b[0], 0.0f);
  EXPECT_EQ(b[255], -6.0f);
}

template <class T>
std::vector<float> decode_numbers(DType type, const std::vector<T>& values) {
  std::vector<float> out(values.size());
  dequant_row(type)(reinterpret_cast<const std::byte*>(values.data()), out.data(), std::ssize(values));
  return out;
}

TEST(DequantHand, PlainNumbers) {
  using Floats = std::vector<float>;
  EXPECT_EQ(decode_numbers<int8_t>(DType::I8, {-128, 127}), (Floats{-128.0f, 127.0f}));
  EXPECT_EQ(decode_numbers<int16_t>(DType::I16, {-32768, 7}), (Floats{-32768.0f, 7.0f}));
  EXPECT_EQ(decode_numbers<int32_t>(DType::I32, {-5, 16777217}), (Floats{-5.0f, 16777216.0f}));
  EXPECT_EQ(decode_numbers<int64_t>(DType::I64, {int64_t{1} << 40, -1}), (Floats{0x1p40f, -1.0f}));
  EXPECT_EQ(decode_numbers<double>(DType::F64, {0.1, 1e300}), (Floats{0.1f, std::numeric_limits<float>::infinity()}));
  EXPECT_EQ(decode_numbers<float>(DType::F32, {1.5f, -2.0f}), (Floats{1.5f, -2.0f}));
}

}  // namespace
}  // namespace snug::quant
