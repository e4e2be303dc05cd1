// The tensor list and the layout of the data: every way in which they can be wrong, and what is only lint.
#include <gtest/gtest.h>

#include "engine/format/gguf.h"
#include "tests/unit/support/gguf_builder.h"

namespace snug::format {
namespace {

using test::BuiltTensor;
using test::bytes_of;
using test::GgufBuilder;

constexpr int32_t kF32 = 0;
constexpr int32_t kQ4_K = 12;

Result<GgufHeader> parse(const std::string& file) {
  return parse_gguf_header(bytes_of(file), std::ssize(file));
}

GgufBuilder base() {
  GgufBuilder builder;
  builder.pair("general.architecture", "llama");
  return builder;
}

std::string with(BuiltTensor tensor) {
  return base().tensor(std::move(tensor)).build();
}
std::string zeros(size_t n) {
  return std::string(n, '\0');
}

bool has_lint(const GgufHeader& header, std::string_view code) {
  return std::any_of(header.lint.begin(), header.lint.end(), [&](const Lint& lint) { return lint.code == code; });
}

struct Case {
  const char* name;
  Code code;
  std::string (*make)();
};

const Case kCases[] = {
    {"EmptyName", Code::file_malformed,
     [] {
       return with({"", {1}, kF32, zeros(4), {}, {}});
     }},
    {"NameOf65537Bytes", Code::limit_exceeded,
     [] {
       return with({std::string(65537, 'n'), {1}, kF32, zeros(4), {}, {}});
     }},
    {"NoDimensions", Code::tensor_shape,
     [] {
       return with({"a", {1}, kF32, zeros(4), {}, 0});
     }},
    {"FiveDimensions", Code::tensor_shape,
     [] {
       return with({"a", {1, 1, 1, 1, 1}, kF32, zeros(4), {}, {}});
     }},
    {"DimensionCountHuge", Code::tensor_shape,
     [] {
       return with({"a", {1}, kF32, zeros(4), {}, UINT32_MAX});
     }},
    {"ZeroDimension", Code::tensor_shape,
     [] {
       return with({"a", {4, 0}, kF32, zeros(4), {}, {}});
     }},
    {"NegativeDimension", Code::tensor_shape,
     [] {
       return with({"a", {-1}, kF32, zeros(4), {}, {}});
     }},
    {"ElementsOverflow", Code::limit_exceeded,
     [] {
       return with({"a", {int64_t{1} << 32, int64_t{1} << 32}, kF32, zeros(4), {}, {}});
     }},
    {"ElementsWrapToASmallNumber", Code::limit_exceeded,  // 2^64 + 4 elements would wrap to 4
     [] {
       return with({"a", {int64_t{1} << 62, 4, 1, 1}, kF32, zeros(4), {}, {}});
     }},
    {"BytesOverflow", Code::limit_exceeded,
     [] {
       return with({"a", {int64_t{1} << 62}, kF32, zeros(4), {}, {}});
     }},
    {"WithdrawnType", Code::obsolete_type,
     [] {
       return with({"a", {32}, 31, zeros(64), {}, {}});
     }},
    {"Q4_2", Code::obsolete_type,
     [] {
       return with({"a", {32}, 4, zeros(64), {}, {}});
     }},
    {"UnknownType", Code::unknown_type,
     [] {
       return with({"a", {32}, 43, zeros(64), {}, {}});
     }},
    {"TypeOfAFork", Code::unknown_type,
     [] {
       return with({"a", {32}, 144, zeros(64), {}, {}});
     }},
    {"NegativeType", Code::unknown_type,
     [] {
       return with({"a", {32}, -1, zeros(64), {}, {}});
     }},
    {"RowNoMultipleOfTheBlock", Code::tensor_shape,
     [] {
       return with({"a", {128, 2}, kQ4_K, zeros(144), {}, {}});
     }},
    {"OffsetNotAligned", Code::file_malformed,
     [] {
       return with({"a", {1}, kF32, zeros(4), 4, {}});
     }},
    {"OffsetPastTheEnd", Code::file_truncated,
     [] {
       return with({"a", {1}, kF32, zeros(4), uint64_t{1} << 40, {}});
     }},
    {"OffsetMinus32", Code::file_malformed,
     [] {
       return with({"a", {1}, kF32, zeros(4), ~uint64_t{31}, {}});
     }},
    {"OffsetAlmost2To63", Code::file_truncated,
     [] {
       return with({"a", {1}, kF32, zeros(4), (uint64_t{1} << 63) - 32, {}});
     }},
    {"DuplicateName", Code::duplicate_tensor, [] { return base().floats("a", {1}).floats("a", {2}).build(); }},
    {"SameOffset", Code::file_malformed,
     [] {
       return base().floats("a", {1}).tensor({"b", {1}, kF32, zeros(4), 0, {}}).build();
     }},
    {"Overlap", Code::file_malformed,
     [] {
       return base().floats("a", std::vector<float>(64)).tensor({"b", {1}, kF32, zeros(4), 32, {}}).build();
     }},
    {"ContainedInAnother", Code::file_malformed,
     [] {
       return base().tensor({"b", {1}, kF32, zeros(4), 64, {}}).tensor({"a", {64}, kF32, zeros(256), 0, {}}).build();
     }},
    {"ExabyteTensor", Code::file_truncated,
     [] {
       return with({"a", {int64_t{1} << 57}, kF32, zeros(4), {}, {}});
     }},
    {"NotEnoughData", Code::file_truncated,
     [] {
       return with({"a", {1000}, kF32, zeros(4), {}, {}});
     }},
};

class GgufBadTensor : public testing::TestWithParam<Case> {};

TEST_P(GgufBadTensor, IsRefusedByName) {
  const Case& c = GetParam();
  const auto header = parse(c.make());
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().code, c.code) << header.error().detail;
}

INSTANTIATE_TEST_SUITE_P(Cases, GgufBadTensor, testing::ValuesIn(kCases), [](const auto& c) { return c.param.name; });

TEST(GgufTensors, ErrorsNameTheTensor) {
  const auto header = parse(with({"blk.0.x", {1}, 99, zeros(4), {}, {}}));
  ASSERT_FALSE(header);
  EXPECT_NE(header.error().detail.find("blk.0.x"), std::string::npos);
}

TEST(GgufTensors, FourDimensionsAndBlocks) {
  const auto header = parse(with({"a", {512, 3, 2, 2}, kQ4_K, zeros(288 * 12), {}, {}}));
  ASSERT_TRUE(header) << header.error().detail;
  EXPECT_EQ(header->tensors[0].size_bytes, 288 * 12);
  EXPECT_EQ(header->tensors[0].n_elements(), 512 * 12);
  EXPECT_EQ(header->tensors[0].n_dims, 4);
}

TEST(GgufTensors, DataInAnotherOrderIsReadAndIsLint) {
  const auto header =
      parse(base().tensor({"late", {2}, kF32, zeros(8), 32, {}}).tensor({"early", {2}, kF32, zeros(8), 0, {}}).build());
  ASSERT_TRUE(header) << header.error().detail;
  EXPECT_TRUE(has_lint(*header, "tensor_order"));
  EXPECT_EQ(header->tensors[0].offset_bytes, header->data_offset + 32);
}

TEST(GgufTensors, HolesAreLint) {
  const auto header = parse(base().floats("a", {1}).tensor({"b", {1}, kF32, zeros(4), 128, {}}).build());
  ASSERT_TRUE(header);
  EXPECT_TRUE(has_lint(*header, "tensor_order"));
}

TEST(GgufTensors, CustomAlignmentIsFollowed) {
  for (const uint32_t alignment : {1u, 8u, 64u, 4096u, 1u << 20}) {
    GgufBuilder builder = base();
    builder.alignment = alignment;
    builder.pair("general.alignment", alignment).floats("a", {1}).floats("b", {2});
    const auto header = parse(builder.build());
    ASSERT_TRUE(header) << alignment << ": " << header.error().detail;
    EXPECT_EQ(header->alignment, alignment);
    EXPECT_EQ(header->data_offset % alignment, 0);
    EXPECT_EQ(has_lint(*header, "alignment"), alignment % 8 != 0);
  }
}

TEST(GgufTensors, DataAlignedToLessThanTheKeySaysIsRefused) {
  GgufBuilder builder = base();  // pads to 32
  builder.pair("general.alignment", uint32_t{64}).floats("a", {1}).floats("b", {2});
  EXPECT_EQ(parse(builder.build()).error().code, Code::file_malformed);
}

TEST(GgufTensors, LintForAStricterReader) {
  EXPECT_TRUE(has_lint(*parse(with({std::string(64, 'n'), {1}, kF32, zeros(4), {}, {}})), "name_too_long"));
  EXPECT_FALSE(has_lint(*parse(with({std::string(63, 'n'), {1}, kF32, zeros(4), {}, {}})), "name_too_long"));
  EXPECT_TRUE(has_lint(*parse(with({"a", {32}, 9, zeros(36), {}, {}})), "activation_type"));
  EXPECT_TRUE(has_lint(*parse(GgufBuilder().floats("a", {1}).build()), "no_architecture"));

  std::string file = base().floats("a", {1}).build();
  file.resize(file.size() - 28);  // the tensor is whole, its padding is not
  EXPECT_TRUE(has_lint(*parse(file), "final_padding"));
  file.resize(file.size() - 1);
  EXPECT_EQ(parse(file).error().code, Code::file_truncated);

  GgufBuilder long_file = base().floats("a", {1});
  long_file.tail = "more";
  EXPECT_TRUE(has_lint(*parse(long_file.build()), "trailing_bytes"));
}

TEST(GgufTensors, AForksTypeNumberIsNamedWhenSizesDoNotAddUp) {
  // A fork used 40 for blocks of 6 bytes a 32 elements: 240 bytes here, where NVFP4 takes 720.
  GgufBuilder builder = base();
  builder.tensor({"a", {1280}, 40, zeros(240), {}, {}}).tensor({"b", {1}, kF32, zeros(4), {}, {}});
  auto header = parse(builder.build());
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().code, Code::file_truncated);
  EXPECT_NE(header.error().detail.find("another program"), std::string::npos);
  builder.tail = zeros(4096);
  header = parse(builder.build());
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().code, Code::file_malformed);
  EXPECT_NE(header.error().detail.find("another program"), std::string::npos);
}

}  // namespace
}  // namespace snug::format
