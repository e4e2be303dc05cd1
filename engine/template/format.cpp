// Formatting: "%s" % x, "{}".format(x), and the format specifications that both share (Python's format mini-language).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"
#include "engine/template/operators.h"
#include "engine/template/unicode.h"

namespace snug::tmpl {
namespace {

constexpr int64_t kMaxWidth = 100'000;

/// [[fill]align][sign][#][0][width][,][.precision][type]
struct Spec {
  std::string fill = " ";
  char align = 0;
  char sign = '-';
  bool alternate = false;
  char grouping = 0;
  int64_t width = 0;
  int64_t precision = -1;
  char type = 0;
};

int64_t take_number(std::string_view text, size_t& i) {
  int64_t n = 0;
  for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i) {
    n = n * 10 + (text[i] - '0');
    if (n > kMaxWidth) raise("a format is too wide");
  }
  return n;
}

Spec parse_spec(std::string_view text) {
  Spec spec;
  size_t i = 0;
  const auto is_align = [](char c) { return c == '<' || c == '>' || c == '^' || c == '='; };
  if (!text.empty()) {
    const size_t n = sequence_length(text[0]);
    if (n < text.size() && is_align(text[n])) {
      spec.fill = text.substr(0, n);
      spec.align = text[n];
      i = n + 1;
    } else if (is_align(text[0])) {
      spec.align = text[0];
      i = 1;
    }
  }
  if (i < text.size() && (text[i] == '+' || text[i] == '-' || text[i] == ' ')) spec.sign = text[i++];
  if (i < text.size() && text[i] == '#') spec.alternate = true, ++i;
  if (i < text.size() && text[i] == '0') {
    if (spec.align == 0) spec.fill = "0", spec.align = '=';
    ++i;
  }
  spec.width = take_number(text, i);
  if (i < text.size() && (text[i] == ',' || text[i] == '_')) spec.grouping = text[i++];
  if (i < text.size() && text[i] == '.') {
    const size_t begin = ++i;
    spec.precision = take_number(text, i);
    if (i == begin) raise("format specifier missing precision");
  }
  if (i < text.size()) spec.type = text[i++];
  if (i != text.size()) raise("invalid format specifier");
  return spec;
}

std::string grouped(std::string digits, char separator, size_t every) {
  if (separator == 0) return digits;
  const size_t point = std::min(digits.find_first_of(".e"), digits.size());
  for (size_t at = point; at > every;) {
    at -= every;
    digits.insert(at, 1, separator);
  }
  return digits;
}

/// Digits of a number without its sign, by a printf-like type.
std::string integer_digits(uint64_t value, char type, bool alternate) {
  switch (type) {
    case 'x':
      return (alternate ? "0x" : "") + fmt::format("{:x}", value);
    case 'X':
      return (alternate ? "0X" : "") + fmt::format("{:X}", value);
    case 'o':
      return (alternate ? "0o" : "") + fmt::format("{:o}", value);
    case 'b':
      return (alternate ? "0b" : "") + fmt::format("{:b}", value);
    default:
      return std::to_string(value);
  }
}

std::string float_digits(double value, char type, int64_t precision, bool alternate) {
  const int digits = static_cast<int>(std::min<int64_t>(precision, 1000));
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return "inf";
  switch (type) {
    case 'f':
    case 'F':
      return fmt::format("{:.{}f}", value, digits < 0 ? 6 : digits);
    case 'e':
      return fmt::format("{:.{}e}", value, digits < 0 ? 6 : digits);
    case 'E':
      return fmt::format("{:.{}E}", value, digits < 0 ? 6 : digits);
    case 'g':
      if (alternate) return fmt::format("{:#.{}g}", value, digits < 0 ? 6 : std::max(digits, 1));
      return fmt::format("{:.{}g}", value, digits < 0 ? 6 : std::max(digits, 1));
    case 'G':
      return fmt::format("{:.{}G}", value, digits < 0 ? 6 : std::max(digits, 1));
    case '%':
      return fmt::format("{:.{}f}%", value * 100, digits < 0 ? 6 : digits);
    default:
      break;
  }
  if (digits < 0) return float_repr(value);
  // No type with a precision is 'g' with at least one digit behind the point.
  std::string text = fmt::format("{:.{}g}", value, std::max(digits, 1));
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

TextPtr aligned(Interpreter& in, const Spec& spec, std::string_view sign, const TextPtr& body, char natural) {
  const auto length = static_cast<int64_t>(sign.size() + body->length());
  const int64_t pad = std::max<int64_t>(spec.width - length, 0);
  in.check_text(static_cast<size_t>(pad) * spec.fill.size() + body->size_bytes());
  const char align = spec.align == 0 ? natural : spec.align;
  const int64_t left = align == '<' ? 0 : align == '^' ? pad / 2 : pad;
  TextBuilder out;
  if (align == '=') out.append(sign);
  for (int64_t i = 0; i < left; ++i) out.append(spec.fill);
  if (align != '=') out.append(sign);
  out.append(*body);
  for (int64_t i = left; i < pad; ++i) out.append(spec.fill);
  return out.finish();
}

TextPtr format_number(Interpreter& in, const Value& value, const Spec& spec) {
  const bool as_float =
      value.is_float() || (spec.type != 0 && std::string_view("eEfFgG%").find(spec.type) != std::string_view::npos);
  const bool negative = value.is_float() ? std::signbit(value.as_double()) : value.as_int() < 0;
  std::string digits;
  if (as_float) {
    if (spec.type != 0 && std::string_view("eEfFgGn%").find(spec.type) == std::string_view::npos) {
      raise(std::string("unknown format code '") + spec.type + "' for object of type 'float'");
    }
    digits = float_digits(std::fabs(value.as_double()), spec.type, spec.precision, spec.alternate);
  } else if (spec.type == 'c') {
    char buffer[4];
    return aligned(in, spec, "",
                   make_text(std::string(buffer, encode_utf8(static_cast<char32_t>(value.as_int()), buffer))), '<');
  } else {
    if (spec.type != 0 && std::string_view("dxXobn").find(spec.type) == std::string_view::npos) {
      raise(std::string("unknown format code '") + spec.type + "' for object of type 'int'");
    }
    if (spec.precision >= 0) raise("precision not allowed in integer format specifier");
    const uint64_t magnitude =
        negative ? 0 - static_cast<uint64_t>(value.as_int()) : static_cast<uint64_t>(value.as_int());
    digits = integer_digits(magnitude, spec.type, spec.alternate);
  }
  digits = grouped(std::move(digits), spec.grouping, spec.type == 'x' || spec.type == 'b' || spec.type == 'o' ? 4 : 3);
  const std::string sign = negative ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign);
  return aligned(in, spec, sign, make_text(std::move(digits)), '>');
}

}  // namespace

