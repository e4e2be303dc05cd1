#include <gtest/gtest.h>

#include "app/chat/markdown_splitter.h"

namespace snug::chat {
namespace {

/// "kind[depths] marker|language|source" of each block, one a line: easy to read in a failure.
std::string shown(std::span<const Block> blocks) {
  std::string out;
  for (const Block& b : blocks) {
    out += block_kind_name(b.kind);
    if (b.level > 0) out += std::to_string(b.level);
    if (b.quote_depth > 0) out += " q" + std::to_string(b.quote_depth);
    if (b.list_depth > 0) out += " l" + std::to_string(b.list_depth);
    if (!b.marker.empty()) out += " " + b.marker;
    if (!b.language.empty()) out += " (" + b.language + ")";
    if (b.joined) out += " joined";
    if (!b.closed) out += " open";
    std::string source = b.source;
    for (size_t at = 0; (at = source.find('\n', at)) != std::string::npos; at += 2) source.replace(at, 1, "\\n");
    out += " <" + source + ">\n";
  }
  return out;
}

std::string split(std::string_view text, SplitterOptions options = {}) {
  MarkdownSplitter splitter(std::move(options));
  splitter.append(text);
  splitter.finish();
  return shown(splitter.blocks());
}

std::string growing(std::string_view text) {
  MarkdownSplitter splitter;
  splitter.append(text);
  return shown(splitter.blocks());
}

TEST(Splitter, ParagraphsHeadingsRules) {
  EXPECT_EQ(split("Hello\nworld\n\nAgain"), "paragraph <Hello\\nworld>\nparagraph <Again>\n");
  EXPECT_EQ(split("# One\n### Three ###\n#no\n####### seven"),
            "heading1 <One>\nheading3 <Three>\nparagraph <#no\\n####### seven>\n");
  EXPECT_EQ(split("Title\n===\nSub\n---\n"), "heading1 <Title>\nheading2 <Sub>\n");
  EXPECT_EQ(split("a\n\n---\n* * *\n___\nb"), "paragraph <a>\nrule <>\nrule <>\nrule <>\nparagraph <b>\n");
  EXPECT_EQ(split("#"), "heading1 <>\n");
  EXPECT_EQ(split(""), "");
  EXPECT_EQ(split("\n \n\t\n"), "");
}

TEST(Splitter, Code) {
  EXPECT_EQ(split("```cpp\nint a;\n\n  b\n```\nafter"), "code (cpp) <int a;\\n\\n  b>\nparagraph <after>\n");
  EXPECT_EQ(split("~~~~ Python title=x\n```\n~~~\n~~~~"), "code (python) <```\\n~~~>\n");
  EXPECT_EQ(split("```\n```"), "code <>\n");
  EXPECT_EQ(split("text\n```js\nx"), "paragraph <text>\ncode (js) <x>\n");
  EXPECT_EQ(split("```a`b\nx"), "paragraph <```a`b\\nx>\n");
  EXPECT_EQ(split("1. Do\n   ```sh\n   ls\n     -l\n   ```\n2. Then"),
            "list l1 1. <Do>\ncode l1 (sh) <ls\\n  -l>\nlist l1 2. <Then>\n");
  EXPECT_EQ(split("- a\n  ```\nnot indented\n  ```\n- b"), "list l1 - <a>\ncode l1 <not indented>\nlist l1 - <b>\n");
  EXPECT_EQ(split("> ```\n> x\n> ```\n"), "code q1 <x>\n");
  EXPECT_EQ(split("> ```\n> x\nout"), "code q1 <x>\nparagraph <out>\n");
}

TEST(Splitter, ListsAndQuotes) {
  EXPECT_EQ(split("- a\n- b\n  more\nlazy\n\nend"), "list l1 - <a>\nlist l1 - <b\\nmore\\nlazy>\nparagraph <end>\n");
  EXPECT_EQ(split("1. a\n  - two columns\n   - three\n2. b"),
            "list l1 1. <a>\nlist l2 - <two columns>\nlist l2 - <three>\nlist l1 2. <b>\n");
  EXPECT_EQ(split("- a\n\n  second\n\n- b"), "list l1 - <a>\nparagraph l1 <second>\nlist l1 - <b>\n");
  EXPECT_EQ(split("- a\n  - b\n    - c\n- d"), "list l1 - <a>\nlist l2 - <b>\nlist l3 - <c>\nlist l1 - <d>\n");
  EXPECT_EQ(split("-\n- x\n-"), "list l1 - <>\nlist l1 - <x>\nlist l1 - <>\n");
  EXPECT_EQ(split("- - a"), "list l1 - <>\nlist l2 - <a>\n");
  EXPECT_EQ(split("In the year\n1999. we\n1. one"), "paragraph <In the year\\n1999. we>\nlist l1 1. <one>\n");
  EXPECT_EQ(split("> a\n> b\nlazy\n\n> > deep\n> # h"), "quote q1 <a\\nb\\nlazy>\nquote q2 <deep>\nheading1 q1 <h>\n");
  EXPECT_EQ(split("> - a\n> - b"), "list q1 l1 - <a>\nlist q1 l1 - <b>\n");
  EXPECT_EQ(split("*emphasis* and\n**bold**"), "paragraph <*emphasis* and\\n**bold**>\n");
}

TEST(Splitter, TaskMarks) {
  MarkdownSplitter s;
  s.append("- [ ] open\n- [x] done\n- [y] none\n");
  s.finish();
  ASSERT_EQ(s.blocks().size(), 3u);
  EXPECT_EQ(task_mark(s.blocks()[0]), TaskMark::open);
  EXPECT_EQ(task_mark(s.blocks()[1]), TaskMark::done);
  EXPECT_EQ(task_mark(s.blocks()[2]), TaskMark::none);
}

TEST(Splitter, Tables) {
  EXPECT_EQ(split("| a | b |\n|---|--:|\n| 1 | 2 |\nafter"),
            "table <| a | b |\\n|---|--:|\\n| 1 | 2 |>\nparagraph <after>\n");
  EXPECT_EQ(split("a | b\n--- | ---\n1 | 2\n\nx"), "table <a | b\\n--- | ---\\n1 | 2>\nparagraph <x>\n");
  EXPECT_EQ(split("Intro:\n| a | b |\n|---|---|\n"), "paragraph <Intro:>\ntable <| a | b |\\n|---|---|>\n");
  EXPECT_EQ(split("| a | b |\n|---|\n"), "paragraph <| a | b |\\n|---|>\n");
  EXPECT_EQ(split("| not a table\nnext"), "paragraph <| not a table\\nnext>\n");
  EXPECT_EQ(split("| `a|b` | c |\n|---|---|\n"), "table <| `a|b` | c |\\n|---|---|>\n");
  EXPECT_EQ(growing("| a | b"), "table open <| a | b>\n");  // it opens as what it most likely is
  EXPECT_EQ(growing("| a | b |\n|--"), "table open <| a | b |>\n");
}

TEST(Splitter, ThinkingToolMath) {
  EXPECT_EQ(split("<think>\nHm **x**\n\n# no\n</think>\n\nHi"),
            "thinking (think) <Hm **x**\\n\\n# no>\nparagraph <Hi>\n");
  EXPECT_EQ(split("<think></think>Hi"), "thinking (think) <>\nparagraph <Hi>\n");
  EXPECT_EQ(split("already</think>Hi", {.starts_in_thinking = true}), "thinking (think) <already>\nparagraph <Hi>\n");
  EXPECT_EQ(split("a <think> b"), "paragraph <a <think> b>\n");
  EXPECT_EQ(split("<tool_call>\n{\"a\":1}\n</tool_call>"), "tool (tool_call) <{\"a\":1}>\n");
  EXPECT_EQ(split("$$x^2$$\n\\[\ny\n\\]\nend"), "math <x^2>\nmath <y>\nparagraph <end>\n");
  EXPECT_EQ(split("$$x\n\nnot math"), "paragraph <$$x>\nparagraph <not math>\n");
  EXPECT_EQ(split("$$5 and more"), "paragraph <$$5 and more>\n");
  EXPECT_EQ(split("- item\n  $$x$$\n- b"), "list l1 - <item>\nmath l1 <x>\nlist l1 - <b>\n");
  EXPECT_EQ(growing("<think>a</thi"), "thinking (think) open <a>\n");
  EXPECT_EQ(split("<r>x</r>y", {.tags = {{"<r>", "</r>", BlockKind::thinking}}}), "thinking (r) <x>\nparagraph <y>\n");
}

TEST(Splitter, HoldsBackWhatIsNotCertain) {
  EXPECT_EQ(growing("a\n-"), "paragraph open <a>\n");
  EXPECT_EQ(growing("``"), "");
  EXPECT_EQ(growing("<thi"), "");
  EXPECT_EQ(growing("<thx"), "paragraph open <<thx>\n");
  EXPECT_EQ(growing("a\xe2\x82"), "paragraph open <a>\n");
  EXPECT_EQ(growing("**bo"), "paragraph open <**bo>\n");
  EXPECT_EQ(growing("```py\nx\n``"), "code (py) open <x>\n");
}

TEST(Splitter, InvalidTextIsReplaced) {
  EXPECT_EQ(split("a\xff"
                  "b\xe2\x82"),
            "paragraph <a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD>\n");
  EXPECT_EQ(split("a\r\nb\rc"), "paragraph <a\\nb\\nc>\n");
  EXPECT_EQ(split(std::string_view("a\0b\x1b[0m", 7)),
            "paragraph <a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD[0m>\n");
  EXPECT_EQ(split("\xed\xa0\x80"), "paragraph <\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD>\n");
}

TEST(Splitter, NestingAndBlocksAreBounded) {
  MarkdownSplitter deep;
  deep.append(std::string(100'000, '>'));
  deep.append(" x\n");
  for (int i = 0; i < 2000; ++i) deep.append("- ");
  deep.finish();
  for (const Block& b : deep.blocks()) EXPECT_LE(b.quote_depth + b.list_depth, 32);
  MarkdownSplitter many({.max_blocks = 100});
  for (int i = 0; i < 10'000; ++i) many.append("-\n");
  many.finish();
  EXPECT_LE(many.blocks().size(), 102u);
}

TEST(Splitter, LongParagraphsAreCut) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "word" + std::to_string(i) + (i % 9 == 0 ? ". " : " ");
  MarkdownSplitter s;
  s.append(text);
  s.finish();
  ASSERT_GT(s.blocks().size(), 4u);
  std::string again;
  for (const Block& b : s.blocks()) {
    EXPECT_LE(b.source.size(), 4100u);
    EXPECT_EQ(b.joined, b.id != 1);
    again += b.source + " ";
  }
  EXPECT_EQ(again, text);
  MarkdownSplitter unbroken;
  unbroken.append(std::string(100'000, 'x'));
  unbroken.finish();
  for (const Block& b : unbroken.blocks()) EXPECT_LE(b.source.size(), 4096u);
}

TEST(Splitter, ChangeNamesWhatIsNew) {
  MarkdownSplitter s;
  s.append("a");
  SplitterChange c = s.take_change();
  EXPECT_EQ(c.first_changed, 0u);
  EXPECT_EQ(c.old_count, 0u);
  s.append("b");
  c = s.take_change();
  EXPECT_EQ(c.first_changed, 0u);
  EXPECT_EQ(c.old_count, 1u);
  c = s.take_change();
  EXPECT_EQ(c.first_changed, 1u);  // nothing
  s.append("\n\n# H\n\nx");
  c = s.take_change();
  EXPECT_EQ(c.first_changed, 0u);
  EXPECT_EQ(c.old_count, 1u);
  s.append("y");
  EXPECT_EQ(s.take_change().first_changed, 2u);
}

}  // namespace
}  // namespace snug::chat
