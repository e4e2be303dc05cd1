#include "engine/format/safetensors.h"

#include <gtest/gtest.h>

#include "tests/unit/support/gguf_builder.h"
#include "tests/unit/support/temp_dir.h"

namespace snug::format {
namespace {

/// Parses a header as the first part of a file with `data_bytes` bytes of data.
Result<SafetensorsHeader> parse(const std::string& json, int64_t data_bytes) {
  return parse_safetensors_header(test::bytes_of(json), 8 + std::ssize(json) + data_bytes);
}

std::string one(const std::string& fields) {
  return "{\"a\":{" + fields + "}}";
}
std::string f32(const std::string& shape, const std::string& offsets) {
  return one("\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":" + offsets);
}

TEST(Safetensors, ReadsTensorsAndMetadata) {
  const std::string json =
      "{\"__metadata__\":{\"format\":\"pt\"},"
      "\"b\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[4,28]},"
      "\"a\":{\"shape\":[2],\"data_offsets\":[0,4],\"dtype\":\"BF16\"},"
      "\"s\":{\"dtype\":\"F4\",\"shape\":[2],\"data_offsets\":[28,29]},"
      "\"none\":{\"dtype\":\"I64\",\"shape\":[0],\"data_offsets\":[29,29]},"
      "\"scalar\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[29,30]}}   ";
  const auto header = parse(json, 30);
  ASSERT_TRUE(header) << header.error().detail;
  ASSERT_EQ(header->metadata.size(), 1u);
  EXPECT_EQ(header->metadata[0].second, "pt");
  ASSERT_EQ(header->tensors.size(), 5u);
  EXPECT_EQ(header->tensors[0].name, "a");  // the order of the data
  EXPECT_EQ(header->tensors[1].shape, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(header->tensors[1].n_elements, 6);
  EXPECT_EQ(header->tensors[1].offset_bytes, 8 + std::ssize(json) + 4);
  EXPECT_EQ(header->tensors[1].size_bytes, 24);
}

struct Case {
  const char* name;
  Code code;
  std::string json;
  int64_t data_bytes;
};

class SafetensorsBad : public testing::TestWithParam<Case> {};

TEST_P(SafetensorsBad, IsRefusedByName) {
  const Case& c = GetParam();
  const auto header = parse(c.json, c.data_bytes);
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().code, c.code) << header.error().detail;
}

const std::string kA = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";

// The errors of the reference implementation, then what a hostile file would try.
const Case kCases[] = {
    {"NoBrace", Code::file_malformed, "[]", 0},
    {"SpaceFirst", Code::file_malformed, " {}", 0},
    {"BrokenJson", Code::file_malformed, "{\"a\":", 0},
    {"TextBehind", Code::file_malformed, "{} x", 0},
    {"NotUtf8", Code::file_malformed, "{\"\xff\":{}}", 0},
    {"UnknownType", Code::unknown_type, one("\"dtype\":\"Q9\",\"shape\":[1],\"data_offsets\":[0,4]"), 4},
    {"NoType", Code::file_malformed, one("\"shape\":[1],\"data_offsets\":[0,4]"), 4},
    {"FieldOfAnotherName", Code::file_malformed,
     one("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":\"y\""), 4},
    {"OneOffset", Code::file_malformed, f32("[1]", "[0]"), 4},
    {"ThreeOffsets", Code::file_malformed, f32("[1]", "[0,4,8]"), 4},
    {"OffsetsBackward", Code::file_malformed, f32("[1]", "[4,0]"), 4},
    {"NegativeOffset", Code::file_malformed, f32("[1]", "[-4,0]"), 4},
    {"FractionalOffset", Code::file_malformed, f32("[1]", "[0,4.0]"), 4},
    {"OffsetAbove2To63", Code::file_malformed, f32("[1]", "[0,18446744073709551615]"), 4},
    {"SizeOfAnotherShape", Code::file_malformed, f32("[2]", "[0,4]"), 4},
    {"ShapeOverflow", Code::limit_exceeded, f32("[4294967296,4294967296]", "[0,4]"), 4},
    {"BitsOverflow", Code::limit_exceeded, f32("[4611686018427387904]", "[0,4]"), 4},
    {"HalfAByte", Code::file_malformed, one("\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,2]"), 2},
    {"Hole", Code::file_malformed, "{" + kA + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}", 12},
    {"Overlap", Code::file_malformed, "{" + kA + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[2,6]}}", 6},
    {"DataFollows", Code::file_malformed, "{" + kA + "}", 5},
    {"DataMissing", Code::file_truncated, "{" + kA + "}", 3},
    {"DuplicateName", Code::file_malformed, "{" + kA + "," + kA + "}", 4},
    {"DuplicateField", Code::file_malformed,
     one("\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]"), 4},
    {"MetadataOfNumbers", Code::file_malformed, "{\"__metadata__\":{\"a\":1}}", 0},
    {"MetadataNested", Code::file_malformed, "{\"__metadata__\":{\"a\":{}}}", 0},
    {"TensorIsText", Code::file_malformed, "{\"a\":\"b\"}", 0},
    {"TensorIsNull", Code::file_malformed, "{\"a\":null}", 0},
    {"DeepArray", Code::file_malformed, f32(std::string(100000, '['), "[0,4]"), 4},
    {"DeepObject", Code::file_malformed, "{\"a\":{\"b\":{\"c\":{}}}}", 0},
    {"LongShape", Code::file_malformed,
     f32("[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "[0,4]"), 4},
};

INSTANTIATE_TEST_SUITE_P(Cases, SafetensorsBad, testing::ValuesIn(kCases), [](const auto& c) { return c.param.name; });

TEST(Safetensors, FromFiles) {
  const test::TempDir dir;
  const std::string json = "{" + kA + "}";
  const std::string file = test::le<uint64_t>(json.size()) + json + "abcd";
  EXPECT_TRUE(read_safetensors_header(dir.write("a", file)));
  EXPECT_EQ(read_safetensors_header(dir.write("b", file.substr(0, 20))).error().code, Code::file_truncated);
  EXPECT_EQ(read_safetensors_header(dir.write("c", "abc")).error().code, Code::file_truncated);
  EXPECT_EQ(read_safetensors_header(dir.write("d", test::le<uint64_t>(kSafetensorsHeaderBytes + 1))).error().code,
            Code::limit_exceeded);
  EXPECT_EQ(read_safetensors_header(dir.path() / "none").error().code, Code::file_not_found);
  // A zip behind the header, as polyglots have it.
  EXPECT_EQ(read_safetensors_header(dir.write("e", file + "PK\x03\x04")).error().code, Code::file_malformed);
}

}  // namespace
}  // namespace snug::format