TextPtr format_value(Interpreter& in, const Value& value, const Text& spec_text) {
  if (spec_text.size_bytes() == 0) return to_text(value);
  const Spec spec = parse_spec(spec_text.view());
  if (value.is_number() && !(value.is_bool() && spec.type == 0 && spec.width == 0))
    return format_number(in, value, spec);
  if (!value.is_text()) raise("unsupported format string passed to " + value.type_name() + ".__format__");
  if (spec.type != 0 && spec.type != 's') {
    raise(std::string("unknown format code '") + spec.type + "' for object of type 'str'");
  }
  if (spec.align == '=' && spec.fill != "0") raise("'=' alignment not allowed in string format specifier");
  TextPtr body = value.as_text();
  if (spec.precision >= 0) body = slice_bytes(body, 0, body->offset_of(static_cast<size_t>(spec.precision)));
  Spec plain = spec;
  if (plain.align == '=') plain.align = '<';
  return aligned(in, plain, "", body, '<');
}

namespace {

/// One %-conversion: flags, width, precision and its letter.
class PercentFormatter {
 public:
  PercentFormatter(Interpreter& in, const Text& format, const Value& arguments)
      : in_(in), format_(format), view_(format.view()), arguments_(arguments) {
    is_tuple_ = arguments.is_list() && arguments.as_list()->kind == ListKind::tuple;
  }

  TextPtr run() {
    size_t plain = 0;
    for (size_t i = 0; i < view_.size();) {
      if (view_[i] != '%') {
        ++i;
        continue;
      }
      out_.append(format_, plain, i);
      conversion(++i);
      plain = i;
      in_.check_text(out_.size_bytes());
    }
    out_.append(format_, plain, view_.size());
    const bool left = is_tuple_ ? used_ < arguments_.as_list()->items.size() : !arguments_.is_dict() && used_ == 0;
    if (left && !arguments_.is_list()) raise("not all arguments converted during string formatting");
    if (left && is_tuple_) raise("not all arguments converted during string formatting");
    return out_.finish(format_.markup());
  }

