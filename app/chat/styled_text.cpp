#include "app/chat/styled_text.h"

#include "app/chat/inline_math.h"

namespace snug::chat {
namespace {

/// A value within style="…": ours, but checked, since a theme may come from a file one day.
bool safe_value(std::string_view value) {
  return !value.empty() && value.find_first_of("\"'<>&;:()\\") == value.npos;
}

std::string style_attribute(const Span& span, const SpanTheme& theme) {
  std::string style;
  const auto add = [&](std::string_view property, const std::string& value) {
    if (safe_value(value)) style += std::string(property) + ":" + value + ";";
  };
  if ((span.style & kCode) != 0) {
    add("color", theme.code);
    add("background-color", theme.code_ground);
    add("font-family", theme.code_family);
  }
  if ((span.style & kImage) != 0) {
    add("color", theme.image);
  } else if ((span.style & kLink) != 0) {
    add("color", theme.link);
  }
  return style;
}

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  char before = 'x';
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\n':
        out += "<br>";
        break;
      case ' ':
        out += before == ' ' || before == '\n' ? "&nbsp;" : " ";
        break;
      default:
        out += c;
    }
    before = c;
  }
  return out;
}

std::string to_styled_text(const std::vector<Span>& spans, const SpanTheme& theme) {
  std::string out;
  for (const Span& span : spans) {
    std::string close;
    const auto wrap = [&](const std::string& open, std::string_view tag) {
      out += open;
      close = "</" + std::string(tag) + ">" + close;
    };
    if ((span.style & (kLink | kImage)) != 0) wrap("<a href=\"" + escape_markup(span.target) + "\">", "a");
    if ((span.style & kBold) != 0) wrap("<b>", "b");
    if ((span.style & kItalic) != 0) wrap("<i>", "i");
    if ((span.style & kStrike) != 0) wrap("<s>", "s");
    if ((span.style & kCode) != 0) wrap("<code>", "code");
    if (const std::string style = style_attribute(span, theme); !style.empty())
      wrap("<span style=\"" + style + "\">", "span");
    out += (span.style & kMath) != 0 ? math_markup(span.text) : escape_markup(span.text);
    out += close;
  }
  return out;
}

}  // namespace snug::chat
