// The packed layouts of the CUDA backend on the CPU: packing is a bijection, the packed decode and the int8 product
// agree with the scalar decode of engine/quant.
#include <gtest/gtest.h>

#include <cmath>

#include "app/bench/random_blocks.h"
#include "backends/cuda/layout/packed.h"

namespace snug::cuda {
namespace {

template <class P>
class Layout : public testing::Test {};
using Types =
    testing::Types<PackedQ4_K, PackedQ5_K, PackedQ6_K, PackedQ8_0, PackedQ4_0, PackedQ4_1, PackedF16, PackedBF16>;
TYPED_TEST_SUITE(Layout, Types);

template <class P>
Packing packing() {
  if constexpr (std::is_same_v<P, PackedQ4_K>) return Packing::q4_k;
  if constexpr (std::is_same_v<P, PackedQ5_K>) return Packing::q5_k;
  if constexpr (std::is_same_v<P, PackedQ6_K>) return Packing::q6_k;
  if constexpr (std::is_same_v<P, PackedQ8_0>) return Packing::q8_0;
  if constexpr (std::is_same_v<P, PackedQ4_0>) return Packing::q4_0;
  if constexpr (std::is_same_v<P, PackedF16>) return Packing::f16;
  if constexpr (std::is_same_v<P, PackedBF16>) return Packing::bf16;
  return Packing::q4_1;
}

/// One row's section of `cols` columns, packed from random blocks, between guard bytes.
template <class P>
struct PackedRow {
  using Block = typename P::Block;
  int cols;
  int units;
  std::vector<Block> blocks;
  std::vector<uint8_t> storage;
  uint8_t* row;

  explicit PackedRow(int n_cols, uint64_t seed) : cols(n_cols), units(n_cols / kUnit) {
    const auto bytes = bench::random_matrix(Block::kType, cols, 1, seed);
    blocks.resize(bytes.size() / sizeof(Block));
    std::memcpy(blocks.data(), bytes.data(), bytes.size());
    storage.assign(static_cast<size_t>(row_section_bytes(packing<P>(), cols)) + 64, 0xA5);
    row = storage.data() + (32 - reinterpret_cast<uintptr_t>(storage.data()) % 16);
    for (size_t b = 0; b < blocks.size(); ++b) P::pack(blocks[b], row, units, static_cast<int>(b));
  }
};

constexpr int kCols[] = {256, 512, 768, 2048};

TYPED_TEST(Layout, PackingIsABijection) {
  for (const int cols : kCols) {
    const PackedRow<TypeParam> p(cols, 11 + static_cast<uint64_t>(cols));
    for (size_t b = 0; b < p.blocks.size(); ++b) {
      typename TypeParam::Block out;
      std::memset(&out, 0x5a, sizeof out);
      TypeParam::unpack(out, p.row, p.units, static_cast<int>(b));
      ASSERT_EQ(std::memcmp(&out, &p.blocks[b], sizeof out), 0) << "block " << b << " of " << cols;
    }
  }
}

TYPED_TEST(Layout, StaysInItsBytes) {
  const PackedRow<TypeParam> p(768, 5);
  const int64_t bytes = row_section_bytes(packing<TypeParam>(), 768);
  EXPECT_EQ(bytes % 16, 0);
  for (const uint8_t* g = p.storage.data(); g < p.row; ++g) ASSERT_EQ(*g, 0xA5);
  for (const uint8_t* g = p.row + bytes; g < p.storage.data() + p.storage.size(); ++g) ASSERT_EQ(*g, 0xA5);
}

TYPED_TEST(Layout, DecodesAsTheFilesBlocks) {
  for (const int cols : kCols) {
    const PackedRow<TypeParam> p(cols, 3 + static_cast<uint64_t>(cols));
    std::vector<float> want(static_cast<size_t>(cols));
    quant::dequant_row(TypeParam::Block::kType)(reinterpret_cast<const std::byte*>(p.blocks.data()), want.data(), cols);
    for (int u = 0; u < p.units; ++u) {
      float got[kUnit];
      TypeParam::dequant(p.row, p.units, u, got);
      for (int j = 0; j < kUnit; ++j) {
        ASSERT_NEAR(got[j], want[static_cast<size_t>(u * kUnit + j)], 1e-6) << "unit " << u << " weight " << j;
      }
    }
  }
}

template <class P>
class Int8Layout : public testing::Test {};
using Int8Types = testing::Types<PackedQ4_K, PackedQ5_K, PackedQ6_K, PackedQ8_0, PackedQ4_0, PackedQ4_1>;
TYPED_TEST_SUITE(Int8Layout, Int8Types);

TYPED_TEST(Int8Layout, ProductWithInt8Blocks) {
  const PackedRow<TypeParam> p(768, 17);
  bench::Random random(23);
  for (int u = 0; u < p.units; ++u) {
    float w[kUnit];
    TypeParam::dequant(p.row, p.units, u, w);
    int8_t q[kUnit];
    Act32 x{};
    for (int8_t& v : q) v = static_cast<int8_t>(random.next() >> 56);
    std::memcpy(&x.q0, q, 16);
    std::memcpy(&x.q1, q + 16, 16);
    x.scale0 = 0.25f + random.uniform();
    x.scale1 = 0.25f + random.uniform();
    double want = 0;
    double size = 0;
    int sum[2] = {};
    for (int j = 0; j < kUnit; ++j) {
      const double v = (j < 16 ? x.scale0 : x.scale1) * static_cast<double>(q[j]);
      want += w[j] * v;
      size += std::abs(w[j] * v);
      sum[j / 16] += q[j];
    }
    x.sum0 = x.scale0 * static_cast<float>(sum[0]);
    x.sum1 = x.scale1 * static_cast<float>(sum[1]);
    // Q6_K subtracts 32 times the sum: a little cancellation beyond the products' own size.
    EXPECT_NEAR(TypeParam::dot(p.row, p.units, u, x), want, 4e-6 * size + 1e-5) << "unit " << u;
  }
}

template <class P>
class HalfLayout : public testing::Test {};
using HalfTypes = testing::Types<PackedF16, PackedBF16>;
TYPED_TEST_SUITE(HalfLayout, HalfTypes);

TYPED_TEST(HalfLayout, ProductWithHalves) {
  const PackedRow<TypeParam> p(768, 19);
  bench::Random random(29);
  for (int u = 0; u < p.units; ++u) {
    float w[kUnit];
    TypeParam::dequant(p.row, p.units, u, w);
    for (int plane = 0; plane < 4; ++plane) {
      uint16_t x[8];
      double want = 0;
      for (int j = 0; j < 8; ++j) {
        x[j] = quant::float_to_half(random.normal());
        want += static_cast<double>(w[plane * 8 + j]) * quant::half_to_float(x[j]);
      }
      Words4 a;
      Words4 b;
      std::memcpy(&a, p.row + (plane * p.units + u) * 16, 16);
      std::memcpy(&b, x, 16);
      EXPECT_NEAR(TypeParam::dot8(a, b, 1.0f), want + 1.0, 1e-5) << "unit " << u;
    }
  }
}

}  // namespace
}  // namespace snug::cuda
