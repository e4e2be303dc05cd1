// Every type's decode against the floats of an independent reader, bit for bit (tests/data/quant/make_goldens.py).
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/quant/dtype.h"
#include "engine/quant/half.h"

namespace snug::quant {
namespace {

std::vector<char> read_data(const char* name) {
  std::ifstream in(std::string(SNUG_TEST_DATA_DIR "/quant/") + name, std::ios::binary);
  EXPECT_TRUE(in.good()) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

const nlohmann::json& goldens() {
  static const nlohmann::json json = nlohmann::json::parse(read_data("blocks.json"));
  return json;
}

/// Byte i of the sweep: the top byte of splitmix64(i), as in make_goldens.py.
std::byte sweep_byte(uint64_t i) {
  uint64_t z = i * 0x9e3779b97f4a7c15u + 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return static_cast<std::byte>((z ^ z >> 31) >> 56);
}

class DequantGolden : public testing::TestWithParam<size_t> {
 protected:
  const nlohmann::json& row() const { return goldens().at("types").at(GetParam()); }
};

TEST_P(DequantGolden, EdgeBlocks) {
  const std::vector<char> data = read_data("blocks.bin");
  const TypeInfo* info = type_info(row().at("id").get<int32_t>());
  ASSERT_NE(info, nullptr);
  ASSERT_EQ(info->name, row().at("type").get<std::string>());
  ASSERT_EQ(info->block, row().at("block"));
  ASSERT_EQ(info->block_bytes, row().at("block_bytes"));
  const int64_t n = row().at("n_blocks").get<int64_t>() * info->block;
  // One byte off on purpose: decoding must not need alignment.
  std::vector<std::byte> blocks(static_cast<size_t>(n / info->block * info->block_bytes) + 1);
  std::memcpy(blocks.data() + 1, data.data() + row().at("blocks_at").get<size_t>(), blocks.size() - 1);
  std::vector<float> expected(static_cast<size_t>(n));
  std::memcpy(expected.data(), data.data() + row().at("values_at").get<size_t>(), expected.size() * sizeof(float));
  std::vector<float> actual(static_cast<size_t>(n), -12345.0f);
  dequant_row(info->type)(blocks.data() + 1, actual.data(), n);
  for (size_t i = 0; i < expected.size(); ++i) {
    if (std::isnan(expected[i])) {
      ASSERT_TRUE(std::isnan(actual[i])) << info->name << " element " << i << " is " << actual[i];
      continue;
    }
    ASSERT_EQ(bits_of(actual[i]), bits_of(expected[i]))
        << info->name << " element " << i << " is " << actual[i] << ", not " << expected[i];
  }
}

TEST_P(DequantGolden, Sweep) {
  const TypeInfo& info = *type_info(row().at("id").get<int32_t>());
  const int64_t n_blocks = goldens().at("sweep_blocks").get<int64_t>();
  std::vector<std::byte> blocks(static_cast<size_t>(n_blocks * info.block_bytes));
  for (size_t i = 0; i < blocks.size(); ++i) blocks[i] = sweep_byte(i);
  for (size_t block = 0; block < blocks.size(); block += static_cast<size_t>(info.block_bytes)) {
    for (const size_t at : row().at("scales")) {  // finite scales: NaN has no bits to compare
      blocks[block + at] = (blocks[block + at] & std::byte{0x8f}) | std::byte{0x20};
    }
    if (info.type == DType::F16 || info.type == DType::BF16) blocks[block + 1] &= std::byte{0xbf};
  }
  std::vector<float> values(static_cast<size_t>(n_blocks * info.block));
  dequant_row(info.type)(blocks.data(), values.data(), std::ssize(values));
  uint64_t hash = 0xcbf29ce484222325u;
  for (const float value : values) hash = (hash ^ bits_of(value)) * 0x100000001b3u;
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  EXPECT_EQ(text, row().at("sweep_fnv1a").get<std::string>()) << info.name;
}

std::string case_name(const testing::TestParamInfo<size_t>& info) {
  return goldens().at("types").at(info.param).at("type").get<std::string>();
}
INSTANTIATE_TEST_SUITE_P(Types, DequantGolden, testing::Range(size_t{0}, goldens().at("types").size()), case_name);

}  // namespace
}  // namespace snug::quant
