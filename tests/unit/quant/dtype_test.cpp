#include "engine/quant/dtype.h"

#include <gtest/gtest.h>

#include <set>

#include "engine/quant/blocks.h"

namespace snug::quant {
namespace {

template <class... Blocks>
void expect_sizes_of() {
  const auto one = []<class B>(const B*) {
    const TypeInfo& info = type_info(B::kType);
    EXPECT_EQ(info.block, B::kElements) << info.name;
    EXPECT_EQ(info.block_bytes, static_cast<int64_t>(sizeof(B))) << info.name;
    EXPECT_TRUE(info.quantized) << info.name;
  };
  (one(static_cast<const Blocks*>(nullptr)), ...);
}

TEST(DType, TableAgreesWithTheStructs) {
  expect_sizes_of<BlockQ4_0, BlockQ4_1, BlockQ5_0, BlockQ5_1, BlockQ8_0, BlockQ8_1, BlockQ2_K, BlockQ3_K, BlockQ4_K,
                  BlockQ5_K, BlockQ6_K, BlockQ8_K, BlockIQ2_XXS, BlockIQ2_XS, BlockIQ2_S, BlockIQ3_XXS, BlockIQ3_S,
                  BlockIQ1_S, BlockIQ1_M, BlockIQ4_NL, BlockIQ4_XS, BlockTQ1_0, BlockTQ2_0, BlockMXFP4, BlockNVFP4,
                  BlockQ1_0, BlockQ2_0>();
}

TEST(DType, EveryTypeHasANameASizeAndADecoder) {
  std::set<std::string_view> names;
  for (const TypeInfo& info : all_types()) {
    EXPECT_EQ(type_info(static_cast<int32_t>(info.type)), &info);
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_GT(info.block_bytes, 0);
    EXPECT_EQ(parse_dtype(info.name), info.type);
    EXPECT_NE(dequant_row(info.type), nullptr);
    EXPECT_FALSE(is_withdrawn(static_cast<int32_t>(info.type)));
  }
  EXPECT_EQ(names.size(), 35u);
}

TEST(DType, UnknownIdsHaveNoRow) {
  for (const int32_t id : {-1, 4, 5, 31, 32, 33, 36, 37, 38, 43, 1 << 30, INT32_MIN, INT32_MAX}) {
    EXPECT_EQ(type_info(id), nullptr) << id;
  }
  EXPECT_TRUE(is_withdrawn(36));
  EXPECT_FALSE(is_withdrawn(43));
}

TEST(DType, NamesAreFoundInAnyCase) {
  EXPECT_EQ(parse_dtype("q4_k"), DType::Q4_K);
  EXPECT_EQ(parse_dtype("iQ2_xXs"), DType::IQ2_XXS);
  EXPECT_EQ(parse_dtype("q4_"), std::nullopt);
  EXPECT_EQ(parse_dtype(""), std::nullopt);
}

TEST(DType, RowBytesChecksTheBlockAndTheRange) {
  EXPECT_EQ(row_bytes(DType::Q4_K, 512), 288);
  EXPECT_EQ(row_bytes(DType::Q4_0, 0), 0);
  EXPECT_EQ(row_bytes(DType::Q4_K, 128).error().code, Code::tensor_shape);
  EXPECT_EQ(row_bytes(DType::F32, -1).error().code, Code::tensor_shape);
  EXPECT_EQ(row_bytes(DType::F64, INT64_MAX / 2).error().code, Code::limit_exceeded);
}

TEST(DType, TensorBytesMultipliesChecked) {
  const int64_t shape[] = {64, 3, 2};
  EXPECT_EQ(tensor_bytes(DType::Q8_0, shape), 68 * 6);
  const int64_t huge[] = {32, int64_t{1} << 60};
  EXPECT_EQ(tensor_bytes(DType::Q8_0, huge).error().code, Code::limit_exceeded);
}

}  // namespace
}  // namespace snug::quant