 private:
  Value next() {
    if (is_tuple_) {
      if (used_ >= arguments_.as_list()->items.size()) raise("not enough arguments for format string");
      return arguments_.as_list()->items[used_++];
    }
    if (used_++ > 0) raise("not enough arguments for format string");
    return arguments_;
  }

  int64_t number(size_t& i) {
    if (i < view_.size() && view_[i] == '*') {
      ++i;
      const Value v = next();
      if (!v.is_int()) raise("* wants int");
      return std::clamp<int64_t>(v.as_int(), -kMaxWidth, kMaxWidth);
    }
    return take_number(view_, i);
  }

  void conversion(size_t& i) {
    std::optional<Value> named;
    if (i < view_.size() && view_[i] == '(') {
      const size_t close = view_.find(')', i);
      if (close == std::string_view::npos) raise("incomplete format key");
      if (!arguments_.is_dict()) raise("format requires a mapping");
      const Value* found = arguments_.as_dict()->find(view_.substr(i + 1, close - i - 1));
      if (found == nullptr) raise("the format names a key that is not there");
      named = *found;
      i = close + 1;
    }
    Spec spec;
    bool left = false;
    bool zero = false;
    for (; i < view_.size() && std::string_view("-+ #0").find(view_[i]) != std::string_view::npos; ++i) {
      left |= view_[i] == '-';
      zero |= view_[i] == '0';
      spec.alternate |= view_[i] == '#';
      if (view_[i] == '+' || (view_[i] == ' ' && spec.sign != '+')) spec.sign = view_[i];
    }
    spec.width = number(i);
    if (spec.width < 0) left = true, spec.width = -spec.width;
    if (i < view_.size() && view_[i] == '.') spec.precision = number(++i);
    while (i < view_.size() && (view_[i] == 'l' || view_[i] == 'h' || view_[i] == 'L')) ++i;
    if (i >= view_.size()) raise("incomplete format");
    const char letter = view_[i++];
    if (letter == '%') return out_.append("%");
    spec.align = left ? '<' : '>';
    out_.append(*converted(named ? *named : next(), letter, spec, zero && !left));
  }

  TextPtr converted(const Value& value, char letter, Spec spec, bool zero) {
    if (letter == 's' || letter == 'r' || letter == 'a') {
      TextPtr body = letter == 's' ? to_text(value) : to_repr(value);
      if (spec.precision >= 0) body = slice_bytes(body, 0, body->offset_of(static_cast<size_t>(spec.precision)));
      return aligned(in_, spec, "", body, '>');
    }
    if (letter == 'c' && value.is_text() && value.as_text()->length() == 1) {
      return aligned(in_, spec, "", value.as_text(), '>');
    }
    require_defined(value);
    if (!value.is_number())
      raise(std::string("%") + letter + " format: a real number is required, not " + value.type_name());
    if (zero) spec.fill = "0", spec.align = '=';
    Value number = value;
    if (std::string_view("diu").find(letter) != std::string_view::npos) {
      spec.type = 'd';
      if (value.is_float()) {
        if (!(std::fabs(value.as_double()) < 9e18)) raise("an integer is out of range");
        number = Value(static_cast<int64_t>(value.as_double()));
      }
      spec.precision = -1;
    } else if (std::string_view("xXoeEfFgGc").find(letter) != std::string_view::npos) {
      spec.type = letter;
      if (std::string_view("xXoc").find(letter) != std::string_view::npos) {
        if (value.is_float()) raise("an integer is required");
        spec.precision = -1;
      } else if (spec.precision < 0) {
        spec.precision = 6;
      }
    } else {
      raise(std::string("unsupported format character '") + letter + "'");
    }
    return format_number(in_, number, spec);
  }

  Interpreter& in_;
  const Text& format_;
  std::string_view view_;
  const Value& arguments_;
  bool is_tuple_;
  size_t used_ = 0;
  TextBuilder out_;
};

/// str.format: {} {0} {name} {name.attr} {name[key]} with !r, !s and a specification.
class BraceFormatter {
 public:
  BraceFormatter(Interpreter& in, const Args& args) : in_(in), args_(args) {}

