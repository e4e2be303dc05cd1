// Filters on lists and dicts. Those that are generators in jinja2 give one here too: true, without a length, used once.
#include <algorithm>
#include <array>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"
#include "engine/template/operators.h"

namespace snug::tmpl {
namespace {

Value generator(std::vector<Value> items) {
  return make_list(std::move(items), ListKind::generator);
}

/// "a.0.b" looked up in an item, as jinja2's make_attrgetter; an integer attribute is one index.
class AttributePath {
 public:
  AttributePath(const Value& path, std::optional<Value> fallback) : fallback_(std::move(fallback)) {
    if (path.is_none()) return;
    if (!path.is_text()) {
      parts_.push_back(path);
      return;
    }
    std::string_view rest = path.view();
    for (;;) {
      const size_t dot = rest.find('.');
      const std::string part(rest.substr(0, dot));
      const bool digits =
          !part.empty() && part.size() < 18 && part.find_first_not_of("0123456789") == std::string::npos;
      parts_.push_back(digits ? Value(int64_t{std::stoll(part)}) : Value::text(part));
      if (dot == std::string_view::npos) break;
      rest.remove_prefix(dot + 1);
    }
  }
  Value of(Interpreter& in, Value item) const {
    for (const Value& part : parts_) {
      item = in.item(item, part);
      if (item.is_undefined() && fallback_) item = *fallback_;
    }
    return item;
  }

 private:
  std::vector<Value> parts_;
  std::optional<Value> fallback_;
};

Value folded(Value value) {
  return value.is_text() ? Value(lower_text(value.as_text())) : value;
}

Value length(Interpreter&, Value value, Args& args) {
  ArgReader("length", args, {});
  if (value.is_text()) return Value::length(value.as_text()->length());
  if (value.is_dict()) return Value::length(value.as_dict()->size());
  if (value.is_undefined()) return Value(int64_t{0});
  if (value.is_list() && value.as_list()->kind != ListKind::generator)
    return Value::length(value.as_list()->items.size());
  raise("object of type '" + value.type_name() + "' has no len()");
}

Value first(Interpreter& in, Value value, Args& args) {
  ArgReader("first", args, {});
  if (value.is_list() && value.as_list()->kind == ListKind::generator) {
    const List& list = *value.as_list();
    if (list.consumed < list.items.size()) return list.items[list.consumed++];
    return Value::undefined("no first item, sequence was empty");
  }
  const ListPtr items = in.sequence(value);
  return items->items.empty() ? Value::undefined("no first item, sequence was empty") : items->items.front();
}

void require_reversible(const Value& value) {
  if (value.is_list() && value.as_list()->kind == ListKind::generator) raise("'generator' object is not reversible");
  if (value.is_undefined()) raise(value.undefined_hint());
}

Value last(Interpreter& in, Value value, Args& args) {
  ArgReader("last", args, {});
  require_reversible(value);
  const ListPtr items = in.sequence(value);
  return items->items.empty() ? Value::undefined("no last item, sequence was empty") : items->items.back();
}

Value reverse(Interpreter& in, Value value, Args& args) {
  ArgReader("reverse", args, {});
  if (value.is_text()) return slice(in, value, Value(None{}), Value(None{}), Value(int64_t{-1}));
  const bool lazy = !(value.is_list() && value.as_list()->kind == ListKind::generator) && !value.is_undefined();
  std::vector<Value> items = in.sequence(value)->items;
  std::reverse(items.begin(), items.end());
  return lazy ? generator(std::move(items)) : make_list(std::move(items));
}

Value to_list(Interpreter& in, Value value, Args& args) {
  ArgReader("list", args, {});
  return make_list(in.sequence(value)->items);
}

Value join(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("join", args, {"d", "attribute"});
  const TextPtr separator = reader.has(0) ? to_text(reader.required(0)) : make_text("");
  ListPtr items = in.sequence(value);
  if (!reader.given(1)) return Value(join_texts(in, *separator, items->items));
  const AttributePath path(reader.required(1), std::nullopt);
  std::vector<Value> parts;
  for (const Value& item : items->items) parts.push_back(path.of(in, item));
  return Value(join_texts(in, *separator, parts));
}

/// Stable; sorts by keys computed once.
std::vector<Value> sorted_by(Interpreter& in, const std::vector<Value>& items, std::vector<Value> keys, bool reverse) {
  std::vector<size_t> order(items.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  // std::stable_sort would be undefined for a comparison that throws halfway only in what it leaves, not in memory.
  if (reverse) {
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return less(keys[b], keys[a]); });
  } else {
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return less(keys[a], keys[b]); });
  }
  in.charge(items.size());
  std::vector<Value> out;
  for (const size_t i : order) out.push_back(items[i]);
  return out;
}

