// snug-cli inspect: the contract of its JSON, what a person sees, what it refuses.
#include "tests/integration/support/run_cli.h"
#include "tests/unit/support/gguf_builder.h"

namespace snug::test {
namespace {

using Json = nlohmann::json;

GgufBuilder sample() {
  GgufBuilder builder;
  builder.pair("general.architecture", "llama").pair("general.name", "A\x1b[31m name").pair("x.nan", std::nanf(""));
  builder.pair("x.flag", true).array<uint32_t>("x.short", {1, 2});
  builder.array<int32_t>("x.long", std::vector<int32_t>(17, 7));
  builder.strings("x.words", std::vector<std::string>(20, "w\xff"));
  builder.tensor({"a.weight", {32, 2}, 8, std::string(68, 'q'), {}, {}});
  builder.floats("b", {1, 2, 3, 4});
  return builder;
}

TEST(CliInspect, JsonIsTheContract) {
  const TempDir dir;
  const std::string file = sample().build();
  const CliResult result = run_cli({"--json", "inspect", dir.write("x.gguf", file).string()});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.err, "");
  const Json json = result.json();
  EXPECT_EQ(json.at("format"), "GGUF");
  EXPECT_EQ(json.at("version"), 3);
  EXPECT_EQ(json.at("architecture"), "llama");
  EXPECT_EQ(json.at("parameters"), 68);
  EXPECT_DOUBLE_EQ(json.at("bits_per_weight").get<double>(), 8.0 * (68 + 16) / 68);
  EXPECT_EQ(json.at("size_bytes"), file.size());
  const Json& metadata = json.at("metadata");
  EXPECT_EQ(metadata.at("general.name"), "A\x1b[31m name");
  EXPECT_TRUE(metadata.at("x.nan").is_null());
  EXPECT_EQ(metadata.at("x.flag"), true);
  EXPECT_EQ(metadata.at("x.short"), (Json{1, 2}));
  EXPECT_EQ(metadata.at("x.long").at("length"), 17);
  EXPECT_EQ(metadata.at("x.long").at("head").size(), 16u);
  EXPECT_EQ(metadata.at("x.words").at("head").at(0), "w\xEF\xBF\xBD");
  ASSERT_EQ(json.at("tensors").size(), 2u);
  const Json& tensor = json.at("tensors").at(0);
  EXPECT_EQ(tensor.at("name"), "a.weight");
  EXPECT_EQ(tensor.at("type"), "Q8_0");
  EXPECT_EQ(tensor.at("shape"), (Json{32, 2}));
  EXPECT_EQ(tensor.at("size_bytes"), 68);
  EXPECT_EQ(tensor.at("offset_bytes").get<size_t>() % 32, 0u);
  ASSERT_EQ(json.at("lint").size(), 1u) << json.at("lint");
  EXPECT_EQ(json.at("lint").at(0).at("code"), "missing_tokenizer");
}

TEST(CliInspect, FullPrintsLongArraysWhole) {
  const TempDir dir;
  const Json json = run_cli({"inspect", "--full", "--json", dir.write("x.gguf", sample().build()).string()}).json();
  EXPECT_EQ(json.at("metadata").at("x.long").size(), 17u);
  EXPECT_EQ(json.at("metadata").at("x.words").size(), 20u);
}

TEST(CliInspect, APersonSeesNoControlCharacters) {
  const TempDir dir;
  const std::string path = dir.write("x.gguf", sample().build()).string();
  const CliResult plain = run_cli({"inspect", path});
  EXPECT_EQ(plain.status, 0);
  EXPECT_EQ(plain.out.find('\x1b'), std::string::npos);
  EXPECT_NE(plain.out.find("general.architecture"), std::string::npos);
  EXPECT_EQ(plain.out.find("a.weight"), std::string::npos);
  EXPECT_NE(run_cli({"inspect", "--tensors", path}).out.find("a.weight"), std::string::npos);
}

TEST(CliInspect, LintIsShownAndIsNoFailure) {
  const TempDir dir;
  GgufBuilder builder = sample();
  builder.tail = "tail";
  const std::string path = dir.write("x.gguf", builder.build()).string();
  const CliResult json = run_cli({"--json", "inspect", path});
  EXPECT_EQ(json.status, 0);
  EXPECT_EQ(json.json().at("lint").at(0).at("code"), "trailing_bytes");
  EXPECT_NE(run_cli({"inspect", path}).out.find("trailing_bytes"), std::string::npos);
}

TEST(CliInspect, AShardAloneIsShownWithLint) {
  const TempDir dir;
  GgufBuilder builder = sample();
  builder.pair("split.no", uint16_t{0}).pair("split.count", uint16_t{2});
  const CliResult result = run_cli({"--json", "inspect", dir.write("m-00001-of-00002.gguf", builder.build()).string()});
  ASSERT_EQ(result.status, 0) << result.err;
  const Json lint = result.json().at("lint");
  EXPECT_TRUE(std::any_of(lint.begin(), lint.end(), [](const Json& l) { return l.at("code") == "missing_shard"; }))
      << lint;
}

TEST(CliInspect, Safetensors) {
  const TempDir dir;
  const std::string json =
      "{\"__metadata__\":{\"format\":\"pt\"},\"w\":{\"dtype\":\"BF16\",\"shape\":[2,3],\"data_offsets\":[0,12]}}";
  const std::string file = le<uint64_t>(json.size()) + json + std::string(12, 'x');
  const CliResult result = run_cli({"--json", "inspect", dir.write("m.safetensors", file).string()});
  ASSERT_EQ(result.status, 0) << result.err;
  const Json shown = result.json();
  EXPECT_EQ(shown.at("format"), "safetensors");
  EXPECT_TRUE(shown.at("version").is_null());
  EXPECT_EQ(shown.at("metadata").at("format"), "pt");
  EXPECT_EQ(shown.at("tensors").at(0).at("shape"), (Json{3, 2}));  // fastest first
  EXPECT_EQ(shown.at("tensors").at(0).at("type"), "BF16");
  EXPECT_DOUBLE_EQ(shown.at("bits_per_weight").get<double>(), 16.0);
}

TEST(CliInspect, Refusals) {
  const TempDir dir;
  expect_refusal(run_cli({"inspect", "/none.gguf"}), 4, "does not exist");
  expect_refusal(run_cli({"inspect", dir.write("t.txt", "hello there").string()}), 3, "not a GGUF");
  expect_refusal(run_cli({"inspect", dir.write("e.gguf", "").string()}), 3, "ends too early");
  expect_refusal(run_cli({"inspect", dir.path().string()}), 3, "no regular file");
  const std::string file = sample().build();
  expect_refusal(run_cli({"inspect", dir.write("c.gguf", file.substr(0, file.size() / 2)).string()}), 3,
                 "ends too early");
  GgufBuilder builder = sample();
  builder.n_tensors = uint64_t{1} << 63;
  expect_refusal(run_cli({"inspect", dir.write("h.gguf", builder.build()).string()}), 3, "more than any real model");
}

}  // namespace
}  // namespace snug::test
