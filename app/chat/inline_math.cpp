#include "app/chat/inline_math.h"

#include <algorithm>

namespace snug::chat {
namespace {

// Plane 16 private use, U+10FF00 to U+10FFFD: valid text that no model means.
constexpr std::string_view kPrivatePrefix = "\xF4\x8F\xBC";  // U+10FF00 .. U+10FF3F
constexpr size_t kMaxPieces = 64;
constexpr size_t kMaxMathBytes = 1000;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}
bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Bytes of the code span that begins at text[at] ('`'), or of its opening run if it is not closed.
size_t code_span(std::string_view text, size_t at) {
  const size_t run = std::min(text.find_first_not_of('`', at), text.size()) - at;
  for (size_t i = at + run; i < text.size();) {
    i = text.find('`', i);
    if (i == text.npos) break;
    const size_t n = std::min(text.find_first_not_of('`', i), text.size()) - i;
    if (n == run) return i + n - at;
    i += n;
  }
  return run;
}

struct Piece {
  size_t open = 0;   ///< length of the delimiter
  size_t inner = 0;  ///< length of the LaTeX
};

Piece delimited(std::string_view rest, std::string_view open, std::string_view close) {
  if (!rest.starts_with(open)) return {};
  const size_t end = rest.substr(0, kMaxMathBytes).find(close, open.size());
  if (end == rest.npos || end == open.size()) return {};
  return {open.size(), end - open.size()};
}

/// "$5 and 10$" is money: several words without any sign between them.
bool looks_like_math(std::string_view inner) {
  return inner.find(' ') == inner.npos || inner.find_first_of("\\^_=+-*/<>|{}()") != inner.npos;
}

Piece dollars(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with("$$")) return delimited(rest, "$$", "$$");
  if (at > 0 && is_word(text[at - 1])) return {};
  if (rest.size() < 3 || is_space(rest[1])) return {};
  for (size_t i = 1; i < std::min(rest.size(), kMaxMathBytes); ++i) {
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '$') {
      const bool closes = !is_space(rest[i - 1]) && (i + 1 == rest.size() || !is_word(rest[i + 1]));
      return closes && looks_like_math(rest.substr(1, i - 1)) ? Piece{1, i - 1} : Piece{};
    }
  }
  return {};
}

Piece piece_at(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest[0] == '$') return dollars(text, at);
  if (rest.starts_with("\\(")) return delimited(rest, "\\(", "\\)");
  if (rest.starts_with("\\[")) return delimited(rest, "\\[", "\\]");
  return {};
}

}  // namespace

MathText take_math(std::string_view source) {
  MathText out;
  out.text.reserve(source.size());
  for (size_t i = 0; i < source.size();) {
    if (source[i] == '`') {
      const size_t n = code_span(source, i);
      out.text += source.substr(i, n);
      i += n;
      continue;
    }
    if (source.substr(i).starts_with(kPrivatePrefix)) {
      out.text += "\xEF\xBF\xBD";
      i += std::min<size_t>(4, source.size() - i);
      continue;
    }
    const Piece piece = out.math.size() < kMaxPieces ? piece_at(source, i) : Piece{};
    if (piece.inner > 0) {
      out.text += kPrivatePrefix;
      out.text += static_cast<char>(0x80 + out.math.size());
      out.math.emplace_back(source.substr(i + piece.open, piece.inner));
      i += piece.open * 2 + piece.inner;
      continue;
    }
    // An escaped character is passed on with its backslash, so that "\$" cannot open.
    const size_t n = source[i] == '\\' && i + 1 < source.size() ? 2 : 1;
    out.text += source.substr(i, n);
    i += n;
  }
  return out;
}

int math_index(std::string_view text, size_t at, size_t count) {
  if (!text.substr(at).starts_with(kPrivatePrefix) || at + 3 >= text.size()) return -1;
  const int index = static_cast<unsigned char>(text[at + 3]) - 0x80;
  return index >= 0 && static_cast<size_t>(index) < count ? index : -1;
}

}  // namespace snug::chat
