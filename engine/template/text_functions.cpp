// What str's methods and the text filters share: case, strip, replace, lines, join, numbers in text.
#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"
#include "engine/template/unicode.h"

namespace snug::tmpl {
namespace {

/// Whether the sigma at [begin, end) ends a word (Unicode 3.13, Final_Sigma; case-ignorable marks are not looked
/// through).
bool is_final_sigma(std::string_view text, size_t begin, size_t end) {
  bool cased_before = false;
  if (begin > 0) {
    size_t p = begin - 1;
    while (p > 0 && (static_cast<uint8_t>(text[p]) & 0xC0) == 0x80) --p;
    cased_before = is_cased(decode_utf8(text, p));
  }
  if (!cased_before) return false;
  if (end >= text.size()) return true;
  return !is_cased(decode_utf8(text, end));
}

}  // namespace

TextPtr map_text(const TextPtr& text, std::string (*map)(char32_t)) {
  TextBuilder out;
  const std::string_view view = text->view();
  for (size_t i = 0; i < view.size();) {
    const size_t begin = i;
    const char32_t c = decode_utf8(view, i);
    out.append(map(c), text->is_input(begin));
  }
  return out.finish(text->markup());
}

TextPtr lower_text(const TextPtr& text) {
  TextBuilder out;
  const std::string_view view = text->view();
  for (size_t i = 0; i < view.size();) {
    const size_t begin = i;
    const char32_t c = decode_utf8(view, i);
    const bool final_sigma = c == 0x03A3 && is_final_sigma(view, begin, i);
    out.append(final_sigma ? "ς" : to_lower(c), text->is_input(begin));
  }
  return out.finish(text->markup());
}

TextPtr upper_text(const TextPtr& text) {
  return map_text(text, to_upper);
}

TextPtr capitalize_text(const TextPtr& text) {
  if (text->size_bytes() == 0) return text;
  size_t first = 0;
  const char32_t c = decode_utf8(text->view(), first);
  TextBuilder out;
  out.append(to_title(c), text->is_input(0));
  const TextPtr lowered = lower_text(text);
  size_t skip = 0;
  decode_utf8(lowered->view(), skip);
  out.append(*lowered, std::max(skip, to_lower(c).size()), lowered->size_bytes());
  return out.finish(text->markup());
}

TextPtr strip_text(const TextPtr& text, const Text* chars, bool left, bool right) {
  std::vector<char32_t> set;
  if (chars != nullptr) {
    for (size_t i = 0; i < chars->size_bytes();) set.push_back(decode_utf8(chars->view(), i));
    std::sort(set.begin(), set.end());
  }
  const auto strips = [&](char32_t c) {
    return chars == nullptr ? is_space(c) : std::binary_search(set.begin(), set.end(), c);
  };
  const std::string_view view = text->view();
  size_t begin = 0;
  size_t end = view.size();
  while (left && begin < end) {
    size_t after = begin;
    if (!strips(decode_utf8(view, after))) break;
    begin = after;
  }
  while (right && end > begin) {
    size_t last = end - 1;
    while (last > begin && (static_cast<uint8_t>(view[last]) & 0xC0) == 0x80) --last;
    size_t after = last;
    if (!strips(decode_utf8(view, after))) break;
    end = last;
  }
  return slice_bytes(text, begin, end);
}

TextPtr replace_text(Interpreter& in, const TextPtr& text, std::string_view from, const Text& to, int64_t count) {
  const std::string_view view = text->view();
  TextBuilder out;
  size_t done = 0;
  const auto put = [&](size_t until) {
    in.check_text(out.size_bytes() + until - done + to.size_bytes());
    out.append(*text, done, until);
  };
  for (size_t i = 0; count != 0;) {
    if (from.empty()) {  // Python puts it before every code point and at the end
      if (i > view.size()) break;
      put(std::min(i, view.size()));
      out.append(to);
      done = i;
      i += i < view.size() ? sequence_length(view[i]) : 1;
    } else {
      i = view.find(from, done);
      if (i == std::string_view::npos) break;
      put(i);
      out.append(to);
      done = i + from.size();
    }
    in.charge(out.size_bytes() % 64 == 0 ? 1 : 0);
    if (count > 0) --count;
  }
  put(view.size());
  return out.finish(text->markup());
}

std::vector<Value> split_lines(const TextPtr& text, bool keep_ends) {
  std::vector<Value> lines;
  const std::string_view view = text->view();
  size_t begin = 0;
  for (size_t i = 0; i < view.size();) {
    const size_t at = i;
    const char32_t c = decode_utf8(view, i);
    if (!is_line_break(c)) continue;
    if (c == '\r' && i < view.size() && view[i] == '\n') ++i;
    lines.push_back(Value(slice_bytes(text, begin, keep_ends ? i : at)));
    begin = i;
  }
  if (begin < view.size()) lines.push_back(Value(slice_bytes(text, begin, view.size())));
  return lines;
}

TextPtr join_texts(Interpreter& in, const Text& separator, const std::vector<Value>& items) {
  TextBuilder out;
  for (size_t i = 0; i < items.size(); ++i) {
    const TextPtr text = to_text(items[i]);
    in.check_text(out.size_bytes() + separator.size_bytes() + text->size_bytes());
    in.charge(text->size_bytes() / 256);
    if (i > 0) out.append(separator);
    out.append(*text);
  }
  return out.finish(separator.markup());
}

std::optional<int64_t> parse_integer(std::string_view text, int base) {
  std::string digits;
  for (size_t i = 0; i < text.size();) {  // strip white space of any kind
    size_t after = i;
    if (!is_space(decode_utf8(text, after))) break;
    text = text.substr(after);
    i = 0;
  }
  while (!text.empty() && static_cast<uint8_t>(text.back()) < 0x80 && is_space(static_cast<uint8_t>(text.back()))) {
    text.remove_suffix(1);
  }
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.size() > 2 && text[0] == '0') {
    const char kind = static_cast<char>(text[1] | 0x20);
    const int prefix = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 0;
    if (prefix != 0 && (base == prefix || base == 0)) {
      base = prefix;
      text.remove_prefix(2);
      if (!text.empty() && text[0] == '_') text.remove_prefix(1);
    }
  }
  if (base == 0) base = 10;
  bool digit_before = false;
  for (const char c : text) {
    const bool digit = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    if (c == '_' && digit_before) {
      digit_before = false;
      continue;
    }
    if (!digit) return std::nullopt;
    digits += c;
    digit_before = true;
  }
  if (!digit_before) return std::nullopt;
  errno = 0;
  char* end = nullptr;
  if (negative) digits.insert(0, 1, '-');
  const long long value = std::strtoll(digits.c_str(), &end, base);
  if (*end != 0) return std::nullopt;
  if (errno == ERANGE) raise("an integer is out of range");
  return value;
}

std::optional<double> parse_float(std::string_view text) {
  const auto strip = [](char c) { return is_space(static_cast<uint8_t>(c)) && static_cast<uint8_t>(c) < 0x80; };
  while (!text.empty() && strip(text.front())) text.remove_prefix(1);
  while (!text.empty() && strip(text.back())) text.remove_suffix(1);
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](size_t k) { return k < text.size() && text[k] >= '0' && text[k] <= '9'; };
    if (text[i] == '_' && i > 0 && digit(i - 1) && digit(i + 1)) continue;
    plain += text[i];
  }
  if (plain.empty() || plain.find_first_of("xXpP(") != std::string::npos) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(plain.c_str(), &end);
  if (end != plain.c_str() + plain.size()) return std::nullopt;
  return value;
}

}  // namespace snug::tmpl
