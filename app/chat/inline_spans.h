// One text block as styled spans: bold, italic, code, strike, links, math. Nothing is ever fetched for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace snug::chat {

enum SpanStyle : uint8_t {
  kBold = 1,
  kItalic = 2,
  kCode = 4,
  kStrike = 8,
  kLink = 16,   ///< `target` may be opened after asking
  kImage = 32,  ///< stands for an image that is not fetched; text is what it shows, `target` its address
  kMath = 64,   ///< text is LaTeX
};

struct Span {
  std::string text = {};    ///< UTF-8; "\n" within it is a line break
  uint8_t style = 0;        ///< SpanStyle bits
  std::string target = {};  ///< link, image: a safe address (see link_target.h)

  bool operator==(const Span&) const = default;
};

/// The spans of a block's source: emphasis, code, strikethrough, [links](…), bare addresses, images, entities, and math
/// between $…$, $$…$$, \(…\), \[…\]. Raw HTML is text. A mark that is not closed is text. Links to other than http,
/// https and mailto are text without a target. Line breaks are kept. Text longer than 4 KB is parsed in pieces of that,
/// which bounds the parser's quadratic cases; nesting past 32 adds no style. Never fails. Thread-safe.
std::vector<Span> inline_spans(std::string_view source);

/// The text of the spans without styles: for accessibility, search and titles.
std::string plain_text(const std::vector<Span>& spans);

}  // namespace snug::chat
