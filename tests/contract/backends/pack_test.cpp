// Packing is a bijection for every type, use and shape.
#include "engine/base/error_table.h"
#include "tests/contract/backends/harness.h"

namespace snug::contract {
namespace {

class PackTest : public BackendTest {
 protected:
  void check(const program::WeightDecl& decl, const std::vector<std::byte>& blocks) {
    const auto size = backend().caps().packed_bytes(decl);
    ASSERT_GE(size, static_cast<int64_t>(blocks.size()));
    const auto arena = backend().alloc(device::ArenaKind::weights, size + 64);
    ASSERT_TRUE(arena);
    const std::vector<std::byte> poison(static_cast<size_t>(size) + 64, std::byte{0xff});
    ASSERT_TRUE(backend().write({*arena, 0, size + 64}, poison));
    const device::Place place{*arena, 0, size};
    const auto packed = backend().pack(decl, blocks, place);
    ASSERT_TRUE(packed) << message_of(packed.error());
    std::vector<std::byte> back(blocks.size());
    ASSERT_TRUE(backend().unpack(decl, place, back));
    EXPECT_EQ(back, blocks) << quant::type_info(decl.type).name << ", " << decl.n_experts << " x " << decl.n_rows
                            << " x " << decl.n_cols;
    std::vector<std::byte> behind(64);
    ASSERT_TRUE(backend().read({*arena, size, 64}, behind));
    EXPECT_EQ(behind, std::vector<std::byte>(64, std::byte{0xff})) << "written behind the weight's place";
    backend().free(*arena);
  }
};

TEST_P(PackTest, GivesBackEveryBit) {
  std::mt19937 random(7);
  for (const quant::TypeInfo& type : quant::all_types()) {
    if (type.activation_only || type.type == quant::DType::I8 || type.type == quant::DType::I16 ||
        type.type == quant::DType::I32 || type.type == quant::DType::I64 || type.type == quant::DType::F64) {
      continue;
    }
    for (const auto use : {program::WeightUse::matrix, program::WeightUse::embedding, program::WeightUse::tied}) {
      for (const int64_t n_rows : {1, 15, 16, 17, 40}) {
        program::WeightDecl decl{"w", 0, type.type, type.block * 3, n_rows, use == program::WeightUse::matrix ? 3 : 1,
                                 use};
        // Any bits at all, also those that no quantizer would write.
        std::vector<std::byte> blocks(static_cast<size_t>(decl.n_experts * n_rows * 3 * type.block_bytes));
        for (std::byte& b : blocks) b = static_cast<std::byte>(random() & 255);
        check(decl, blocks);
      }
    }
  }
}

TEST_P(PackTest, VectorsGiveBackEveryBit) {
  std::mt19937 random(8);
  for (const auto type : {quant::DType::F32, quant::DType::F16, quant::DType::BF16}) {
    program::WeightDecl decl{"v", 0, type, 65536, 1, 1, program::WeightUse::vector};
    std::vector<std::byte> blocks(static_cast<size_t>(65536 * quant::type_info(type).block_bytes));
    for (size_t i = 0; i < blocks.size(); ++i) {
      // Every pattern of 16 bits where the type has 16.
      blocks[i] = type == quant::DType::F32 ? static_cast<std::byte>(random() & 255)
                                            : static_cast<std::byte>(i % 2 == 0 ? (i / 2) & 255 : (i / 2) >> 8);
    }
    check(decl, blocks);
  }
}

TEST_P(PackTest, RefusesBlocksOfAnotherSize) {
  program::WeightDecl decl{"w", 0, quant::DType::Q8_0, 64, 4, 1, program::WeightUse::matrix};
  const auto arena = backend().alloc(device::ArenaKind::weights, 1 << 16);
  ASSERT_TRUE(arena);
  const std::vector<std::byte> blocks(4 * 68 - 1);
  EXPECT_FALSE(backend().pack(decl, blocks, {*arena, 0, 1 << 16}));
  backend().free(*arena);
}

SNUG_BACKEND_TESTS(PackTest);

}  // namespace
}  // namespace snug::contract
