// str() and repr() of values, as Python prints them.
#include <array>
#include <charconv>
#include <cmath>

#include "engine/template/failure.h"
#include "engine/template/unicode.h"
#include "engine/template/value.h"

namespace snug::tmpl {
namespace {

constexpr size_t kMaxBytes = 16u << 20;

void append_escape(TextBuilder& out, char32_t c, bool input) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string escape = c < 0x100 ? "\\x" : c < 0x10000 ? "\\u" : "\\U";
  for (int shift = c < 0x100 ? 4 : c < 0x10000 ? 12 : 28; shift >= 0; shift -= 4) escape += kHex[c >> shift & 15];
  out.append(escape, input);
}

/// Quoted as Python does it: single quotes unless the text has some and no double ones.
void repr_text(TextBuilder& out, const Text& text) {
  const std::string_view view = text.view();
  const bool single = view.find('\'') == std::string_view::npos || view.find('"') != std::string_view::npos;
  const char quote = single ? '\'' : '"';
  if (text.markup()) out.append("Markup(");
  out.append(std::string_view(&quote, 1));
  for (size_t i = 0; i < view.size();) {
    const size_t begin = i;
    const bool input = text.is_input(i);
    const char32_t c = decode_utf8(view, i);
    if (c == static_cast<char32_t>(quote) || c == '\\') {
      out.append("\\", input);
      out.append(text, begin, i);
    } else if (c == '\n' || c == '\r' || c == '\t') {
      out.append(c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t", input);
    } else if (is_printable(c)) {
      out.append(text, begin, i);
    } else {
      append_escape(out, c, input);
    }
  }
  out.append(std::string_view(&quote, 1));
  if (text.markup()) out.append(")");
}

void repr_value(TextBuilder& out, const Value& value);

void repr_list(TextBuilder& out, const List& list) {
  std::string_view open = "[", close = "]";
  switch (list.kind) {
    case ListKind::list:
      break;
    case ListKind::tuple:
      open = "(", close = list.items.size() == 1 ? ",)" : ")";
      break;
    case ListKind::keys:
      open = "dict_keys([", close = "])";
      break;
    case ListKind::values:
      open = "dict_values([", close = "])";
      break;
    case ListKind::items:
      open = "dict_items([", close = "])";
      break;
    case ListKind::generator:
      out.append("<generator object>");
      return;
    case ListKind::range:
      out.append("range(" + std::to_string(list.range_start) + ", " + std::to_string(list.range_stop) +
                 (list.range_step == 1 ? "" : ", " + std::to_string(list.range_step)) + ")");
      return;
  }
  out.append(open);
  for (size_t i = 0; i < list.items.size(); ++i) {
    if (i > 0) out.append(", ");
    repr_value(out, list.items[i]);
  }
  out.append(close);
}

void repr_dict(TextBuilder& out, const Dict& dict) {
  out.append("{");
  for (size_t i = 0; i < dict.size(); ++i) {
    if (i > 0) out.append(", ");
    repr_value(out, dict.items()[i].first);
    out.append(": ");
    repr_value(out, dict.items()[i].second);
  }
  out.append("}");
}

void repr_value(TextBuilder& out, const Value& value) {
  count_work();
  if (out.size_bytes() > kMaxBytes) raise_limit("a printed value is too long");
  if (value.is_text()) return repr_text(out, *value.as_text());
  if (value.is_list()) return repr_list(out, *value.as_list());
  if (value.is_dict()) return repr_dict(out, *value.as_dict());
  if (value.is_undefined()) return out.append("Undefined");
  if (value.is_none()) return out.append("None");
  if (value.is_bool()) return out.append(value.as_bool() ? "True" : "False");
  if (value.is_int()) return out.append(std::to_string(value.as_int()));
  if (value.is_float()) return out.append(float_repr(value.as_double()));
  out.append(value.as_object()->repr());
}

}  // namespace

std::string float_repr(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  // Shortest round-trip digits d.ddde±x, laid out by Python's rule: fixed for -4 <= x < 16.
  std::array<char, 32> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  const std::string text(buffer.data(), end);
  const size_t e = text.find('e');
  const int exponent = std::stoi(text.substr(e + 1));
  const std::string sign = text[0] == '-' ? "-" : "";
  std::string digits = text.substr(sign.size(), 1);
  if (e > sign.size() + 2) digits += text.substr(sign.size() + 2, e - sign.size() - 2);
  const int n = static_cast<int>(digits.size());
  if (exponent < -4 || exponent >= 16) {
    std::string out = sign + digits[0];
    if (n > 1) out += "." + digits.substr(1);
    const std::string power = std::to_string(std::abs(exponent));
    return out + (exponent < 0 ? "e-" : "e+") + (power.size() < 2 ? "0" : "") + power;
  }
  if (exponent < 0) return sign + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  if (n <= exponent + 1) return sign + digits + std::string(static_cast<size_t>(exponent + 1 - n), '0') + ".0";
  const auto point = static_cast<size_t>(exponent + 1);
  return sign + digits.substr(0, point) + "." + digits.substr(point);
}

TextPtr to_text(const Value& value) {
  if (value.is_text()) return value.as_text();
  if (value.is_undefined()) return make_text("");
  return to_repr(value);
}

TextPtr to_repr(const Value& value) {
  TextBuilder out;
  repr_value(out, value);
  return out.finish();
}

}  // namespace snug::tmpl
