// snug-cli list: its rows, and that their names are accepted as MODEL.
#include "tests/integration/support/run_cli.h"

namespace snug::test {
namespace {

namespace fs = std::filesystem;

const fs::path kTiny = fs::path(SNUG_TEST_DATA_DIR) / "models";

class CliList : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(models_ / "deep");
    fs::copy_file(kTiny / "tiny-qwen3-f16.gguf", models_ / "b.gguf");
    fs::copy_file(kTiny / "tiny-llama-f32.gguf", models_ / "deep" / "a.gguf");
    dir_.write("models/broken.gguf", "GGUF and nothing else");
  }
  CliResult run(std::vector<std::string> args) { return run_cli(std::move(args), {.environment = {environment()}}); }
  [[nodiscard]] std::string environment() const { return "SNUG_MODELS_DIR=" + models_.string(); }

  TempDir dir_;
  fs::path models_ = dir_.path() / "models";
};

TEST_F(CliList, JsonIsTheContract) {
  const CliResult result = run({"--json", "list"});
  ASSERT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.err, "");
  const auto rows = result.json();
  ASSERT_EQ(rows.size(), 2u);
  const auto& row = rows[0];
  EXPECT_EQ(row.at("name"), "tiny-llama-f32");
  EXPECT_EQ(row.at("path"), (models_ / "deep" / "a.gguf").string());
  EXPECT_EQ(row.at("size_bytes"), fs::file_size(models_ / "deep" / "a.gguf"));
  EXPECT_EQ(row.at("architecture"), "llama");
  EXPECT_EQ(row.at("quantization"), "F32");
  EXPECT_EQ(row.at("context_train"), 256);
  EXPECT_EQ(row.at("id").get<std::string>().size(), 64u);
  EXPECT_GT(row.at("parameters").get<int64_t>(), 0);
  EXPECT_GT(row.at("bits_per_weight").get<double>(), 31.9);
  EXPECT_TRUE(row.at("sha256").is_null());
  EXPECT_EQ(row.at("source"), "Snug");
}

TEST_F(CliList, ATableForPeople) {
  const CliResult result = run({"list"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 3) << result.out;
  EXPECT_NE(result.out.find("tiny-qwen3-f16"), std::string::npos) << result.out;
}

TEST_F(CliList, ItsNamesAreModels) {
  for (const std::string name : {"tiny-llama-f32", "TINY-LLAMA-F32", "a", "b", "b.gguf"}) {
    const CliResult result = run({"--json", "inspect", name});
    EXPECT_EQ(result.status, 0) << name << result.err;
  }
  expect_refusal(run({"inspect", "tiny"}), 4, "No model of that name is here");
  expect_refusal(run({"inspect", "no/such.gguf"}), 4, "The file does not exist");
}

TEST_F(CliList, NoFolderIsAnEmptyList) {
  fs::remove_all(models_);
  const CliResult json = run({"--json", "list"});
  EXPECT_EQ(json.status, 0);
  EXPECT_EQ(json.json(), nlohmann::json::array());
  const CliResult text = run({"list"});
  EXPECT_EQ(text.status, 0);
  EXPECT_EQ(text.out, "");
  EXPECT_NE(text.err.find("does not exist"), std::string::npos) << text.err;
}

}  // namespace
}  // namespace snug::test
