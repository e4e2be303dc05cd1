// Spans as the small HTML that Qt's text items take. Everything that is not our own tag is escaped.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/chat/inline_spans.h"

namespace snug::chat {

/// Colours and fonts for what has no tag of its own. Each is one of ours ("#RRGGBB", a family name); empty leaves it
/// out.
struct SpanTheme {
  std::string link = {};
  std::string code = {};
  std::string code_ground = {};
  std::string code_family = {};
  std::string image = {};
};

/// "&", "<", ">", quotes as entities; line breaks as <br>; runs of spaces kept.
std::string escape_markup(std::string_view text);
/// Tags used: b, i, s, code, a href, sub, sup, br, and span style where the theme gives something. Never img.
std::string to_styled_text(const std::vector<Span>& spans, const SpanTheme& theme = {});

}  // namespace snug::chat
