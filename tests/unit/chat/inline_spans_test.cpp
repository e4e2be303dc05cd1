#include "app/chat/inline_spans.h"

#include <gtest/gtest.h>

#include "app/chat/inline_math.h"
#include "app/chat/link_target.h"
#include "app/chat/styled_text.h"
#include "app/chat/table_model.h"

namespace snug::chat {
namespace {

std::string styled(std::string_view source) {
  return to_styled_text(inline_spans(source));
}

TEST(InlineSpans, Marks) {
  EXPECT_EQ(styled("a **b *c* d** `e<` ~~f~~"), "a <b>b </b><b><i>c</i></b><b> d</b> <code>e&lt;</code> <s>f</s>");
  EXPECT_EQ(styled("half **bold and [link](http://x"), "half **bold and [link](http://x");
  EXPECT_EQ(styled("snake_case_name and 2*3*4"), "snake_case_name and 2<i>3</i>4");
  EXPECT_EQ(styled("a\nb  \nc\\\nd"), "a<br>b<br>c<br>d");
  EXPECT_EQ(styled("&lt;b&gt; &copy; &#65; &#x1F600; &#0; &nosuch;"), "&lt;b&gt; © A 😀 \xEF\xBF\xBD &amp;nosuch;");
  EXPECT_EQ(plain_text(inline_spans("**a** `b`")), "a b");
}

TEST(InlineSpans, BlocksAreTheSplittersBusiness) {
  for (const std::string text :
       {"# not a heading", "> no quote", "- no list", "+ x", "* x", "1. no list", "12) x", "---", "***", "===", "___",
        "~~~", "```", "[x]: http://e.com/", "a\n---", "a\n===", "    four spaces", "- - -", "* * *"}) {
    std::string expected = text;
    expected.erase(0, expected.find_first_not_of(' '));
    EXPECT_EQ(plain_text(inline_spans(text)), expected);
  }
}

TEST(InlineSpans, Links) {
  EXPECT_EQ(styled("[a](https://e.com/x?y=1&z) b"), "<a href=\"https://e.com/x?y=1&amp;z\">a</a> b");
  EXPECT_EQ(styled("https://e.com/a_b_c."), "<a href=\"https://e.com/a_b_c\">https://e.com/a_b_c</a>.");
  EXPECT_EQ(styled("<mailto:a@b.c>"), "<a href=\"mailto:a@b.c\">mailto:a@b.c</a>");
  EXPECT_EQ(styled("[a](javascript:alert(1)) [b](file:///etc) [c](//e.com) [d](x.html) [e](data:text/html,x)"),
            "a b c d e");
  const auto image =
      inline_spans("![cat](https://evil.example/?q=secret) ![](http://h.org/x.png) ![](data:image/png;base64,AAAA)");
  ASSERT_GE(image.size(), 3u);
  EXPECT_EQ(image[0].text, "cat");
  EXPECT_EQ(image[0].style, kImage);
  EXPECT_EQ(image[0].target, "https://evil.example/?q=secret");
  EXPECT_EQ(image[2].text, "h.org");
  EXPECT_EQ(styled("![](data:image/png;base64,AAAA)x"), "x");
}

TEST(InlineSpans, Math) {
  const auto spans = inline_spans("so $x^2$ costs $5 and 10$ or \\(\\alpha_1\\), `$no$`, \\$a$");
  std::string math;
  for (const Span& s : spans) {
    if ((s.style & kMath) != 0) math += s.text + "|";
  }
  EXPECT_EQ(math, "x^2|\\alpha_1|");
  EXPECT_EQ(styled("**$a$**"), "<b><i>a</i></b>");
  EXPECT_EQ(plain_text(inline_spans("[x](http://e.com/$a$)")), "x");
  EXPECT_EQ(inline_spans("[x](http://e.com/$a$)")[0].target, "http://e.com/$a$");
  EXPECT_EQ(plain_text(inline_spans("\xF4\x8F\xBC\x80 forged")), "\xEF\xBF\xBD forged");
  EXPECT_EQ(math_markup("\\frac{a+b}{2} \\leq \\sqrt{x_{1}}"), "(<i>a</i>+<i>b</i>)/2 ≤ √(<i>x</i><sub>1</sub>)");
  EXPECT_EQ(math_markup("<b>&"), "&lt;<i>b</i>&gt; ");
  EXPECT_EQ(math_markup("\\unknown{x"), "\\unknown<i>x</i>");
  EXPECT_LT(math_markup(std::string(100'000, '^')).size(), 2'000'000u);
  EXPECT_LT(math_markup(std::string(100'000, '{')).size(), 1000u);
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "\\frac";
  EXPECT_LT(math_markup(deep).size(), 1'000'000u);
}

TEST(InlineSpans, NestingIsBounded) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += i % 2 == 0 ? "**a " : "*b ";
  for (int i = 399; i >= 0; --i) text += i % 2 == 0 ? "**" : "*";
  EXPECT_FALSE(inline_spans(text).empty());
}

TEST(LinkTarget, ShowsWhatWillBeOpened) {
  EXPECT_EQ(link_target("https://bücher.example/ä")->host, "xn--bcher-kva.example");
  EXPECT_EQ(link_target("https://аррӏе.com")->host, "xn--80ak6aa92e.com");  // Cyrillic look-alike
  EXPECT_EQ(link_target("https://日本語.jp")->host, "xn--wgv71a119e.jp");
  EXPECT_EQ(link_target("https://google.com@evil.com/x")->host, "evil.com");
  EXPECT_EQ(link_target("https://evil.com\\@google.com/")->host, "evil.com");
  EXPECT_EQ(link_target("HTTPS://e.com:8080/")->address, "https://e.com:8080/");
  EXPECT_EQ(link_target("http://[::1]:80/")->host, "[::1]");
  EXPECT_EQ(link_target("https://e\xE2\x80\xAEmoc.com/\x01")->address, "https://emoc.com/");
  const auto target = link_target("https://u:p@host.org/").value();
  EXPECT_EQ(target.address.substr(target.host_at, target.host.size()), "host.org");
  for (const char* bad : {"", "http://", "https:///x", "javascript:alert(1)", "java\nscript:x", " javascript:x",
                          "file:///etc/passwd", "//e.com", "/x", "data:text/html,x", "vbscript:x", "ftp://e.com",
                          "mailto:", "http:e.com", "https://<b>", "qrc:/x", "\\\\unc\\share"}) {
    EXPECT_FALSE(link_target(bad)) << bad;
  }
  EXPECT_FALSE(link_target("https://e.com/" + std::string(3000, 'a')));
}

TEST(TableModel, CellsAlignmentsAndGrowth) {
  TableModel table;
  Block block{.kind = BlockKind::table, .source = "| a | **b** |"};
  EXPECT_EQ(table.update(block), 0u);
  ASSERT_EQ(table.header().size(), 2u);
  block.source += "\n|:-:|---:|";
  table.update(block);
  EXPECT_EQ(table.alignments(), (std::vector<Alignment>{Alignment::centre, Alignment::right}));
  block.source += "\n| 1 | x \\| y | dropped |";
  EXPECT_EQ(table.update(block), 0u);
  block.source += "\n| `p|q` |";
  EXPECT_EQ(table.update(block), 1u);
  ASSERT_EQ(table.rows().size(), 2u);
  EXPECT_EQ(plain_text(table.rows()[0][1]), "x | y");
  EXPECT_EQ(table.rows()[0].size(), 2u);
  EXPECT_EQ(plain_text(table.rows()[1][0]), "p|q");
  EXPECT_TRUE(table.rows()[1][1].empty());
  EXPECT_EQ(table.header()[1][0].style, kBold);
  EXPECT_LE(split_row(std::string(10'000, '|')).size(), 65u);
}

TEST(StyledText, ThemeAndEscapes) {
  EXPECT_EQ(escape_markup("a  b<&>\"'"), "a &nbsp;b&lt;&amp;&gt;&quot;&#39;");
  EXPECT_EQ(to_styled_text(inline_spans("`x`"), {.code = "#fff", .code_family = "JetBrains Mono"}),
            "<code><span style=\"color:#fff;font-family:JetBrains Mono;\">x</span></code>");
  EXPECT_EQ(to_styled_text(inline_spans("`x`"), {.code = "red\";x"}), "<code>x</code>");
}

}  // namespace
}  // namespace snug::chat
