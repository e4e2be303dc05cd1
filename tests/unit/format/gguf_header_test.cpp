// Headers and keys: what is read, and every way in which they can be wrong.
#include <gtest/gtest.h>

#include "engine/format/gguf.h"
#include "tests/unit/support/gguf_builder.h"

namespace snug::format {
namespace {

using test::bytes_of;
using test::gguf_text;
using test::GgufBuilder;
using test::le;

Result<GgufHeader> parse(const std::string& file) {
  return parse_gguf_header(bytes_of(file), std::ssize(file));
}

Code code_of(const std::string& file) {
  const auto header = parse(file);
  EXPECT_FALSE(header.has_value());
  return header ? Code::internal : header.error().code;
}

GgufBuilder sound() {
  GgufBuilder builder;
  builder.pair("general.architecture", "llama").pair("general.alignment", uint32_t{32});
  builder.floats("a", {1, 2, 3}).floats("b", {4});
  return builder;
}

TEST(GgufHeader, ReadsASoundFile) {
  const std::string file = sound().build();
  const auto header = parse(file);
  ASSERT_TRUE(header) << header.error().detail;
  EXPECT_EQ(header->version, 3u);
  EXPECT_EQ(header->alignment, 32);
  EXPECT_EQ(header->data_offset % 32, 0);
  EXPECT_EQ(header->metadata.get_string("general.architecture"), "llama");
  ASSERT_EQ(header->tensors.size(), 2u);
  EXPECT_EQ(header->tensors[0].shape, (std::array<int64_t, 4>{3, 1, 1, 1}));
  EXPECT_EQ(header->tensors[0].n_dims, 1);
  EXPECT_EQ(header->tensors[0].size_bytes, 12);
  EXPECT_EQ(header->tensors[1].offset_bytes, header->data_offset + 32);
  EXPECT_TRUE(header->lint.empty()) << header->lint[0].message;
}

TEST(GgufHeader, EveryValueTypeIsKept) {
  GgufBuilder builder;
  builder.pair("u8", uint8_t{1}).pair("i8", int8_t{-1}).pair("u16", uint16_t{2}).pair("i16", int16_t{-2});
  builder.pair("u32", uint32_t{3}).pair("i32", int32_t{-3}).pair("f32", 0.5f).pair("bool", true).pair("text", "x\0y");
  builder.pair("u64", uint64_t{4}).pair("i64", int64_t{-4}).pair("f64", 0.25);
  builder.array<uint16_t>("array", {1, 2}).strings("strings", {"", "ab"}).array<float>("empty", {});
  builder.raw("flags", 9, le<uint32_t>(7) + le<uint64_t>(2) + std::string("\x01\x00", 2));
  const auto header = parse(builder.build());
  ASSERT_TRUE(header) << header.error().detail;
  const Metadata& m = header->metadata;
  ASSERT_EQ(m.size(), 16u);
  EXPECT_EQ(*m.find("u8"), Value(uint8_t{1}));
  EXPECT_EQ(*m.find("i16"), Value(int16_t{-2}));
  EXPECT_EQ(*m.find("i64"), Value(int64_t{-4}));
  EXPECT_EQ(*m.find("f64"), Value(0.25));
  EXPECT_EQ(*m.find("bool"), Value(true));
  EXPECT_EQ(*m.find("array"), Value(std::vector<uint16_t>{1, 2}));
  EXPECT_EQ(*m.find("empty"), Value(std::vector<float>{}));
  EXPECT_EQ(element_type(*m.find("empty")), ValueType::f32);
  EXPECT_EQ(*m.bools("flags"), (std::vector<uint8_t>{1, 0}));
  EXPECT_EQ((**m.strings("strings"))[1], "ab");
  EXPECT_EQ(m.entries()[15].key, "flags");  // order of the file
}

TEST(GgufHeader, VersionTwoIsReadToo) {
  GgufBuilder builder = sound();
  builder.version = 2;
  EXPECT_EQ(parse(builder.build())->version, 2u);
}

TEST(GgufHeader, EmptyFileWithNoTensorsIsSound) {
  EXPECT_TRUE(parse(GgufBuilder().build()));
}

struct Case {
  const char* name;
  Code code;
  std::string (*make)();
};

/// A sound file with one change.
template <class Change>
std::string changed(Change change) {
  GgufBuilder builder = sound();
  change(builder);
  return builder.build();
}

// The seven categories of headers and the seven of keys that llama.cpp's own tests have, then what became a CVE.
const Case kCases[] = {
    {"Empty", Code::file_truncated, [] { return std::string(); }},
    {"BadMagic", Code::not_a_gguf, [] { return changed([](auto& b) { b.magic = "GGML"; }); }},
    {"OneByteOfAnotherFile", Code::not_a_gguf, [] { return std::string("P"); }},
    {"Version0", Code::gguf_version, [] { return changed([](auto& b) { b.version = 0; }); }},
    {"Version1", Code::gguf_version, [] { return changed([](auto& b) { b.version = 1; }); }},
    {"VersionOfTheFuture", Code::gguf_version, [] { return changed([](auto& b) { b.version = 4; }); }},
    {"BigEndian", Code::gguf_big_endian, [] { return changed([](auto& b) { b.version = 0x03000000; }); }},
    {"TooManyTensors", Code::limit_exceeded, [] { return changed([](auto& b) { b.n_tensors = 1u << 20; }); }},
    {"TensorCount2To63", Code::limit_exceeded,
     [] { return changed([](auto& b) { b.n_tensors = uint64_t{1} << 63; }); }},
    {"TensorCountMinusOne", Code::limit_exceeded, [] { return changed([](auto& b) { b.n_tensors = UINT64_MAX; }); }},
    {"MoreTensorsThanBytes", Code::file_truncated, [] { return changed([](auto& b) { b.n_tensors = 60000; }); }},
    {"TooManyKeys", Code::limit_exceeded, [] { return changed([](auto& b) { b.n_pairs = 4097; }); }},
    {"KeyCount2To63", Code::limit_exceeded, [] { return changed([](auto& b) { b.n_pairs = uint64_t{1} << 63; }); }},
    {"MoreKeysThanBytes", Code::file_truncated, [] { return changed([](auto& b) { b.n_pairs = 4096; }); }},
    {"EmptyKey", Code::file_malformed, [] { return changed([](auto& b) { b.pair("", uint8_t{1}); }); }},
    {"DuplicateKey", Code::file_malformed,
     [] { return changed([](auto& b) { b.pair("general.architecture", uint8_t{1}); }); }},
    {"KeyOf2To63Bytes", Code::limit_exceeded,
     [] { return changed([](auto& b) { b.pairs.push_back(le<uint64_t>(uint64_t{1} << 63) + "x"); }); }},
    {"KeyOf65537Bytes", Code::limit_exceeded,
     [] { return changed([](auto& b) { b.pair(std::string(65537, 'k'), uint8_t{1}); }); }},
    {"KeyPastTheEnd", Code::file_truncated,
     [] {
       return changed([](auto& b) {
         b.tensors.clear();
         b.pairs.push_back(le<uint64_t>(60000) + "x");
       });
     }},
    {"UnknownValueType", Code::bad_value, [] { return changed([](auto& b) { b.raw("x", 13, "1234"); }); }},
    {"NegativeValueType", Code::bad_value, [] { return changed([](auto& b) { b.raw("x", UINT32_MAX, "1234"); }); }},
    {"BoolOfTwo", Code::bad_value, [] { return changed([](auto& b) { b.raw("x", 7, "\x02"); }); }},
    {"BoolOfTwoInArray", Code::bad_value,
     [] { return changed([](auto& b) { b.raw("x", 9, le<uint32_t>(7) + le<uint64_t>(1) + "\x02"); }); }},
    {"StringOf2To63Bytes", Code::limit_exceeded,
     [] { return changed([](auto& b) { b.raw("x", 8, le<uint64_t>(uint64_t{1} << 63)); }); }},
    {"StringOf9MiB", Code::limit_exceeded,
     [] { return changed([](auto& b) { b.pair("x", std::string(9 << 20, 'x')); }); }},
    {"StringPastTheEnd", Code::file_truncated,
     [] {
       return changed([](auto& b) {
         b.tensors.clear();
         b.raw("x", 8, le<uint64_t>(1000) + "abc");
       });
     }},
    {"ArrayOfArrays", Code::bad_value,
     [] { return changed([](auto& b) { b.raw("x", 9, le<uint32_t>(9) + le<uint64_t>(1) + std::string(32, '\0')); }); }},
    {"ArrayOfUnknownType", Code::bad_value,
     [] { return changed([](auto& b) { b.raw("x", 9, le<uint32_t>(77) + le<uint64_t>(1) + "x"); }); }},
    {"ArrayOf2To63", Code::limit_exceeded,
     [] { return changed([](auto& b) { b.raw("x", 9, le<uint32_t>(4) + le<uint64_t>(uint64_t{1} << 63)); }); }},
    {"ArrayOfManyElements", Code::limit_exceeded,
     [] { return changed([](auto& b) { b.array("x", std::vector<uint8_t>((2 << 20) + 1)); }); }},
    {"ArrayPastTheEnd", Code::file_truncated,
     [] { return changed([](auto& b) { b.raw("x", 9, le<uint32_t>(10) + le<uint64_t>(2 << 20)); }); }},
    {"StringArrayPastTheEnd", Code::file_truncated,
     [] { return changed([](auto& b) { b.raw("x", 9, le<uint32_t>(8) + le<uint64_t>(2 << 20)); }); }},
    {"StringInArrayOf2To63Bytes", Code::limit_exceeded,
     [] { return changed([](auto& b) { b.raw("x", 9, le<uint32_t>(8) + le<uint64_t>(1) + le(INT64_MIN)); }); }},
    {"AlignmentZero", Code::bad_value,
     [] { return GgufBuilder().pair("general.alignment", uint32_t{0}).floats("a", {1}).build(); }},
    {"AlignmentNoPowerOfTwo", Code::bad_value,
     [] { return GgufBuilder().pair("general.alignment", uint32_t{24}).floats("a", {1}).build(); }},
    {"AlignmentOf2MiB", Code::bad_value,
     [] { return GgufBuilder().pair("general.alignment", uint32_t{2 << 20}).floats("a", {1}).build(); }},
    {"AlignmentText", Code::bad_value,
     [] { return GgufBuilder().pair("general.alignment", "32").floats("a", {1}).build(); }},
};

class GgufBadHeader : public testing::TestWithParam<Case> {};

TEST_P(GgufBadHeader, IsRefusedByName) {
  const Case& c = GetParam();
  EXPECT_EQ(code_of(c.make()), c.code);
}

INSTANTIATE_TEST_SUITE_P(Cases, GgufBadHeader, testing::ValuesIn(kCases), [](const auto& c) { return c.param.name; });

TEST(GgufHeader, ManyStringsStayWithinTheHeadersLimit) {
  GgufBuilder builder;
  for (int i = 0; i < 9; ++i) builder.pair("key" + std::to_string(i), std::string(8 << 20, 'x'));  // 72 MiB
  EXPECT_EQ(code_of(builder.build()), Code::limit_exceeded);
}

TEST(GgufHeader, TextFromTheFileIsSafeInErrors) {
  GgufBuilder builder = sound();
  builder.raw("\x1b[31mred\n", 13, "1234");
  const auto header = parse(builder.build());
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().detail.find('\x1b'), std::string::npos);
  EXPECT_EQ(header.error().detail.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace snug::format
