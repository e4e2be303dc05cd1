// snug-cli tensor: NumPy files with the decoded values.
#include <cstring>

#include "engine/quant/half.h"
#include "tests/integration/support/run_cli.h"
#include "tests/unit/support/gguf_builder.h"

namespace snug::test {
namespace {

struct Npy {
  std::string header;
  std::vector<float> values;
};

Npy read_npy(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const size_t length = static_cast<uint8_t>(bytes[8]) + 256u * static_cast<uint8_t>(bytes[9]);
  EXPECT_EQ((10 + length) % 64, 0u);
  Npy npy;
  npy.header = bytes.substr(10, length);
  EXPECT_EQ(npy.header.back(), '\n');
  npy.values.resize((bytes.size() - 10 - length) / sizeof(float));
  std::memcpy(npy.values.data(), bytes.data() + 10 + length, npy.values.size() * sizeof(float));
  return npy;
}

TEST(CliTensor, DecodesWithTheSlowestDimensionFirst) {
  const TempDir dir;
  std::string blocks;  // two rows of one Q8_0 block: 0.5 * j, then -1 * j
  for (const float d : {0.5f, -1.0f}) {
    blocks += le(quant::float_to_half(d));
    for (int j = 0; j < 32; ++j) blocks += static_cast<char>(j);
  }
  GgufBuilder builder;
  builder.pair("general.architecture", "llama").tensor({"w", {32, 2}, 8, blocks, {}, {}}).floats("v", {1, 2, 3});
  const std::string model = dir.write("x.gguf", builder.build()).string();
  const std::string out = (dir.path() / "w.npy").string();

  const CliResult result = run_cli({"tensor", model, "w", "--out", out});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "");
  const Npy w = read_npy(out);
  EXPECT_NE(w.header.find("'descr': '<f4', 'fortran_order': False, 'shape': (2, 32), }"), std::string::npos)
      << w.header;
  ASSERT_EQ(w.values.size(), 64u);
  EXPECT_EQ(w.values[31], 15.5f);
  EXPECT_EQ(w.values[63], -31.0f);

  ASSERT_EQ(run_cli({"tensor", model, "v", "--out", out}).status, 0);
  const Npy v = read_npy(out);
  EXPECT_NE(v.header.find("'shape': (3,), }"), std::string::npos) << v.header;
  EXPECT_EQ(v.values, (std::vector<float>{1, 2, 3}));
}

TEST(CliTensor, Refusals) {
  const TempDir dir;
  const std::string model = dir.write("x.gguf", GgufBuilder().floats("v", {1}).build()).string();
  expect_refusal(run_cli({"tensor", model, "w", "--out", (dir.path() / "w.npy").string()}), 4,
                 "no tensor of that name");
  expect_refusal(run_cli({"tensor", model, "v"}), 2, "--out");
  expect_refusal(run_cli({"tensor", model, "v", "--out", (dir.path() / "none" / "w.npy").string()}), 7,
                 "folder is gone");
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "w.npy"));
}

}  // namespace
}  // namespace snug::test
