#include <gtest/gtest.h>

#include <random>

#include "app/chat/highlight/highlighter.h"

namespace snug::chat {
namespace {

/// "k:if f:main ..." of several lines, '/' between lines.
std::string shown(std::string_view language, std::string_view code) {
  const Grammar* grammar = find_grammar(language);
  if (grammar == nullptr) return "no grammar";
  std::string out;
  LineState state = 0;
  for (size_t at = 0; at <= code.size();) {
    const size_t end = std::min(code.find('\n', at), code.size());
    const std::string_view line = code.substr(at, end - at);
    std::vector<TokenRun> runs;
    state = highlight_line(*grammar, line, state, runs);
    for (const TokenRun& run : runs) {
      out += std::string(1, "ksnfc"[static_cast<int>(run.kind)]) + ":" +
             std::string(line.substr(run.start, run.length)) + " ";
    }
    at = end + 1;
    if (at <= code.size()) out += "/ ";
  }
  return out;
}

TEST(Grammar, TheBuiltInOnesAreThere) {
  EXPECT_EQ(builtin_grammars().size(), 5u);
  for (const char* name : {"cpp", "c++", "python", "py", "json", "sh", "bash", "js", "typescript"})
    EXPECT_NE(find_grammar(name), nullptr) << name;
  EXPECT_EQ(find_grammar("brainfuck"), nullptr);
  EXPECT_EQ(find_grammar(""), nullptr);
}

TEST(Grammar, BadOnesAreRefused) {
  EXPECT_EQ(parse_grammar("{").error().code, Code::bad_json);
  EXPECT_EQ(parse_grammar("[]").error().code, Code::bad_json);
  EXPECT_EQ(parse_grammar("{}").error().code, Code::bad_input);
  EXPECT_EQ(parse_grammar(R"({"name":"x","strings":[{"open":""}]})").error().code, Code::bad_input);
  EXPECT_EQ(parse_grammar(R"({"name":"x","comments":[7]})").error().code, Code::bad_input);
  EXPECT_TRUE(parse_grammar(R"({"name":"x","keywords":7})"));
}

TEST(Highlight, Cpp) {
  EXPECT_EQ(shown("cpp", "#include <x>\nint main() { return f(0x1F, 1'000, \"a\\\"b\"); } // c"),
            "k:#include / k:int f:main k:return f:f n:0x1F n:1'000 s:\"a\\\"b\" c:// c ");
  EXPECT_EQ(shown("cpp", "a /* b\nc */ if\n'x"), "c:/* b / c:c */ k:if / s:'x ");
  EXPECT_EQ(shown("cpp", "R\"(a\nb\")\" var"), "s:R\"(a / s:b\")\" k:var ");
  EXPECT_EQ(shown("cpp", "iffy 1e-5f"), "n:1e-5f ");
  EXPECT_EQ(shown("cpp", "\"open\nif"), "s:\"open / k:if ");  // a string ends with its line
}

TEST(Highlight, Python) {
  EXPECT_EQ(shown("python", "def f(x):  # c\n  return f\"{x}\" + '''a\nb''' "),
            "k:def f:f c:# c / k:return s:f\"{x}\" s:'''a / s:b''' ");
  EXPECT_EQ(shown("py", "elf\"x\""), "s:\"x\" ");
}

TEST(Highlight, JsonShellJavaScript) {
  EXPECT_EQ(shown("json", "{\"a\" : \"b\", \"n\": -1.5e3, \"t\":true}"),
            "k:\"a\" s:\"b\" k:\"n\" n:1.5e3 k:\"t\" k:true ");
  EXPECT_EQ(shown("sh", "echo \"$HOME\" ${x}#no # yes\nif"), "f:echo s:\"$HOME\" f:${x c:# yes / k:if ");
  EXPECT_EQ(shown("js", "const a = `x\ny` + f(1)"), "k:const s:`x / s:y` f:f n:1 ");
}

TEST(Highlight, Utf16Runs) {
  const std::string line = "é😀 if";
  std::vector<TokenRun> runs;
  highlight_line(*find_grammar("cpp"), line, 0, runs);
  const auto units = runs_in_utf16(line, runs);
  ASSERT_EQ(units.size(), 1u);
  EXPECT_EQ(units[0], (TokenRun{4, 2, TokenKind::keyword}));
}

TEST(Highlight, RunsAreInOrderAndTheSameForTheSameState) {
  std::mt19937_64 rng(5);
  const std::vector<std::string> pieces{"\"", "'",  "`", "/*", "*/",   "//",  "#",      "\\", "\n", " ",
                                        "if", "x(", "1", "$a", "R\"(", ")\"", "\"\"\"", "é",  "{",  ":"};
  for (const Grammar& grammar : builtin_grammars()) {
    for (int round = 0; round < 200; ++round) {
      std::string code;
      for (int i = 0; i < 60; ++i) code += pieces[rng() % pieces.size()];
      LineState state = 0;
      for (size_t at = 0, next = 0; at <= code.size(); at = next + 1) {
        next = std::min(code.find('\n', at), code.size());
        const std::string_view text = std::string_view(code).substr(at, next - at);
        std::vector<TokenRun> line;
        const LineState after = highlight_line(grammar, text, state, line);
        // The same state gives the same runs: an editor may colour any line again.
        std::vector<TokenRun> again;
        ASSERT_EQ(highlight_line(grammar, text, state, again), after);
        ASSERT_EQ(again, line) << grammar.name << "\n" << code;
        state = after;
        uint32_t end = 0;
        for (const TokenRun& run : line) {
          ASSERT_GE(run.start, end);
          ASSERT_GT(run.length, 0u);
          end = run.start + run.length;
        }
      }
    }
  }
}

TEST(Highlight, LongLinesAndForeignStatesAreSafe) {
  std::vector<TokenRun> runs;
  EXPECT_EQ(highlight_line(*find_grammar("cpp"), std::string(1'000'000, '"'), 0, runs), 0);
  EXPECT_LE(runs.size(), 10'000u);
  runs.clear();
  highlight_line(*find_grammar("cpp"), "if", 999, runs);
  highlight_line(*find_grammar("cpp"), "if", -5, runs);
  EXPECT_EQ(runs.size(), 2u);
}

}  // namespace
}  // namespace snug::chat