  TextPtr run(const Text& format, int depth) {
    if (depth > 2) raise("max string recursion exceeded");
    TextBuilder out;
    const std::string_view view = format.view();
    size_t plain = 0;
    for (size_t i = 0; i < view.size();) {
      const char c = view[i];
      if (c != '{' && c != '}') {
        ++i;
        continue;
      }
      if (i + 1 < view.size() && view[i + 1] == c) {
        out.append(format, plain, i + 1);
        plain = i += 2;
        continue;
      }
      if (c == '}') raise("single '}' encountered in format string");
      out.append(format, plain, i);
      const size_t close = matching(view, i);
      out.append(*field(format, i + 1, close, depth));
      in_.check_text(out.size_bytes());
      plain = i = close + 1;
    }
    out.append(format, plain, view.size());
    return out.finish(format.markup());
  }

 private:
  static size_t matching(std::string_view view, size_t open) {
    int depth = 0;
    for (size_t i = open; i < view.size(); ++i) {
      if (view[i] == '{') ++depth;
      if (view[i] == '}' && --depth == 0) return i;
    }
    raise("expected '}' before end of string");
  }

  TextPtr field(const Text& format, size_t begin, size_t end, int depth) {
    const std::string_view view = format.view();
    size_t name_end = begin;
    int brackets = 0;
    for (; name_end < end; ++name_end) {
      if (view[name_end] == '[') ++brackets;
      if (view[name_end] == ']') --brackets;
      if (brackets == 0 && (view[name_end] == ':' || view[name_end] == '!')) break;
    }
    Value value = lookup(view.substr(begin, name_end - begin));
    size_t at = name_end;
    if (at < end && view[at] == '!') {
      const char conversion = at + 1 < end ? view[at + 1] : ' ';
      if (conversion == 'r')
        value = Value(to_repr(value));
      else if (conversion == 's')
        value = Value(to_text(value));
      else
        raise("unknown conversion specifier");
      at += 2;
      if (at < end && view[at] != ':') raise("expected ':' after conversion specifier");
    }
    TextBuilder raw;
    if (at < end) raw.append(format, at + 1, end);
    const TextPtr spec = run(*raw.finish(), depth + 1);
    return format_value(in_, value, *spec);
  }

  Value lookup(std::string_view path) {
    const size_t first = std::min(path.find_first_of(".["), path.size());
    Value value = root(path.substr(0, first));
    for (size_t i = first; i < path.size();) {
      if (path[i] == '.') {
        const size_t end = std::min(path.find_first_of(".[", i + 1), path.size());
        value = in_.attribute(value, path.substr(i + 1, end - i - 1));
        i = end;
      } else {
        const size_t end = path.find(']', i);
        if (path[i] != '[' || end == std::string_view::npos) raise("missing ']' in format string");
        const std::string key(path.substr(i + 1, end - i - 1));
        const bool digits = !key.empty() && key.size() < 18 && key.find_first_not_of("0123456789") == std::string::npos;
        value = in_.item(value, digits ? Value(int64_t{std::stoll(key)}) : Value::text(key));
        i = end + 1;
      }
    }
    return value;
  }

  Value root(std::string_view name) {
    const bool digits = name.find_first_not_of("0123456789") == std::string_view::npos;
    if (digits) {
      if (name.size() > 9) raise("too many decimal digits in format string");
      const size_t index = name.empty() ? next_++ : static_cast<size_t>(std::stoul(std::string(name)));
      if (index >= args_.positional.size()) raise("replacement index out of range for positional arguments");
      return args_.positional[index];
    }
    for (const auto& [key, value] : args_.named) {
      if (key == name) return value;
    }
    raise("the format names an argument that is not there");
  }

  Interpreter& in_;
  const Args& args_;
  size_t next_ = 0;
};

}  // namespace

TextPtr percent_format(Interpreter& in, const Text& format, const Value& arguments) {
  return PercentFormatter(in, format, arguments).run();
}

TextPtr brace_format(Interpreter& in, const Text& format, const Args& args) {
  return BraceFormatter(in, args).run(format, 0);
}

}  // namespace snug::tmpl