Value sort(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("sort", args, {"reverse", "case_sensitive", "attribute"});
  const ListPtr items = in.sequence(value);
  const bool keep_case = reader.truth(1, false);
  std::vector<AttributePath> paths;
  if (reader.given(2) && reader.required(2).is_text()) {
    std::string_view rest = reader.required(2).view();
    for (size_t comma = rest.find(',');; comma = rest.find(',')) {
      paths.emplace_back(Value::text(std::string(rest.substr(0, comma))), std::nullopt);
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  } else {
    paths.emplace_back(reader.value(2, Value(None{})), std::nullopt);
  }
  std::vector<Value> keys;
  for (const Value& item : items->items) {
    std::vector<Value> key;
    for (const AttributePath& path : paths) {
      Value part = path.of(in, item);
      key.push_back(keep_case ? std::move(part) : folded(std::move(part)));
    }
    keys.push_back(make_list(std::move(key)));
  }
  return make_list(sorted_by(in, items->items, std::move(keys), reader.truth(0, false)));
}

Value dict_sort(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("dictsort", args, {"case_sensitive", "by", "reverse"});
  require_defined(value);
  if (!value.is_dict()) raise("'" + value.type_name() + "' object has no attribute 'items'");
  const std::string by = reader.given(1) ? std::string(reader.text(1)->view()) : "key";
  if (by != "key" && by != "value") raise("you can only sort by either \"key\" or \"value\"");
  std::vector<Value> items, keys;
  for (const auto& [key, item] : value.as_dict()->items()) {
    items.push_back(make_tuple({key, item}));
    const Value& part = by == "key" ? key : item;
    keys.push_back(reader.truth(0, false) ? part : folded(part));
  }
  return make_list(sorted_by(in, items, std::move(keys), reader.truth(2, false)));
}

Value unique(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("unique", args, {"case_sensitive", "attribute"});
  const AttributePath path(reader.value(1, Value(None{})), std::nullopt);
  const bool keep_case = reader.truth(0, false);
  Dict seen;
  std::vector<Value> out;
  const ListPtr sequence = in.sequence(value);  // kept: a range-for does not keep a temporary
  for (const Value& item : sequence->items) {
    in.charge(1);
    Value key = path.of(in, item);
    if (!keep_case) key = folded(std::move(key));
    if (!hashable(key)) raise("unhashable type: '" + key.type_name() + "'");
    if (seen.find(key) != nullptr) continue;
    seen.set(std::move(key), Value(true));
    out.push_back(item);
  }
  return generator(std::move(out));
}

template <bool largest>
Value extreme(Interpreter& in, Value value, Args& args) {
  const ArgReader reader(largest ? "max" : "min", args, {"case_sensitive", "attribute"});
  const AttributePath path(reader.value(1, Value(None{})), std::nullopt);
  const bool keep_case = reader.truth(0, false);
  const ListPtr items = in.sequence(value);
  if (items->items.empty()) return Value::undefined("no aggregated item, sequence was empty");
  size_t best = 0;
  Value best_key;
  for (size_t i = 0; i < items->items.size(); ++i) {
    Value key = path.of(in, items->items[i]);
    if (!keep_case) key = folded(std::move(key));
    if (i > 0 && !(largest ? less(best_key, key) : less(key, best_key))) continue;
    best = i;
    best_key = std::move(key);
  }
  return items->items[best];
}

Value sum(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("sum", args, {"attribute", "start"});
  const AttributePath path(reader.value(0, Value(None{})), std::nullopt);
  Value total = reader.value(1, Value(int64_t{0}));
  if (total.is_text()) raise("sum() can't sum strings");
  const ListPtr sequence = in.sequence(value);  // kept: a range-for does not keep a temporary
  for (const Value& item : sequence->items) total = binary(in, BinaryOp::add, total, path.of(in, item));
  return total;
}

Value items(Interpreter&, Value value, Args& args) {
  ArgReader("items", args, {});
  if (value.is_undefined()) return generator({});
  if (!value.is_dict()) raise("can only get item pairs from a mapping");
  std::vector<Value> out;
  for (const auto& [key, item] : value.as_dict()->items()) out.push_back(make_tuple({key, item}));
  return generator(std::move(out));
}

Value batch(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("batch", args, {"linecount", "fill_with"});
  reader.required(0);
  const int64_t count = reader.integer(0, 1);
  std::vector<Value> out, row;
  const ListPtr sequence = in.sequence(value);  // kept: a range-for does not keep a temporary
  for (const Value& item : sequence->items) {
    if (static_cast<int64_t>(row.size()) == count) out.push_back(make_list(std::exchange(row, {})));
    row.push_back(item);
  }
  if (!row.empty()) {
    if (reader.given(1)) in.check_list(static_cast<size_t>(std::max<int64_t>(count, 0)));
    while (reader.given(1) && static_cast<int64_t>(row.size()) < count) row.push_back(reader.required(1));
    out.push_back(make_list(std::move(row)));
  }
  return generator(std::move(out));
}

Value slices(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("slice", args, {"slices", "fill_with"});
  reader.required(0);
  const int64_t count = reader.integer(0, 1);
  if (count == 0) raise("integer division or modulo by zero");
  in.check_list(static_cast<size_t>(std::max<int64_t>(count, 0)));
  in.charge(static_cast<size_t>(std::max<int64_t>(count, 0)));
  const ListPtr list = in.sequence(value);
  const auto length = static_cast<int64_t>(list->items.size());
  std::vector<Value> out;
  int64_t begin = 0;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t end = begin + length / count + (i < length % count ? 1 : 0);
    std::vector<Value> part(list->items.begin() + begin, list->items.begin() + end);
    if (reader.given(1) && i >= length % count) part.push_back(reader.required(1));
    out.push_back(make_list(std::move(part)));
    begin = end;
  }
  return generator(std::move(out));
}

