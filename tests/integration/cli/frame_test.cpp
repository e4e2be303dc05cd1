// What every command promises: usage errors, help, JSON errors, outputs that fail.
#include "tests/integration/support/run_cli.h"
#include "tests/unit/support/gguf_builder.h"

namespace snug::test {
namespace {

TEST(CliFrame, VersionAndHelpAreResults) {
  const CliResult version = run_cli({"--version"});
  EXPECT_EQ(version.status, 0);
  EXPECT_TRUE(version.out.starts_with("snug-cli ")) << version.out;
  EXPECT_EQ(version.err, "");
  for (const std::vector<std::string>& args : {std::vector<std::string>{"--help"}, {"inspect", "--help"}}) {
    const CliResult help = run_cli(args);
    EXPECT_EQ(help.status, 0);
    EXPECT_NE(help.out.find("Usage: snug-cli"), std::string::npos) << help.out;
    EXPECT_EQ(help.err, "");
  }
}

TEST(CliFrame, UsageErrors) {
  expect_refusal(run_cli({}), 2, "snug-cli --help");
  expect_refusal(run_cli({"frobnicate"}), 2, "frobnicate is no command");
  expect_refusal(run_cli({"inspect"}), 2, "FILE");
  expect_refusal(run_cli({"inspect", "x", "--frobnicate"}), 2, "--frobnicate");
  expect_refusal(run_cli({"inspect", "x\x1b[31m\n", "y\x1b[31m\n"}), 2, "\\x1b");
}

TEST(CliFrame, ErrorsInJson) {
  for (const std::vector<std::string>& args :
       {std::vector<std::string>{"--json", "inspect", "/none.gguf"}, {"inspect", "/none.gguf", "--json"}}) {
    const CliResult result = run_cli(args);
    EXPECT_EQ(result.status, 4);
    const auto error = result.json().at("error");
    EXPECT_EQ(error.at("code"), "file_not_found");
    EXPECT_FALSE(error.at("message").get<std::string>().empty());
    EXPECT_FALSE(error.at("hint").get<std::string>().empty());
    EXPECT_TRUE(result.err.starts_with("snug-cli: "));
  }
  const CliResult usage = run_cli({"--json", "inspect", "x", "--frobnicate"});
  EXPECT_EQ(usage.status, 2);
  EXPECT_EQ(usage.json().at("error").at("code"), "usage");
}

TEST(CliFrame, AFullDiskBehindStandardOutputIsStorage) {
  const CliResult result = run_cli({"--help"}, {.input = {}, .environment = {}, .out_path = "/dev/full"});
  EXPECT_EQ(result.status, 7);
  EXPECT_NE(result.err.find("full"), std::string::npos) << result.err;
}

TEST(CliFrame, AClosedPipeEndsQuietly) {
  const TempDir dir;
  GgufBuilder builder;
  builder.strings("tokens", std::vector<std::string>(100000, "some token"));
  const auto model = dir.write("x.gguf", builder.build()).string();
  // The shell gives both: a reader that leaves early, and the status of what is before the pipe.
  const std::string line = "{ " SNUG_CLI " inspect --full " + model + " 2>" + (dir.path() / "err").string() +
                           "; echo $? >" + (dir.path() / "status").string() + "; } | head -c 10 >/dev/null";
  ASSERT_EQ(std::system(line.c_str()), 0);
  EXPECT_EQ(read_file(dir.path() / "status"), "0\n");
  EXPECT_EQ(read_file(dir.path() / "err"), "");
}

TEST(CliFrame, ModelsAreFoundByNameInTheModelsFolder) {
  const TempDir dir;
  dir.write("tiny.gguf", GgufBuilder().pair("general.architecture", "llama").build());
  for (const char* name : {"tiny", "tiny.gguf"}) {
    EXPECT_EQ(run_cli({"--models-dir", dir.path().string(), "inspect", name}).status, 0) << name;
  }
  EXPECT_EQ(run_cli({"inspect", "tiny"},
                    {.input = {}, .environment = {"SNUG_MODELS_DIR=" + dir.path().string()}, .out_path = {}})
                .status,
            0);
  expect_refusal(run_cli({"inspect", "tiny"}), 4, "No model of that name");
}

}  // namespace
}  // namespace snug::test
