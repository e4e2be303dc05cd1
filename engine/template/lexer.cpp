#include "engine/template/lexer.h"

#include <array>
#include <cerrno>
#include <cstdlib>

#include "engine/template/failure.h"
#include "engine/template/unicode.h"

namespace snug::tmpl {
namespace {

constexpr std::array<std::string_view, 6> kLongOperators{"//", "**", "==", "!=", ">=", "<="};
constexpr std::string_view kOperators = "+-/*%~[](){}><=.:|,;";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "\r\n" and "\r" as "\n"; one final newline is dropped (keep_trailing_newline is off).
std::string normalized(std::string_view source) {
  std::string out;
  out.reserve(source.size());
  for (size_t i = 0; i < source.size(); ++i) {
    if (source[i] == '\r') {
      out += '\n';
      if (i + 1 < source.size() && source[i + 1] == '\n') ++i;
    } else {
      out += source[i];
    }
  }
  if (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

class Lexer {
 public:
  explicit Lexer(std::string source) : source_(std::move(source)), view_(source_) {}

  std::vector<Token> run() {
    while (pos_ < view_.size()) root();
    push(TokenKind::end);
    return std::move(tokens_);
  }

 private:
  [[noreturn]] void error(std::string message) const {
    throw Failure{Code::template_syntax, std::move(message), line_};
  }
  bool at(std::string_view what) const { return view_.substr(pos_, what.size()) == what; }
  Token& push(TokenKind kind) {
    if (tokens_.size() > kMaxTokens) error("the template has too many parts");
    return tokens_.emplace_back(Token{kind, line_});
  }
  void move_to(size_t pos) {
    for (; pos_ < pos; ++pos_) line_ += view_[pos_] == '\n';
  }
  void skip_space() {
    size_t next = pos_;
    while (next < view_.size()) {
      size_t after = next;
      if (!is_space(decode_utf8(view_, after))) break;
      next = after;
    }
    move_to(next);
  }

  /// Data up to the next tag, then the tag.
  void root() {
    size_t tag = pos_;
    for (;; ++tag) {
      tag = view_.find('{', tag);
      if (tag == std::string_view::npos || tag + 1 >= view_.size()) return data(view_.size(), '+', false);
      const char c = view_[tag + 1];
      if (c == '{' || c == '%' || c == '#') break;
    }
    const char kind = view_[tag + 1];
    size_t body = tag + 2;
    char sign = 0;
    if (body < view_.size() && (view_[body] == '-' || view_[body] == '+')) sign = view_[body++];
    data(tag, sign, kind == '{');
    move_to(body);
    if (kind == '#') return comment();
    if (kind == '{') return inside(TokenKind::variable_begin, TokenKind::variable_end, "}}");
    if (raw()) return;
    inside(TokenKind::block_begin, TokenKind::block_end, "%}");
  }

  /// Emits source up to `end`, stripped as the sign of the tag behind it asks.
  void data(size_t end, char sign, bool variable) {
    std::string_view text = view_.substr(pos_, end - pos_);
    if (sign == '-') {
      text = right_stripped(text);
    } else if (sign == 0 && !variable) {
      const size_t newline = text.rfind('\n');
      const size_t line_begin = newline == std::string_view::npos ? 0 : newline + 1;
      if ((line_begin > 0 || line_starting_) && right_stripped(text.substr(line_begin)).empty()) {
        text = text.substr(0, line_begin);
      }
    }
    if (!text.empty()) push(TokenKind::data).text = text;
    move_to(end);
  }

  static std::string_view right_stripped(std::string_view text) {
    while (!text.empty()) {
      size_t begin = text.size() - 1;
      while (begin > 0 && (static_cast<uint8_t>(text[begin]) & 0xC0) == 0x80) --begin;
      size_t offset = begin;
      if (!is_space(decode_utf8(text, offset))) break;
      text = text.substr(0, begin);
    }
    return text;
  }

  /// Behind a block or comment: '-' eats all white space, nothing eats one newline.
  void after_end(char sign) {
    if (sign == '-') {
      skip_space();
    } else if (sign == 0 && pos_ < view_.size() && view_[pos_] == '\n') {
      move_to(pos_ + 1);
    }
    line_starting_ = pos_ > 0 && view_[pos_ - 1] == '\n';
  }

  void comment() {
    const size_t close = view_.find("#}", pos_);
    if (close == std::string_view::npos) error("a comment is not closed");
    const char before = close > pos_ ? view_[close - 1] : ' ';
    move_to(close + 2);
    after_end(before == '-' || before == '+' ? before : '\0');
  }

  /// {% raw %}...{% endraw %}; false if this block is something else.
  bool raw() {
    const size_t begin = pos_;
    const int line = line_;
    skip_space();
    bool is_raw = at("raw");
    char sign = 0;
    if (is_raw) {
      move_to(pos_ + 3);
      skip_space();
      if (at("-%}")) sign = '-';
      is_raw = sign != 0 || at("%}");
    }
    if (!is_raw) {
      pos_ = begin;
      line_ = line;
      return false;
    }
    move_to(pos_ + (sign != 0 ? 3 : 2));
    if (sign != 0) skip_space();
    line_starting_ = view_[pos_ - 1] == '\n';
    raw_body();
    return true;
  }

  void raw_body() {
    for (size_t tag = view_.find("{%", pos_); tag != std::string_view::npos; tag = view_.find("{%", tag + 2)) {
      size_t p = tag + 2;
      char sign = 0;
      if (p < view_.size() && (view_[p] == '-' || view_[p] == '+')) sign = view_[p++];
      while (p < view_.size() && is_space(static_cast<unsigned char>(view_[p]))) ++p;
      if (view_.substr(p, 6) != "endraw") continue;
      p += 6;
      while (p < view_.size() && is_space(static_cast<unsigned char>(view_[p]))) ++p;
      char close = 0;
      if (p < view_.size() && (view_[p] == '-' || view_[p] == '+')) close = view_[p++];
      if (view_.substr(p, 2) != "%}") continue;
      data(tag, sign, false);
      move_to(p + 2);
      return after_end(close);
    }
    error("a raw block is not closed");
  }

  void inside(TokenKind begin, TokenKind end, std::string_view close) {
    push(begin);
    std::string open;  // brackets that wait for their partner
    for (;;) {
      if (pos_ >= view_.size()) error("unexpected end of template");
      if (open.empty() && ends_here(end, close)) return;
      size_t after = pos_;
      const char32_t c = decode_utf8(view_, after);
      if (is_space(c)) {
        skip_space();
      } else if (is_digit(view_[pos_])) {
        number();
      } else if (is_identifier_start(c)) {
        name();
      } else if (c == '\'' || c == '"') {
        string(view_[pos_]);
      } else {
        op(open);
      }
    }
  }

  bool ends_here(TokenKind end, std::string_view close) {
    char sign = 0;
    const bool signed_end = view_[pos_] == '-' || (view_[pos_] == '+' && end == TokenKind::block_end);
    if (signed_end && view_.substr(pos_ + 1, 2) == close) {
      sign = view_[pos_];
    } else if (!at(close)) {
      return false;
    }
    push(end);
    move_to(pos_ + (sign != 0 ? 3 : 2));
    if (end == TokenKind::block_end) {
      after_end(sign);
    } else {
      if (sign == '-') skip_space();
      line_starting_ = view_[pos_ - 1] == '\n';
    }
    return true;
  }

  void name() {
    const size_t begin = pos_;
    size_t next = pos_;
    while (next < view_.size()) {
      size_t after = next;
      if (!is_identifier_part(decode_utf8(view_, after))) break;
      next = after;
    }
    push(TokenKind::name).text = view_.substr(begin, next - begin);
    move_to(next);
  }

  /// Digits with single underscores between them.
  size_t digits(size_t p, bool (*is)(char)) const {
    while (p < view_.size()) {
      if (is(view_[p])) {
        ++p;
      } else if (view_[p] == '_' && p + 1 < view_.size() && is(view_[p + 1])) {
        p += 2;
      } else {
        break;
      }
    }
    return p;
  }

  bool based_number() {
    if (view_[pos_] != '0' || pos_ + 2 >= view_.size()) return false;
    const char kind = static_cast<char>(view_[pos_ + 1] | 0x20);
    const int base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
    if (base == 0) return false;
    const auto is = base == 16  ? +[](char c) { return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }
                    : base == 8 ? +[](char c) { return c >= '0' && c <= '7'; }
                                : +[](char c) { return c == '0' || c == '1'; };
    const size_t end = digits(pos_ + 2, is);
    if (end == pos_ + 2) return false;
    integer(view_.substr(pos_ + 2, end - pos_ - 2), base);
    move_to(end);
    return true;
  }

  void integer(std::string_view digits_text, int base) {
    std::string plain;
    for (const char c : digits_text) {
      if (c != '_') plain += c;
    }
    errno = 0;
    const long long value = std::strtoll(plain.c_str(), nullptr, base);
    if (errno == ERANGE) error("an integer is out of range");
    push(TokenKind::integer).integer = value;
  }

  void number() {
    if (based_number()) return;
    const size_t whole = digits(pos_, is_digit);
    size_t end = whole;
    const bool behind_dot = pos_ > 0 && view_[pos_ - 1] == '.';  // "a.1.2" is two subscripts
    if (!behind_dot) {
      if (end + 1 < view_.size() && view_[end] == '.' && is_digit(view_[end + 1])) end = digits(end + 1, is_digit);
      if (end < view_.size() && (view_[end] | 0x20) == 'e') {
        size_t power = end + 1;
        if (power < view_.size() && (view_[power] == '+' || view_[power] == '-')) ++power;
        if (power < view_.size() && is_digit(view_[power])) end = digits(power, is_digit);
      }
    }
    if (end == whole) {
      // jinja2 reads "007" as 0, 0 and 7; no real template has it.
      integer(view_.substr(pos_, whole - pos_), 10);
    } else {
      std::string plain;
      for (const char c : view_.substr(pos_, end - pos_)) {
        if (c != '_') plain += c;
      }
      push(TokenKind::real).real = std::strtod(plain.c_str(), nullptr);
    }
    move_to(end);
  }

  void string(char quote) {
    size_t p = pos_ + 1;
    while (p < view_.size() && view_[p] != quote) p += view_[p] == '\\' ? 2 : 1;
    if (p >= view_.size()) error("a string is not closed");
    const std::string_view body = view_.substr(pos_ + 1, p - pos_ - 1);
    push(TokenKind::string).text = unescaped(body);
    move_to(p + 1);
  }

  /// Python's escapes in string literals; unknown ones stay as they are.
  std::string unescaped(std::string_view body) const {
    std::string out;
    for (size_t i = 0; i < body.size(); ++i) {
      if (body[i] != '\\' || i + 1 >= body.size()) {
        out += body[i];
        continue;
      }
      const char c = body[++i];
      static constexpr std::string_view kFrom = "ntr\\'\"abfv";
      static constexpr std::string_view kTo = "\n\t\r\\'\"\a\b\f\v";
      if (c == '\n') continue;
      if (const size_t k = kFrom.find(c); k != std::string_view::npos) {
        out += kTo[k];
      } else if (c == 'x' || c == 'u' || c == 'U') {
        const size_t n = c == 'x' ? 2 : c == 'u' ? 4 : 8;
        append_code(out, body.substr(i + 1, n), n, 16);
        i += n;
      } else if (c >= '0' && c <= '7') {
        size_t n = 1;
        while (n < 3 && i + n < body.size() && body[i + n] >= '0' && body[i + n] <= '7') ++n;
        append_code(out, body.substr(i, n), n, 8);
        i += n - 1;
      } else if (c == 'N') {
        error("named characters are not supported in strings");
      } else {
        out += '\\';
        out += c;
      }
    }
    return out;
  }

  void append_code(std::string& out, std::string_view digits_text, size_t n, int base) const {
    const std::string text(digits_text);
    const bool valid = text.size() == n && text.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    const unsigned long code = valid ? std::strtoul(text.c_str(), nullptr, base) : 0x110000;
    if (code > 0x10FFFF) error("a string has a truncated or impossible escape");
    char buffer[4];
    out.append(buffer, encode_utf8(static_cast<char32_t>(code), buffer));
  }

  void op(std::string& open) {
    for (const std::string_view text : kLongOperators) {
      if (!at(text)) continue;
      push(TokenKind::op).text = text;
      return move_to(pos_ + 2);
    }
    const char c = view_[pos_];
    if (kOperators.find(c) == std::string_view::npos) {
      size_t after = pos_;
      decode_utf8(view_, after);
      error("unexpected character '" + printable(view_.substr(pos_, after - pos_)) + "'");
    }
    if (c == '(' || c == '[' || c == '{') {
      open += c == '(' ? ')' : c == '[' ? ']' : '}';
    } else if (c == ')' || c == ']' || c == '}') {
      if (open.empty()) error(std::string("unexpected '") + c + "'");
      if (open.back() != c) error(std::string("unexpected '") + c + "', expected '" + open.back() + "'");
      open.pop_back();
    }
    push(TokenKind::op).text = std::string(1, c);
    move_to(pos_ + 1);
  }

  static constexpr size_t kMaxTokens = 1'000'000;
  std::string source_;
  std::string_view view_;
  size_t pos_ = 0;
  int line_ = 1;
  bool line_starting_ = true;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view source) {
  return Lexer(normalized(source)).run();
}

}  // namespace snug::tmpl