Value group_by(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("groupby", args, {"attribute", "default", "case_sensitive"});
  std::optional<Value> fallback;
  if (reader.given(1)) fallback = reader.required(1);
  const AttributePath path(reader.required(0), fallback);
  const bool keep_case = reader.truth(2, false);
  const auto key_of = [&](const Value& item) {
    Value key = path.of(in, item);
    return keep_case ? key : folded(std::move(key));
  };
  const ListPtr list = in.sequence(value);
  std::vector<Value> keys;
  for (const Value& item : list->items) keys.push_back(key_of(item));
  const std::vector<Value> sorted = sorted_by(in, list->items, std::move(keys), false);
  std::vector<Value> out, group;
  const auto close = [&] {
    if (group.empty()) return;
    Value name = path.of(in, group.front());
    out.push_back(make_tuple({std::move(name), make_list(std::exchange(group, {}))}));
  };
  for (const Value& item : sorted) {
    if (!group.empty() && !equal(key_of(group.front()), key_of(item))) close();
    group.push_back(item);
  }
  close();
  return make_list(std::move(out));
}

Value map(Interpreter& in, Value value, Args& args) {
  if (!truthy(value)) return generator({});
  std::vector<Value> out;
  const bool by_attribute = args.positional.empty();
  if (by_attribute) {
    const ArgReader reader("map", args, {"attribute", "default"});
    std::optional<Value> fallback;
    if (reader.given(1)) fallback = reader.required(1);
    const AttributePath path(reader.required(0), fallback);
    const ListPtr sequence = in.sequence(value);  // kept: a range-for does not keep a temporary
    for (const Value& item : sequence->items) {
      in.charge(1);
      out.push_back(path.of(in, item));
    }
    return generator(std::move(out));
  }
  if (!args.positional[0].is_text()) raise("map requires a filter argument");
  const std::string name(args.positional[0].view());
  args.positional.erase(args.positional.begin());
  const ListPtr sequence = in.sequence(value);  // kept: a range-for does not keep a temporary
  for (const Value& item : sequence->items) out.push_back(in.apply_filter(name, item, args));
  return generator(std::move(out));
}

/// select, reject, selectattr, rejectattr
template <bool keep, bool by_attribute>
Value select(Interpreter& in, Value value, Args& args) {
  if (!truthy(value)) return generator({});
  std::optional<AttributePath> path;
  if (by_attribute) {
    if (args.positional.empty()) raise("missing parameter for attribute name");
    path.emplace(args.positional[0], std::nullopt);
    args.positional.erase(args.positional.begin());
  }
  std::optional<std::string> test;
  if (!args.positional.empty()) {
    if (!args.positional[0].is_text()) raise("a test is named by a str");
    test = std::string(args.positional[0].view());
    args.positional.erase(args.positional.begin());
  }
  std::vector<Value> out;
  const ListPtr sequence = in.sequence(value);  // kept: a range-for does not keep a temporary
  for (const Value& item : sequence->items) {
    in.charge(1);
    const Value subject = path ? path->of(in, item) : item;
    if ((test ? in.apply_test(*test, subject, args) : truthy(subject)) == keep) out.push_back(item);
  }
  return generator(std::move(out));
}

struct Row {
  std::string_view name;
  FilterFn fn;
};
constexpr std::array kFilters{Row{"length", length},
                              Row{"count", length},
                              Row{"first", first},
                              Row{"last", last},
                              Row{"reverse", reverse},
                              Row{"list", to_list},
                              Row{"join", join},
                              Row{"sort", sort},
                              Row{"dictsort", dict_sort},
                              Row{"unique", unique},
                              Row{"min", extreme<false>},
                              Row{"max", extreme<true>},
                              Row{"sum", sum},
                              Row{"items", items},
                              Row{"batch", batch},
                              Row{"slice", slices},
                              Row{"groupby", group_by},
                              Row{"map", map},
                              Row{"select", select<true, false>},
                              Row{"reject", select<false, false>},
                              Row{"selectattr", select<true, true>},
                              Row{"rejectattr", select<false, true>}};

}  // namespace

FilterFn find_list_filter(std::string_view name) {
  for (const Row& row : kFilters) {
    if (row.name == name) return row.fn;
  }
  return nullptr;
}

}  // namespace snug::tmpl
