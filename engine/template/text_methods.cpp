// Methods of str.
#include <algorithm>
#include <array>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"
#include "engine/template/unicode.h"

namespace snug::tmpl {
namespace {

const TextPtr& self_text(const Value& self) {
  return self.as_text();
}

template <TextPtr (*F)(const TextPtr&)>
Value simple(Interpreter&, const Value& self, Args& args) {
  ArgReader("str method", args, {});
  return Value(F(self_text(self)));
}

std::string swap_case(char32_t c) {
  if (is_upper(c)) return to_lower(c);
  if (is_lower(c)) return to_upper(c);
  char buffer[4];
  return std::string(buffer, encode_utf8(c, buffer));
}

TextPtr swapped(const TextPtr& text) {
  return map_text(text, swap_case);
}
TextPtr folded(const TextPtr& text) {
  return map_text(text, to_folded);
}

TextPtr titled(const TextPtr& text) {
  TextBuilder out;
  bool cased_before = false;
  for (size_t i = 0; i < text->size_bytes();) {
    const size_t begin = i;
    const char32_t c = decode_utf8(text->view(), i);
    out.append(cased_before ? to_lower(c) : to_title(c), text->is_input(begin));
    cased_before = is_cased(c);
  }
  return out.finish(text->markup());
}

template <bool left, bool right>
Value strip(Interpreter&, const Value& self, Args& args) {
  const ArgReader reader("strip", args, {"chars"});
  const Text* chars = reader.given(0) ? reader.text(0).get() : nullptr;
  return Value(strip_text(self_text(self), chars, left, right));
}

/// Where white space separates; at most `limit` splits (negative: any number), from the left or the right.
std::vector<Value> split_space(const TextPtr& text, int64_t limit, bool from_right) {
  std::vector<ByteRange> words;
  const std::string_view view = text->view();
  size_t begin = std::string_view::npos;
  for (size_t i = 0; i < view.size();) {
    const size_t at = i;
    const bool space = is_space(decode_utf8(view, i));
    if (space && begin != std::string_view::npos) words.push_back({begin, at});
    if (space)
      begin = std::string_view::npos;
    else if (begin == std::string_view::npos)
      begin = at;
  }
  if (begin != std::string_view::npos) words.push_back({begin, view.size()});
  // Past the limit the rest stays one piece, with the white space at its far end.
  if (limit >= 0 && words.size() > static_cast<size_t>(limit) + 1) {
    const auto keep = static_cast<size_t>(limit);
    if (from_right) {
      const size_t joined = words.size() - keep - 1;
      words[joined].begin = 0;
      words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(joined));
    } else {
      words[keep].end = view.size();
      words.resize(keep + 1);
    }
  }
  std::vector<Value> out;
  for (const ByteRange& word : words) out.push_back(Value(slice_bytes(text, word.begin, word.end)));
  return out;
}

template <bool from_right>
Value split(Interpreter& in, const Value& self, Args& args) {
  const ArgReader reader("split", args, {"sep", "maxsplit"});
  const TextPtr& text = self_text(self);
  int64_t limit = reader.integer(1, -1);
  in.check_list(text->length());
  if (!reader.given(0)) return make_list(split_space(text, limit, from_right));
  const std::string_view separator = reader.text(0)->view();
  if (separator.empty()) raise("empty separator");
  std::vector<Value> out;
  const std::string_view view = text->view();
  if (from_right) {
    size_t end = view.size();
    for (; limit != 0; --limit) {
      const size_t at = end < separator.size() ? std::string_view::npos : view.rfind(separator, end - separator.size());
      if (at == std::string_view::npos) break;
      out.push_back(Value(slice_bytes(text, at + separator.size(), end)));
      end = at;
    }
    out.push_back(Value(slice_bytes(text, 0, end)));
    std::reverse(out.begin(), out.end());
    return make_list(std::move(out));
  }
  size_t begin = 0;
  for (; limit != 0; --limit) {
    const size_t at = view.find(separator, begin);
    if (at == std::string_view::npos) break;
    out.push_back(Value(slice_bytes(text, begin, at)));
    begin = at + separator.size();
  }
  out.push_back(Value(slice_bytes(text, begin, view.size())));
  return make_list(std::move(out));
}

Value splitlines(Interpreter& in, const Value& self, Args& args) {
  const ArgReader reader("splitlines", args, {"keepends"});
  in.check_list(self_text(self)->length());
  return make_list(split_lines(self_text(self), reader.truth(0, false)));
}

template <bool from_right>
Value partition(Interpreter&, const Value& self, Args& args) {
  const ArgReader reader("partition", args, {"sep"});
  const TextPtr& text = self_text(self);
  const TextPtr separator = reader.text(0);
  if (separator->size_bytes() == 0) raise("empty separator");
  const size_t at = from_right ? text->view().rfind(separator->view()) : text->view().find(separator->view());
  if (at == std::string_view::npos) {
    if (from_right) return make_tuple({Value::text(""), Value::text(""), self});
    return make_tuple({self, Value::text(""), Value::text("")});
  }
  const size_t end = at + separator->size_bytes();
  return make_tuple({Value(slice_bytes(text, 0, at)), Value(slice_bytes(text, at, end)),
                     Value(slice_bytes(text, end, text->size_bytes()))});
}

Value replace(Interpreter& in, const Value& self, Args& args) {
  const ArgReader reader("replace", args, {"old", "new", "count"});
  return Value(replace_text(in, self_text(self), reader.text(0)->view(), *reader.text(1), reader.integer(2, -1)));
}

/// The part of the text that optional start and end arguments leave, in bytes.
struct Window {
  std::string_view view;
  size_t offset;
  bool valid;  ///< false if start lies behind end or behind the text
};
Window window(const Text& text, const ArgReader& reader) {
  const auto length = static_cast<int64_t>(text.length());
  int64_t begin = reader.integer(1, 0);
  int64_t end = reader.integer(2, length);
  if (begin < 0) begin = std::max<int64_t>(begin + length, 0);
  if (end < 0) end = std::max<int64_t>(end + length, 0);
  end = std::min(end, length);
  if (begin > end) return {{}, 0, false};
  const size_t from = text.offset_of(static_cast<size_t>(begin));
  return {text.view().substr(from, text.offset_of(static_cast<size_t>(end)) - from), from, true};
}

template <bool at_end>
Value starts_or_ends(Interpreter&, const Value& self, Args& args) {
  const ArgReader reader(at_end ? "endswith" : "startswith", args, {"prefix", "start", "end"});
  const Window part = window(*self_text(self), reader);
  const auto matches = [&](const Value& v) {
    if (!v.is_text()) raise("startswith and endswith take a str or a tuple of str");
    return part.valid && (at_end ? part.view.ends_with(v.view()) : part.view.starts_with(v.view()));
  };
  const Value& what = reader.required(0);
  if (what.is_list() && what.as_list()->kind == ListKind::tuple) {
    return Value(std::any_of(what.as_list()->items.begin(), what.as_list()->items.end(), matches));
  }
  return Value(matches(what));
}

template <bool from_right, bool must_find>
Value find(Interpreter&, const Value& self, Args& args) {
  const ArgReader reader("find", args, {"sub", "start", "end"});
  const TextPtr& text = self_text(self);
  const Window part = window(*text, reader);
  const std::string_view what = reader.text(0)->view();
  size_t at = std::string_view::npos;
  if (part.valid) at = from_right ? part.view.rfind(what) : part.view.find(what);
  if (at != std::string_view::npos) return Value::length(count_code_points(text->view().substr(0, part.offset + at)));
  if (must_find) raise("substring not found");
  return Value(int64_t{-1});
}

Value count(Interpreter&, const Value& self, Args& args) {
  const ArgReader reader("count", args, {"sub", "start", "end"});
  const Window part = window(*self_text(self), reader);
  const std::string_view what = reader.text(0)->view();
  if (!part.valid) return Value(int64_t{0});
  if (what.empty()) return Value::length(count_code_points(part.view) + 1);
  int64_t n = 0;
  for (size_t at = part.view.find(what); at != std::string_view::npos; at = part.view.find(what, at + what.size())) ++n;
  return Value(n);
}

Value join(Interpreter& in, const Value& self, Args& args) {
  const ArgReader reader("join", args, {"iterable"});
  const ListPtr items = in.sequence(reader.required(0));
  for (const Value& item : items->items) {
    if (!item.is_text()) raise("sequence item: expected str instance, " + item.type_name() + " found");
  }
  return Value(join_texts(in, *self_text(self), items->items));
}

Value format(Interpreter& in, const Value& self, Args& args) {
  return Value(brace_format(in, *self_text(self), args));
}

enum class Align : uint8_t { left, right, center };

TextPtr padded(Interpreter& in, const TextPtr& text, int64_t width, const Text& fill, Align align) {
  const auto length = static_cast<int64_t>(text->length());
  if (width <= length) return text;
  in.check_text(static_cast<size_t>(std::min<int64_t>(width, INT32_MAX)) * fill.size_bytes());
  const int64_t pad = width - length;
  // Python's center puts the odd space on the left where width is odd
  const int64_t left = align == Align::left ? 0 : align == Align::right ? pad : pad / 2 + (pad & width & 1);
  TextBuilder out;
  for (int64_t i = 0; i < left; ++i) out.append(fill);
  out.append(*text);
  for (int64_t i = left; i < pad; ++i) out.append(fill);
  return out.finish(text->markup());
}

template <Align align>
Value pad(Interpreter& in, const Value& self, Args& args) {
  const ArgReader reader("padding", args, {"width", "fillchar"});
  reader.required(0);
  const TextPtr fill = reader.has(1) ? reader.text(1) : make_text(" ");
  if (fill->length() != 1) raise("the fill character must be exactly one character long");
  return Value(padded(in, self_text(self), reader.integer(0, 0), *fill, align));
}

Value zfill(Interpreter& in, const Value& self, Args& args) {
  const ArgReader reader("zfill", args, {"width"});
  const TextPtr& text = self_text(self);
  reader.required(0);
  const int64_t width = reader.integer(0, 0);
  const bool sign = text->view().starts_with('-') || text->view().starts_with('+');
  const TextPtr zero = make_text("0");
  if (!sign) return Value(padded(in, text, width, *zero, Align::right));
  TextBuilder out;
  out.append(*text, 0, 1);
  out.append(*padded(in, slice_bytes(text, 1, text->size_bytes()), width - 1, *zero, Align::right));
  return Value(out.finish());
}

template <bool suffix>
Value remove_affix(Interpreter&, const Value& self, Args& args) {
  const ArgReader reader("removeprefix", args, {"affix"});
  const TextPtr& text = self_text(self);
  const std::string_view affix = reader.text(0)->view();
  if (suffix && text->view().ends_with(affix)) return Value(slice_bytes(text, 0, text->size_bytes() - affix.size()));
  if (!suffix && text->view().starts_with(affix)) return Value(slice_bytes(text, affix.size(), text->size_bytes()));
  return self;
}

Value expandtabs(Interpreter& in, const Value& self, Args& args) {
  const ArgReader reader("expandtabs", args, {"tabsize"});
  const int64_t size = std::clamp<int64_t>(reader.integer(0, 8), 0, 1000);
  const Text& text = *self_text(self);
  TextBuilder out;
  int64_t column = 0;
  for (size_t i = 0; i < text.size_bytes();) {
    const size_t begin = i;
    const char32_t c = decode_utf8(text.view(), i);
    if (c == '\t') {
      const int64_t n = size == 0 ? 0 : size - column % size;
      in.check_text(out.size_bytes() + static_cast<size_t>(n));
      out.append(std::string(static_cast<size_t>(n), ' '), text.is_input(begin));
      column += n;
    } else {
      out.append(text, begin, i);
      column = c == '\n' || c == '\r' ? 0 : column + 1;
    }
  }
  return Value(out.finish(text.markup()));
}

template <bool (*F)(char32_t)>
Value all_are(Interpreter&, const Value& self, Args& args) {
  ArgReader("str method", args, {});
  const std::string_view view = self.view();
  for (size_t i = 0; i < view.size();) {
    if (!F(decode_utf8(view, i))) return Value(false);
  }
  return Value(!view.empty());
}

bool is_alnum(char32_t c) {
  return is_alpha(c) || is_numeric(c);
}
bool is_digit(char32_t c) {
  return is_decimal(c) || c == 0xB2 || c == 0xB3 || c == 0xB9 || (c >= 0x2070 && c <= 0x2079) ||
         (c >= 0x2080 && c <= 0x2089);
}

Value isascii(Interpreter&, const Value& self, Args&) {
  return Value(self_text(self)->ascii());
}
Value isprintable(Interpreter& in, const Value& self, Args& args) {
  return self.view().empty() ? Value(true) : all_are<is_printable>(in, self, args);
}
Value isidentifier(Interpreter& in, const Value& self, Args& args) {
  size_t first = 0;
  if (self.view().empty() || !is_identifier_start(decode_utf8(self.view(), first))) return Value(false);
  return all_are<is_identifier_part>(in, self, args);
}

Value istitle(Interpreter&, const Value& self, Args&) {
  bool any = false;
  bool cased_before = false;
  for (size_t i = 0; i < self.view().size();) {
    const char32_t c = decode_utf8(self.view(), i);
    const bool upper = is_upper(c) || is_title(c);
    if ((upper && cased_before) || (is_lower(c) && !cased_before)) return Value(false);
    cased_before = is_cased(c);
    any |= cased_before;
  }
  return Value(any);
}

/// Some letter, and every cased one is of that case.
template <bool upper>
Value one_case(Interpreter&, const Value& self, Args& args) {
  ArgReader("str method", args, {});
  bool any = false;
  for (size_t i = 0; i < self.view().size();) {
    const char32_t c = decode_utf8(self.view(), i);
    if (upper ? is_lower(c) || is_title(c) : is_upper(c) || is_title(c)) return Value(false);
    any |= upper ? is_upper(c) : is_lower(c);
  }
  return Value(any);
}

struct Row {
  std::string_view name;
  MethodFn fn;
};
constexpr std::array kMethods{Row{"capitalize", simple<capitalize_text>},
                              Row{"casefold", simple<folded>},
                              Row{"center", pad<Align::center>},
                              Row{"count", count},
                              Row{"endswith", starts_or_ends<true>},
                              Row{"expandtabs", expandtabs},
                              Row{"find", find<false, false>},
                              Row{"format", format},
                              Row{"index", find<false, true>},
                              Row{"isalnum", all_are<is_alnum>},
                              Row{"isalpha", all_are<is_alpha>},
                              Row{"isascii", isascii},
                              Row{"isdecimal", all_are<is_decimal>},
                              Row{"isdigit", all_are<is_digit>},
                              Row{"isidentifier", isidentifier},
                              Row{"islower", one_case<false>},
                              Row{"isnumeric", all_are<is_numeric>},
                              Row{"isprintable", isprintable},
                              Row{"isspace", all_are<is_space>},
                              Row{"istitle", istitle},
                              Row{"isupper", one_case<true>},
                              Row{"join", join},
                              Row{"ljust", pad<Align::left>},
                              Row{"lower", simple<lower_text>},
                              Row{"lstrip", strip<true, false>},
                              Row{"partition", partition<false>},
                              Row{"removeprefix", remove_affix<false>},
                              Row{"removesuffix", remove_affix<true>},
                              Row{"replace", replace},
                              Row{"rfind", find<true, false>},
                              Row{"rindex", find<true, true>},
                              Row{"rjust", pad<Align::right>},
                              Row{"rpartition", partition<true>},
                              Row{"rsplit", split<true>},
                              Row{"rstrip", strip<false, true>},
                              Row{"split", split<false>},
                              Row{"splitlines", splitlines},
                              Row{"startswith", starts_or_ends<false>},
                              Row{"strip", strip<true, true>},
                              Row{"swapcase", simple<swapped>},
                              Row{"title", simple<titled>},
                              Row{"upper", simple<upper_text>},
                              Row{"zfill", zfill}};

}  // namespace

MethodFn find_text_method(std::string_view name) {
  for (const Row& row : kMethods) {
    if (row.name == name) return row.fn;
  }
  return nullptr;
}

}  // namespace snug::tmpl
