// Filters on texts, numbers and single values. Those on lists are in filters_list.cpp.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"
#include "engine/template/json.h"
#include "engine/template/operators.h"
#include "engine/template/unicode.h"

namespace snug::tmpl {
namespace {

/// How much of a long number's text is looked at.
constexpr size_t kMaxJsonIndent = 1000;

template <TextPtr (*F)(const TextPtr&)>
Value on_text(Interpreter&, Value value, Args& args) {
  ArgReader("text filter", args, {});
  return Value(F(to_text(value)));
}

Value trim(Interpreter&, Value value, Args& args) {
  const ArgReader reader("trim", args, {"chars"});
  const TextPtr chars = reader.given(0) ? reader.text(0) : nullptr;
  return Value(strip_text(to_text(value), chars.get(), true, true));
}

/// jinja2's own title: words begin after white space, '-', '(', '{', '[' and '<'.
TextPtr title(const TextPtr& text) {
  TextBuilder out;
  bool begins = true;
  const std::string_view view = text->view();
  for (size_t i = 0; i < view.size();) {
    const size_t begin = i;
    const char32_t c = decode_utf8(view, i);
    const bool separator = is_space(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<';
    out.append(separator ? std::string(view.substr(begin, i - begin))
               : begins  ? to_upper(c)
                         : to_lower(c),
               text->is_input(begin));
    begins = separator;
  }
  return out.finish(text->markup());
}

Value to_json(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("tojson", args, {"ensure_ascii", "indent", "separators", "sort_keys"});
  JsonStyle style;
  style.ensure_ascii = reader.truth(0, false);
  style.sort_keys = reader.truth(3, false);
  if (reader.given(1)) {
    const Value& indent = reader.required(1);
    if (indent.is_text() && indent.view().size() <= kMaxJsonIndent) {
      style.indent = std::string(indent.view());
    } else {
      const int64_t width = reader.integer(1, 0);
      if (width > static_cast<int64_t>(kMaxJsonIndent)) raise_limit("tojson has a very wide indent");
      style.indent = std::string(static_cast<size_t>(std::max<int64_t>(width, 0)), ' ');
    }
    style.item_separator = ",";
  }
  if (reader.given(2)) {
    const ListPtr pair = in.sequence(reader.required(2));
    if (pair->items.size() != 2 || !pair->items[0].is_text() || !pair->items[1].is_text()) {
      raise("tojson: separators are two strings");
    }
    style.item_separator = std::string(pair->items[0].view());
    style.key_separator = std::string(pair->items[1].view());
  }
  return Value(dump_json(value, style, in.limits().text_bytes));
}

Value string(Interpreter&, Value value, Args& args) {
  ArgReader("string", args, {});
  return Value(to_text(value));
}

Value safe(Interpreter&, Value value, Args& args) {
  ArgReader("safe", args, {});
  TextBuilder out;
  out.append(*to_text(value));
  return Value(out.finish(true));
}

Value escape(Interpreter&, Value value, Args& args) {
  ArgReader("escape", args, {});
  return Value(escape_html(to_text(value)));
}

Value force_escape(Interpreter&, Value value, Args& args) {
  ArgReader("forceescape", args, {});
  TextBuilder plain;
  plain.append(*to_text(value));
  return Value(escape_html(plain.finish()));
}

Value default_value(Interpreter&, Value value, Args& args) {
  const ArgReader reader("default", args, {"default_value", "boolean"});
  const bool replaced = value.is_undefined() || (reader.truth(1, false) && !truthy(value));
  return replaced ? reader.value(0, Value::text("")) : value;
}

std::optional<int64_t> int_of(double d) {
  if (!std::isfinite(d)) return std::nullopt;
  if (std::fabs(d) >= 9.2e18) raise("an integer is out of range");
  return static_cast<int64_t>(d);
}

Value to_int(Interpreter&, Value value, Args& args) {
  const ArgReader reader("int", args, {"default", "base"});
  require_defined(value);
  std::optional<int64_t> out;
  if (value.is_text()) {
    const int64_t base = reader.integer(1, 10);
    if (base >= 0 && base <= 36 && base != 1) out = parse_integer(value.view(), static_cast<int>(base));
    if (!out) {
      if (const auto d = parse_float(value.view())) out = int_of(*d);
    }
  } else if (value.is_float()) {
    if (std::isinf(value.as_double())) raise("cannot convert float infinity to integer");
    out = int_of(value.as_double());
  } else if (value.is_int()) {
    out = value.as_int();
  }
  return out ? Value(*out) : reader.value(0, Value(int64_t{0}));
}

Value to_float(Interpreter&, Value value, Args& args) {
  const ArgReader reader("float", args, {"default"});
  require_defined(value);
  if (value.is_number()) return Value(value.as_double());
  if (value.is_text()) {
    if (const auto d = parse_float(value.view())) return Value(*d);
  }
  return reader.value(0, Value(0.0));
}

Value absolute(Interpreter&, Value value, Args& args) {
  ArgReader("abs", args, {});
  require_defined(value);
  if (!value.is_number()) raise("bad operand type for abs(): '" + value.type_name() + "'");
  if (value.is_float()) return Value(std::fabs(value.as_double()));
  return value.as_int() < 0 ? unary(UnaryOp::negate, value) : Value(value.as_int());
}

Value round_value(Interpreter&, Value value, Args& args) {
  const ArgReader reader("round", args, {"precision", "method"});
  require_defined(value);
  if (!value.is_number()) raise("type " + value.type_name() + " doesn't define __round__ method");
  const int64_t precision = reader.integer(0, 0);
  const std::string method = reader.given(1) ? std::string(reader.text(1)->view()) : "common";
  if (method != "common" && method != "ceil" && method != "floor") raise("method must be common, ceil or floor");
  if (precision > 300 || precision < -300) raise("round: the precision is out of range");
  const double scale = std::pow(10.0, static_cast<double>(precision));
  if (method == "ceil") return Value(std::ceil(value.as_double() * scale) / scale);
  if (method == "floor") return Value(std::floor(value.as_double() * scale) / scale);
  if (value.is_int() && precision >= 0) return Value(value.as_int());
  if (value.is_int()) {  // half to even, in integers
    if (precision < -18) return Value(int64_t{0});
    int64_t unit = 1;
    for (int64_t i = precision; i < 0; ++i) unit *= 10;
    const int64_t rest = ((value.as_int() % unit) + unit) % unit;
    const int64_t down = value.as_int() - rest;
    const bool up = rest * 2 > unit || (rest * 2 == unit && (down / unit) % 2 != 0);
    return Value(up ? down + unit : down);
  }
  if (precision < 0) return Value(std::nearbyint(value.as_double() * scale) / scale);
  if (!std::isfinite(value.as_double())) return value;
  // Correctly rounded decimal digits, half to even, as Python's.
  return Value(std::strtod(fmt::format("{:.{}f}", value.as_double(), precision).c_str(), nullptr));
}

Value replace(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("replace", args, {"old", "new", "count"});
  const TextPtr from = to_text(reader.required(0));
  return Value(replace_text(in, to_text(value), from->view(), *to_text(reader.required(1)), reader.integer(2, -1)));
}

Value indent(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("indent", args, {"width", "first", "blank"});
  require_defined(value);
  if (!value.is_text()) raise("indent: a str is required, not " + value.type_name());
  std::string margin;
  if (reader.given(0) && reader.required(0).is_text()) {
    margin = std::string(reader.required(0).view());
  } else {
    const int64_t width = reader.integer(0, 4);
    in.check_text(static_cast<size_t>(std::max<int64_t>(width, 0)));
    margin = std::string(static_cast<size_t>(std::max<int64_t>(width, 0)), ' ');
  }
  const bool blank = reader.truth(2, false);
  TextBuilder with_end;
  with_end.append(*value.as_text());
  with_end.append("\n");
  const std::vector<Value> lines = split_lines(with_end.finish(), false);
  TextBuilder out;
  if (reader.truth(1, false)) out.append(margin);
  for (size_t i = 0; i < lines.size(); ++i) {
    const Text& line = *lines[i].as_text();
    in.check_text(out.size_bytes() + margin.size() + line.size_bytes() + 1);
    if (i > 0) out.append("\n");
    if (i > 0 && (blank || line.size_bytes() > 0)) out.append(margin);
    out.append(line);
  }
  return Value(out.finish(value.as_text()->markup()));
}

Value center(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("center", args, {"width"});
  Args width;
  width.positional.push_back(Value(reader.integer(0, 80)));
  return find_text_method("center")(in, Value(to_text(value)), width);
}

Value truncate(Interpreter&, Value value, Args& args) {
  const ArgReader reader("truncate", args, {"length", "killwords", "end", "leeway"});
  require_defined(value);
  if (!value.is_text()) raise("truncate: a str is required, not " + value.type_name());
  const TextPtr& text = value.as_text();
  const TextPtr end = reader.given(2) ? reader.text(2) : make_text("...");
  const int64_t length = reader.integer(0, 255);
  const int64_t leeway = reader.integer(3, 5);
  if (length < static_cast<int64_t>(end->length()) || leeway < 0) raise("truncate: the length is too small");
  if (static_cast<int64_t>(text->length()) - leeway <= length) return value;
  size_t cut = text->offset_of(static_cast<size_t>(length) - end->length());
  if (!reader.truth(1, false)) {
    const size_t space = text->view().substr(0, cut).rfind(' ');
    if (space != std::string_view::npos) cut = space;
  }
  TextBuilder out;
  out.append(*text, 0, cut);
  out.append(*end);
  return Value(out.finish());
}

Value word_count(Interpreter&, Value value, Args& args) {
  ArgReader("wordcount", args, {});
  const TextPtr text = to_text(value);
  int64_t words = 0;
  bool inside = false;
  for (size_t i = 0; i < text->size_bytes();) {
    const char32_t c = decode_utf8(text->view(), i);
    const bool word = c == '_' || is_alpha(c) || is_numeric(c);
    words += word && !inside;
    inside = word;
  }
  return Value(words);
}

Value format(Interpreter& in, Value value, Args& args) {
  const TextPtr text = to_text(value);
  if (!args.positional.empty() && !args.named.empty()) {
    raise("can't handle positional and keyword arguments at the same time");
  }
  if (args.named.empty()) return Value(percent_format(in, *text, make_tuple(args.positional)));
  auto dict = std::make_shared<Dict>();
  for (const auto& [key, item] : args.named) dict->set(Value::text(key), item);
  return Value(percent_format(in, *text, Value(DictPtr(std::move(dict)))));
}

Value url_encode(Interpreter& in, Value value, Args& args) {
  ArgReader("urlencode", args, {});
  const auto quoted = [](const Value& v, bool query) {
    const TextPtr text = to_text(v);
    TextBuilder out;
    for (size_t i = 0; i < text->size_bytes(); ++i) {
      const char c = text->view()[i];
      const bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '.' ||
                         c == '-' || c == '~' || (c == '/' && !query);
      if (plain)
        out.append(*text, i, i + 1);
      else if (query && c == ' ')
        out.append("+", text->is_input(i));
      else
        out.append(fmt::format("%{:02X}", static_cast<uint8_t>(c)), text->is_input(i));
    }
    return out.finish();
  };
  if (!value.is_dict() && !value.is_list()) return Value(quoted(value, false));
  std::vector<Value> parts;
  const ListPtr items = value.is_list() ? in.sequence(value) : nullptr;
  const auto add = [&](const Value& key, const Value& item) {
    TextBuilder part;
    part.append(*quoted(key, true));
    part.append("=");
    part.append(*quoted(item, true));
    parts.push_back(Value(part.finish()));
  };
  if (value.is_dict()) {
    for (const auto& [key, item] : value.as_dict()->items()) add(key, item);
  } else {
    for (const Value& pair : items->items) {
      const ListPtr two = in.sequence(pair);
      if (two->items.size() != 2) raise("urlencode takes pairs");
      add(two->items[0], two->items[1]);
    }
  }
  return Value(join_texts(in, *make_text("&"), parts));
}

Value attribute(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("attr", args, {"name"});
  const TextPtr name = reader.text(0);
  if (value.is_dict()) {  // attr does not look at a dict's keys
    const std::optional<Value> method = find_method(value, name->view());
    return method ? *method : Value::undefined("'dict object' has no attribute '" + printable(name->view(), 60) + "'");
  }
  return in.attribute(value, name->view());
}

template <size_t what>
Value not_for_prompts(Interpreter&, Value, Args&) {
  static constexpr std::array<std::string_view, 7> kNames{"random",    "wordwrap", "urlize",        "pprint",
                                                          "striptags", "xmlattr",  "filesizeformat"};
  raise("the filter '" + std::string(kNames[what]) + "' is not supported");
}

struct Row {
  std::string_view name;
  FilterFn fn;
};
constexpr std::array kFilters{Row{"tojson", to_json},
                              Row{"trim", trim},
                              Row{"upper", on_text<upper_text>},
                              Row{"lower", on_text<lower_text>},
                              Row{"title", on_text<title>},
                              Row{"capitalize", on_text<capitalize_text>},
                              Row{"string", string},
                              Row{"safe", safe},
                              Row{"escape", escape},
                              Row{"e", escape},
                              Row{"forceescape", force_escape},
                              Row{"default", default_value},
                              Row{"d", default_value},
                              Row{"int", to_int},
                              Row{"float", to_float},
                              Row{"abs", absolute},
                              Row{"round", round_value},
                              Row{"replace", replace},
                              Row{"indent", indent},
                              Row{"center", center},
                              Row{"truncate", truncate},
                              Row{"wordcount", word_count},
                              Row{"format", format},
                              Row{"urlencode", url_encode},
                              Row{"attr", attribute},
                              Row{"random", not_for_prompts<0>},
                              Row{"wordwrap", not_for_prompts<1>},
                              Row{"urlize", not_for_prompts<2>},
                              Row{"pprint", not_for_prompts<3>},
                              Row{"striptags", not_for_prompts<4>},
                              Row{"xmlattr", not_for_prompts<5>},
                              Row{"filesizeformat", not_for_prompts<6>}};

}  // namespace

FilterFn find_filter(std::string_view name) {
  for (const Row& row : kFilters) {
    if (row.name == name) return row.fn;
  }
  return find_list_filter(name);
}

}  // namespace snug::tmpl
