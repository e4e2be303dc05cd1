#include "engine/template/json.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/template/failure.h"
#include "engine/template/unicode.h"

namespace snug::tmpl {
namespace {

TextPtr text_from(const std::string& bytes, Marking marking) {
  bool changed = false;
  std::string text = well_formed(bytes, changed);
  return make_text(std::move(text), marking == Marking::input);
}

class Dumper {
 public:
  Dumper(const JsonStyle& style, size_t max_bytes) : style_(style), max_bytes_(max_bytes) {}

  void value(const Value& v, int level) {
    count_work();
    if (out_.size_bytes() > max_bytes_) raise_limit("tojson gives more than a template may hold");
    if (v.is_text()) return string(*v.as_text());
    if (v.is_none()) return out_.append("null");
    if (v.is_bool()) return out_.append(v.as_bool() ? "true" : "false");
    if (v.is_int()) return out_.append(std::to_string(v.as_int()));
    if (v.is_float()) return out_.append(number(v.as_double()));
    if (v.is_dict()) return dict(*v.as_dict(), level);
    if (v.is_list() && (v.as_list()->kind == ListKind::list || v.as_list()->kind == ListKind::tuple)) {
      return list(*v.as_list(), level);
    }
    raise("Object of type " + v.type_name() + " is not JSON serializable");
  }
  TextPtr finish() { return out_.finish(); }

 private:
  static std::string number(double d) {
    if (std::isnan(d)) return "NaN";
    if (std::isinf(d)) return d < 0 ? "-Infinity" : "Infinity";
    return float_repr(d);
  }

  void new_line(int level) {
    if (!style_.indent) return;
    out_.append("\n");
    for (int i = 0; i < level; ++i) out_.append(*style_.indent);
  }

  void list(const List& l, int level) {
    if (l.items.empty()) return out_.append("[]");
    out_.append("[");
    for (size_t i = 0; i < l.items.size(); ++i) {
      if (i > 0) out_.append(style_.item_separator);
      new_line(level + 1);
      value(l.items[i], level + 1);
    }
    new_line(level);
    out_.append("]");
  }

  void dict(const Dict& d, int level) {
    if (d.size() == 0) return out_.append("{}");
    std::vector<const std::pair<Value, Value>*> items;
    for (const auto& item : d.items()) items.push_back(&item);
    if (style_.sort_keys) {
      std::stable_sort(items.begin(), items.end(), [](auto* a, auto* b) { return less(a->first, b->first); });
    }
    out_.append("{");
    for (size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_.append(style_.item_separator);
      new_line(level + 1);
      key(items[i]->first);
      out_.append(style_.key_separator);
      value(items[i]->second, level + 1);
    }
    new_line(level);
    out_.append("}");
  }

  void key(const Value& k) {
    if (k.is_text()) return string(*k.as_text());
    if (k.is_none()) return out_.append("\"null\"");
    if (k.is_bool()) return out_.append(k.as_bool() ? "\"true\"" : "\"false\"");
    if (k.is_int()) return out_.append("\"" + std::to_string(k.as_int()) + "\"");
    if (k.is_float()) return out_.append("\"" + number(k.as_double()) + "\"");
    raise("keys must be str, int, float, bool or None, not " + k.type_name());
  }

  void hex(char32_t unit, bool input) {
    static constexpr char kHex[] = "0123456789abcdef";
    std::string escape = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) escape += kHex[unit >> shift & 15];
    out_.append(escape, input);
  }

  void string(const Text& text) {
    const std::string_view view = text.view();
    out_.append("\"");
    size_t plain = 0;  // begin of the run that needs no escape
    for (size_t i = 0; i < view.size();) {
      const size_t begin = i;
      const auto byte = static_cast<uint8_t>(view[i]);
      const bool escape = byte < 0x20 || byte == '"' || byte == '\\' || (style_.ensure_ascii && byte >= 0x7F);
      if (!escape || (style_.ensure_ascii && byte == 0x7F)) {
        ++i;
        continue;
      }
      const char32_t c = decode_utf8(view, i);
      out_.append(text, plain, begin);
      plain = i;
      escaped(c, text.is_input(begin));
    }
    out_.append(text, plain, view.size());
    out_.append("\"");
  }

  void escaped(char32_t c, bool input) {
    switch (c) {
      case '"':
        return out_.append("\\\"", input);
      case '\\':
        return out_.append("\\\\", input);
      case '\n':
        return out_.append("\\n", input);
      case '\r':
        return out_.append("\\r", input);
      case '\t':
        return out_.append("\\t", input);
      case '\b':
        return out_.append("\\b", input);
      case '\f':
        return out_.append("\\f", input);
      default:
        break;
    }
    if (c < 0x10000) return hex(c, input);
    hex(0xD800 + (c - 0x10000) / 0x400, input);
    hex(0xDC00 + (c - 0x10000) % 0x400, input);
  }

  const JsonStyle& style_;
  size_t max_bytes_;
  TextBuilder out_;
};

}  // namespace

Result<Value> value_from_json(const nlohmann::ordered_json& json, Marking marking, int max_depth) {
  using Type = nlohmann::ordered_json::value_t;
  if (max_depth <= 0) return fail(Code::bad_json, "nested too deeply");
  switch (json.type()) {
    case Type::boolean:
      return Value(json.get<bool>());
    case Type::number_integer:
      return Value(json.get<int64_t>());
    case Type::number_unsigned: {
      const auto number = json.get<uint64_t>();
      if (number > static_cast<uint64_t>(INT64_MAX)) return Value(static_cast<double>(number));
      return Value(static_cast<int64_t>(number));
    }
    case Type::number_float:
      return Value(json.get<double>());
    case Type::string:
      return Value(text_from(json.get_ref<const std::string&>(), marking));
    case Type::array: {
      std::vector<Value> items;
      items.reserve(json.size());
      for (const auto& item : json) {
        SNUG_TRY(Value value, value_from_json(item, marking, max_depth - 1));
        items.push_back(std::move(value));
      }
      return make_list(std::move(items));
    }
    case Type::object: {
      auto dict = std::make_shared<Dict>();
      for (const auto& [key, item] : json.items()) {
        SNUG_TRY(Value value, value_from_json(item, marking, max_depth - 1));
        dict->set(Value(text_from(key, marking)), std::move(value));
      }
      return Value(DictPtr(std::move(dict)));
    }
    default:
      return Value(None{});
  }
}

TextPtr dump_json(const Value& value, const JsonStyle& style, size_t max_bytes) {
  Dumper dumper(style, max_bytes);
  dumper.value(value, 0);
  return dumper.finish();
}

}  // namespace snug::tmpl
