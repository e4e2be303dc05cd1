// snug-cli template: the prompt byte for byte, from a template file and from a model, and what it refuses.
#include "tests/integration/support/run_cli.h"
#include "tests/unit/support/gguf_builder.h"

namespace snug::test {
namespace {

constexpr const char* kTemplate =
    "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}"
    "{% if tools %}{{ tools|tojson }}{% endif %}{% if add_generation_prompt %}[assistant]{% endif %}{{ note }}\n\n";
constexpr const char* kMessages = R"([{"role": "user", "content": "Grüße"}, {"role": "assistant", "content": null}])";

std::string model_with(const TempDir& dir, const std::string& chat_template) {
  GgufBuilder builder;
  builder.pair("general.architecture", "llama");
  builder.strings("tokenizer.ggml.tokens", {"<unk>", "<s>", "</s>", "<|im_start|>"});
  builder.pair("tokenizer.ggml.bos_token_id", uint32_t{1});
  builder.pair("tokenizer.ggml.eos_token_id", uint32_t{2});
  if (!chat_template.empty()) builder.pair("tokenizer.chat_template", chat_template.c_str());
  return dir.write("model.gguf", builder.build()).string();
}

TEST(CliTemplate, RendersAFile) {
  const TempDir dir;
  const std::string file = dir.write("t.jinja", kTemplate).string();
  const std::string messages = dir.write("m.json", kMessages).string();
  const std::string tools = dir.write("tools.json", R"([{"b": 1.0, "a": null}])").string();
  const CliResult plain = run_cli({"template", file, "--messages", messages});
  EXPECT_EQ(plain.status, 0) << plain.err;
  EXPECT_EQ(plain.out,
            "[user]Grüße\n[assistant]None\n[assistant]\n");  // one of its two final newlines is the template's
  EXPECT_EQ(plain.err, "");
  const CliResult set = run_cli({"template", file, "--messages", messages, "--tools", tools, "--no-generation-prompt",
                                 "--set", "bos_token=\"<s>\"", "--set", "note={\"x\": true}"});
  EXPECT_EQ(set.out, "<s>[user]Grüße\n[assistant]None\n[{\"b\": 1.0, \"a\": null}]{'x': True}\n");
  const CliResult json = run_cli({"template", file, "--messages", "-", "--json"}, {.input = kMessages});
  EXPECT_EQ(json.json().at("prompt"), plain.out);
}

TEST(CliTemplate, RendersAModelsTemplateWithItsTokens) {
  const TempDir dir;
  const std::string messages = dir.write("m.json", R"([{"role": "user", "content": "hi"}])").string();
  const CliResult result = run_cli({"template", model_with(dir, kTemplate), "--messages", messages});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, "<s>[user]hi\n[assistant]\n");
}

TEST(CliTemplate, FallsBackForAModelAndSaysSo) {
  const TempDir dir;
  const std::string messages = dir.write("m.json", R"([{"role": "user", "content": "hi"}])").string();
  for (const char* source : {"", "{% if %}", "{{ range(10**9) }}"}) {
    const CliResult result = run_cli({"template", model_with(dir, source), "--messages", messages});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, "<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n");
    EXPECT_TRUE(result.err.starts_with("snug-cli: warning: ")) << result.err;
    EXPECT_NE(result.err.find("chatml"), std::string::npos) << result.err;
  }
}

TEST(CliTemplate, Refusals) {
  const TempDir dir;
  const std::string messages = dir.write("m.json", kMessages).string();
  const auto with = [&](const std::string& source) {
    return run_cli({"template", dir.write("t.jinja", source).string(), "--messages", messages});
  };
  expect_refusal(with("a\n{% if %}"), 3, "line 2");
  expect_refusal(with("{{ 1 / 0 }}"), 3, "line 1");
  expect_refusal(with("{{ raise_exception('Roles must alternate') }}"), 3, "Roles must alternate");
  expect_refusal(with("{{ 'x' * 10**9 }}"), 3, "work");
  const std::string good = dir.write("g.jinja", "x").string();
  expect_refusal(run_cli({"template", good}), 2, "--messages");
  expect_refusal(run_cli({"template", good, "--messages", (dir.path() / "none").string()}), 4, "none");
  expect_refusal(run_cli({"template", good, "--messages", "-"}, {.input = "[{]"}), 3, "at byte 3");
  expect_refusal(run_cli({"template", good, "--messages", "-"}, {.input = "{}"}), 3, "array");
  expect_refusal(run_cli({"template", good, "--messages", messages, "--set", "x"}), 2, "NAME=JSON");
  expect_refusal(run_cli({"template", good, "--messages", messages, "--set", "x=y"}), 3, "--set x");
  expect_refusal(run_cli({"template", good, "--messages", messages, "--set", "messages=[]"}), 3, "cannot be set");
  expect_refusal(run_cli({"template", messages, "--messages", messages}), 3, "GGUF");
}

}  // namespace
}  // namespace snug::test
