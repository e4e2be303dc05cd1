// Files that are no models, or broken ones, and prompts that do not fit.
#include <cmath>

#include "tests/integration/bad_input/mangle.h"

namespace snug::test {
namespace {

class BadFile : public testing::Test {
 protected:
  CliResult run(const std::string& bytes, std::vector<std::string> more = {"-p", "hi", "-n", "2", "--raw"}) {
    std::vector<std::string> args{"run", dir_.write("x.gguf", bytes).string(), "--device", "reference"};
    args.insert(args.end(), more.begin(), more.end());
    return run_cli(args);
  }
  CliResult inspect(const std::string& bytes) {
    return run_cli({"--json", "inspect", dir_.write("x.gguf", bytes).string()});
  }
  static bool has_lint(const CliResult& result, const std::string& code) {
    const nlohmann::json json = result.json();
    for (const auto& lint : json.at("lint")) {
      if (lint.at("code") == code) return true;
    }
    return false;
  }
  TempDir dir_;
  const std::string tiny_ = read_file(kTinyModel);
};

TEST_F(BadFile, TheTinyModelItselfRuns) {
  EXPECT_EQ(run(tiny_).status, 0);
}

TEST_F(BadFile, NotAModel) {
  expect_refusal(run(""), 3, "ends too early");
  expect_refusal(run("hello"), 3, "not a GGUF file");
  expect_refusal(run(std::string(1 << 20, '\0')), 3, "not a GGUF file");
  expect_refusal(run_cli({"run", "/dev/null", "-p", "hi"}), 3, "no regular file");
  expect_refusal(run_cli({"run", dir_.path().string(), "-p", "hi"}), 3, "no regular file");
  expect_refusal(run_cli({"run", (dir_.path() / "none.gguf").string(), "-p", "hi"}), 4, "does not exist");
}

TEST_F(BadFile, TruncatedInEverySection) {
  const size_t pairs_end = tiny_.find(gguf_text("token_embd.weight"));
  for (const size_t bytes : {size_t{4}, size_t{12}, size_t{20}, size_t{30}, pairs_end / 2, pairs_end + 10,
                             tiny_.size() / 2, tiny_.size() - 4}) {
    expect_refusal(run(tiny_.substr(0, bytes)), 3, "The file ends too early");
    const CliResult shown = inspect(tiny_.substr(0, bytes));
    EXPECT_EQ(shown.status, 3) << bytes;
  }
}

TEST_F(BadFile, CountsAndSizesBeyondAnything) {
  const std::string huge = le<uint64_t>(uint64_t{1} << 63);
  for (const size_t at : {size_t{8}, size_t{16}, size_t{24}}) {  // tensors, keys, length of the first key
    std::string bytes = tiny_;
    bytes.replace(at, 8, huge);
    const CliResult result = run(bytes);
    EXPECT_EQ(result.status, 3) << at;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
  }
  std::string shape = tiny_;
  const size_t type = type_at(shape, "blk.0.attn_q.weight");
  shape.replace(type - 8, 8, huge);
  EXPECT_EQ(run(shape).status, 3);
  shape.replace(type - 16, 16, le<uint64_t>(uint64_t{1} << 62) + le<uint64_t>(4));
  EXPECT_EQ(run(shape).status, 3);
}

TEST_F(BadFile, DuplicateTensors) {
  expect_refusal(run(with(tiny_, "blk.0.attn_q.weight", "blk.1.attn_q.weight")), 3, "Two tensors have the same name");
}

TEST_F(BadFile, AnUnknownTypeIsShownButDoesNotRun) {
  for (const auto& [id, code] : {std::pair{999, "unknown_type"}, {4, "obsolete_type"}}) {
    std::string bytes = tiny_;
    bytes.replace(type_at(bytes, "blk.0.attn_q.weight"), 4, le<int32_t>(id));
    expect_refusal(run(bytes), 3, "blk.0.attn_q.weight: type " + std::to_string(id));
    const CliResult shown = inspect(bytes);
    EXPECT_EQ(shown.status, 0) << shown.err;
    EXPECT_TRUE(has_lint(shown, code)) << shown.out;
    EXPECT_NE(shown.out.find("unknown (" + std::to_string(id) + ")"), std::string::npos);
  }
}

TEST_F(BadFile, AnUnknownArchitectureIsNamedWithWhatRuns) {
  const std::string key = gguf_text("general.architecture") + le<uint32_t>(8);
  const std::string bytes = with(tiny_, key + gguf_text("llama"), key + gguf_text("zebra"));
  const CliResult result = run(bytes);
  expect_refusal(result, 3, "\"zebra\"");
  EXPECT_NE(result.err.find("qwen3"), std::string::npos) << result.err;
  const CliResult shown = inspect(bytes);
  EXPECT_EQ(shown.status, 0);
  EXPECT_TRUE(has_lint(shown, "unknown_architecture")) << shown.out;
}

TEST_F(BadFile, NoTokenizer) {
  const std::string bytes = with(tiny_, "tokenizer.ggml.model", "tokenizer.ggml.modex");
  expect_refusal(run(bytes), 3, "The file has no tokenizer");
  const CliResult shown = inspect(bytes);
  EXPECT_EQ(shown.status, 0);
  EXPECT_TRUE(has_lint(shown, "missing_tokenizer")) << shown.out;
  EXPECT_FALSE(has_lint(inspect(tiny_), "missing_tokenizer"));
}

TEST_F(BadFile, ATemplateThatDoesNotParseGivesWayToANamedOne) {
  const CliResult result =
      run(with(tiny_, "{% for message in messages %}", "{% for message on messages %}"), {"-p", "hi", "-n", "2"});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_NE(result.err.find("snug-cli: warning: "), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("chatml"), std::string::npos) << result.err;
}

TEST_F(BadFile, APromptLongerThanTheContext) {
  const std::string prompt(500, 'x');
  for (const bool raw : {true, false}) {
    std::vector<std::string> args{"-p", prompt, "--ctx", "64"};
    if (raw) args.emplace_back("--raw");
    expect_refusal(run(tiny_, args), 3, "The prompt is longer than the context");
  }
}

TEST_F(BadFile, WeightsThatAreNoNumbers) {
  std::string bytes = tiny_;
  const std::string nan = le<float>(std::nanf(""));
  for (size_t at = bytes.size() - 32768; at + 4 <= bytes.size(); at += 4) bytes.replace(at, 4, nan);
  expect_refusal(run(bytes), 3, "not a number");
}

TEST_F(BadFile, AKvTypeThatTheDeviceDoesNotKeep) {
  expect_refusal(run(tiny_, {"-p", "hi", "--kv", "q5_0"}), 2, "--kv q5_0");
}

}  // namespace
}  // namespace snug::test
