#include "engine/format/metadata.h"

#include <gtest/gtest.h>

namespace snug::format {
namespace {

Metadata sample() {
  Metadata metadata;
  metadata.set("u8", uint8_t{200});
  metadata.set("i32", int32_t{-5});
  metadata.set("u64", uint64_t{1} << 40);
  metadata.set("f32", 0.5f);
  metadata.set("f64", 1e300);
  metadata.set("bool", true);
  metadata.set("text", std::string("llama"));
  metadata.set("numbers", std::vector<int32_t>{1, 2, 3});
  metadata.set("negative", std::vector<int32_t>{1, -2});
  metadata.set("floats", std::vector<float>{0.5f, 2.0f});
  metadata.set("flags", BoolArray{{1, 0}});
  StringArray strings;
  for (const char* text : {"a", "", "ccc"}) strings.push_back(text);
  metadata.set("strings", strings);
  return metadata;
}

template <class T>
Code code_of(const Result<T>& result) {
  EXPECT_FALSE(result.has_value());
  return result ? Code::internal : result.error().code;
}

TEST(Metadata, IntegersOfAnyWidthAreCheckedForRange) {
  const Metadata m = sample();
  EXPECT_EQ(m.get_u32("u8"), 200u);
  EXPECT_EQ(m.get_i64("i32"), -5);
  EXPECT_EQ(m.get_u64("u64"), uint64_t{1} << 40);
  EXPECT_EQ(code_of(m.get_u32("i32")), Code::bad_value);
  EXPECT_EQ(code_of(m.get_u32("u64")), Code::bad_value);
  EXPECT_EQ(code_of(m.get_u32("f32")), Code::bad_value);
  EXPECT_EQ(code_of(m.get_u32("bool")), Code::bad_value);
  EXPECT_EQ(code_of(m.get_u32("absent")), Code::missing_key);
}

TEST(Metadata, FloatsTakeIntegersToo) {
  const Metadata m = sample();
  EXPECT_EQ(m.get_f32("f32"), 0.5f);
  EXPECT_EQ(m.get_f64("u8"), 200.0);
  EXPECT_EQ(m.get_f64("f64"), 1e300);
  EXPECT_EQ(code_of(m.get_f32("text")), Code::bad_value);
}

TEST(Metadata, TextAndBool) {
  const Metadata m = sample();
  EXPECT_EQ(m.get_string("text"), "llama");
  EXPECT_EQ(m.get_bool("bool"), true);
  EXPECT_EQ(code_of(m.get_bool("u8")), Code::bad_value);
  EXPECT_EQ(code_of(m.get_string("bool")), Code::bad_value);
}

TEST(Metadata, OptionalTellsAbsentFromWrong) {
  const Metadata m = sample();
  EXPECT_EQ(*m.optional_u32("absent"), std::nullopt);
  EXPECT_EQ(*m.optional_u32("u8"), 200u);
  EXPECT_EQ(code_of(m.optional_u32("text")), Code::bad_value);
  EXPECT_EQ(*m.optional_string("text"), "llama");
}

TEST(Metadata, ErrorsNameTheKey) {
  const Error error = sample().get_u32("text").error();
  EXPECT_NE(error.detail.find("text"), std::string::npos);
  ASSERT_FALSE(error.context.empty());
  EXPECT_EQ(error.context[0].second, "text");
}

TEST(Metadata, ArraysOfNumbersConvert) {
  const Metadata m = sample();
  EXPECT_EQ(*m.numbers<uint32_t>("numbers"), (std::vector<uint32_t>{1, 2, 3}));
  EXPECT_EQ(*m.numbers<float>("numbers"), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(*m.numbers<float>("floats"), (std::vector<float>{0.5f, 2.0f}));
  EXPECT_EQ(code_of(m.numbers<uint32_t>("negative")), Code::bad_value);
  EXPECT_EQ(code_of(m.numbers<int32_t>("floats")), Code::bad_value);
  EXPECT_EQ(code_of(m.numbers<int32_t>("u8")), Code::bad_value);
  EXPECT_EQ(code_of(m.numbers<int32_t>("strings")), Code::bad_value);
  EXPECT_EQ(*m.bools("flags"), (std::vector<uint8_t>{1, 0}));
}

TEST(Metadata, AScalarStandsForEqualElements) {
  const Metadata m = sample();
  EXPECT_EQ(*m.numbers_or_scalar<uint32_t>("u8", 3), (std::vector<uint32_t>{200, 200, 200}));
  EXPECT_EQ(*m.numbers_or_scalar<uint32_t>("numbers", 3), (std::vector<uint32_t>{1, 2, 3}));
  EXPECT_EQ(code_of(m.numbers_or_scalar<uint32_t>("numbers", 4)), Code::bad_value);
}

TEST(Metadata, StringsShareABuffer) {
  const Metadata m = sample();
  const StringArray& strings = **m.strings("strings");
  ASSERT_EQ(strings.size(), 3u);
  EXPECT_EQ(strings[0], "a");
  EXPECT_EQ(strings[1], "");
  EXPECT_EQ(strings[2], "ccc");
  EXPECT_EQ(code_of(m.strings("numbers")), Code::bad_value);
}

TEST(Metadata, KeepsOrderWhenChanged) {
  Metadata m = sample();
  const size_t n = m.size();
  m.set("i32", int32_t{7});
  EXPECT_EQ(m.size(), n);
  EXPECT_EQ(m.entries()[1].key, "i32");
  EXPECT_EQ(m.get_i32("i32"), 7);
  EXPECT_TRUE(m.erase("u8"));
  EXPECT_FALSE(m.erase("u8"));
  EXPECT_EQ(m.entries()[0].key, "i32");
  EXPECT_EQ(m.get_string("text"), "llama");  // the index follows
  EXPECT_EQ(*m.numbers<int32_t>("numbers"), (std::vector<int32_t>{1, 2, 3}));
}

}  // namespace
}  // namespace snug::format
