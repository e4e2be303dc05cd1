// Methods of list, tuple and dict, and which of Python's attributes a sandboxed template may see.
#include <algorithm>
#include <array>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"

namespace snug::tmpl {
namespace {

Value dict_view(const Value& self, ListKind kind) {
  std::vector<Value> out;
  for (const auto& [key, value] : self.as_dict()->items()) {
    out.push_back(kind == ListKind::keys ? key : kind == ListKind::values ? value : make_tuple({key, value}));
  }
  return make_list(std::move(out), kind);
}

template <ListKind kind>
Value view(Interpreter& in, const Value& self, Args& args) {
  ArgReader("dict view", args, {});
  in.charge(self.as_dict()->size() / 4);
  return dict_view(self, kind);
}

Value dict_get(Interpreter&, const Value& self, Args& args) {
  const ArgReader reader("get", args, {"key", "default"});
  const Value& key = reader.required(0);
  if (!hashable(key)) raise("unhashable type: '" + key.type_name() + "'");
  const Value* found = self.as_dict()->find(key);
  return found != nullptr ? *found : reader.value(1, Value(None{}));
}

Value copy(Interpreter&, const Value& self, Args& args) {
  ArgReader("copy", args, {});
  return self;  // nothing can change it
}

Value list_count(Interpreter&, const Value& self, Args& args) {
  const ArgReader reader("count", args, {"value"});
  const Value& what = reader.required(0);
  const auto& items = self.as_list()->items;
  return Value(int64_t{std::count_if(items.begin(), items.end(), [&](const Value& v) { return equal(v, what); })});
}

Value list_index(Interpreter&, const Value& self, Args& args) {
  const ArgReader reader("index", args, {"value"});
  const Value& what = reader.required(0);
  const auto& items = self.as_list()->items;
  const auto found = std::find_if(items.begin(), items.end(), [&](const Value& v) { return equal(v, what); });
  if (found == items.end()) raise("the value is not in the list");
  return Value(int64_t{found - items.begin()});
}

Value loop_cycle(Interpreter&, const Value& self, Args& args) {
  return dynamic_cast<LoopObject&>(*self.as_object()).cycle(args);
}
Value loop_changed(Interpreter&, const Value& self, Args& args) {
  return dynamic_cast<LoopObject&>(*self.as_object()).changed(args);
}

bool is_integer(double value) {
  return value == static_cast<double>(static_cast<int64_t>(value));
}
Value float_is_integer(Interpreter&, const Value& self, Args&) {
  const double d = self.as_double();
  return Value(d > -9e18 && d < 9e18 && is_integer(d));
}

MethodFn method_of(const Value& self, std::string_view name) {
  if (self.is_text()) return find_text_method(name);
  if (self.is_dict()) {
    if (name == "items") return view<ListKind::items>;
    if (name == "keys") return view<ListKind::keys>;
    if (name == "values") return view<ListKind::values>;
    if (name == "get") return dict_get;
    if (name == "copy") return copy;
    return nullptr;
  }
  if (self.is_list() && self.as_list()->indexable()) {
    if (name == "count") return list_count;
    if (name == "index") return list_index;
    if (name == "copy" && self.as_list()->kind == ListKind::list) return copy;
    return nullptr;
  }
  if (self.is_object() && dynamic_cast<LoopObject*>(self.as_object().get()) != nullptr) {
    if (name == "cycle") return loop_cycle;
    if (name == "changed") return loop_changed;
  }
  if (self.is_float() && name == "is_integer") return float_is_integer;
  return nullptr;
}

/// What the sandbox keeps from templates because it changes a value, by type.
bool changes(const Value& self, std::string_view name) {
  static constexpr std::array<std::string_view, 5> kDict{"clear", "pop", "popitem", "setdefault", "update"};
  static constexpr std::array<std::string_view, 8> kList{"append", "clear", "pop",    "reverse",
                                                         "insert", "sort",  "extend", "remove"};
  if (self.is_dict()) return std::find(kDict.begin(), kDict.end(), name) != kDict.end();
  return self.is_list() && self.as_list()->kind == ListKind::list &&
         std::find(kList.begin(), kList.end(), name) != kList.end();
}

/// Attributes that Python has and that no chat template needs; they must not fall through to a dict's keys.
bool known_but_unsupported(const Value& self, std::string_view name) {
  static constexpr std::array<std::string_view, 4> kText{"encode", "translate", "maketrans", "format_map"};
  if (self.is_dict()) return name == "fromkeys";
  return self.is_text() && std::find(kText.begin(), kText.end(), name) != kText.end();
}

Value unsupported(Interpreter&, const Value&, Args&) {
  raise("this method is not supported in chat templates");
}

}  // namespace

std::optional<Value> find_method(const Value& self, std::string_view name) {
  if (const MethodFn fn = method_of(self, name)) {
    return Value(ObjectPtr(std::make_shared<MethodObject>(self, std::string(name), fn)));
  }
  if (self.is_number() && name == "real") return self.is_bool() ? Value(self.as_int()) : self;
  const bool dunder = name.size() > 4 && name.starts_with("__") && name.ends_with("__");
  if (dunder || changes(self, name)) {
    return Value::undefined("access to attribute '" + printable(name, 60) + "' of '" + self.type_name() +
                            "' object is unsafe");
  }
  if (known_but_unsupported(self, name)) {
    return Value(ObjectPtr(std::make_shared<MethodObject>(self, std::string(name), unsupported)));
  }
  return std::nullopt;
}

}  // namespace snug::tmpl
