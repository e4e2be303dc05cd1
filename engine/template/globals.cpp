// Global functions: those of jinja2's sandbox and those that transformers adds.
#include <algorithm>
#include <array>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"

namespace snug::tmpl {
namespace {

Value range(Interpreter& in, Args& args) {
  const ArgReader reader("range", args, {"start", "stop", "step"});
  reader.required(0);
  for (const Value& v : args.positional) {
    if (!v.is_int()) raise("'" + v.type_name() + "' object cannot be interpreted as an integer");
  }
  const int64_t start = args.positional.size() > 1 ? reader.integer(0, 0) : 0;
  const int64_t stop = args.positional.size() > 1 ? reader.integer(1, 0) : reader.integer(0, 0);
  const int64_t step = reader.integer(2, 1);
  if (step == 0) raise("range() step must not be zero");
  const auto distance = step > 0 ? static_cast<long double>(stop) - static_cast<long double>(start)
                                 : static_cast<long double>(start) - static_cast<long double>(stop);
  const long double pace = step > 0 ? static_cast<long double>(step) : -static_cast<long double>(step);
  if (distance > static_cast<long double>(kMaxRange) * pace) {
    raise_limit("a range has more than " + std::to_string(kMaxRange) + " items");
  }
  std::vector<Value> items;
  int64_t at = start;
  while (step > 0 ? at < stop : at > stop) {
    items.push_back(Value(at));
    if (__builtin_add_overflow(at, step, &at)) break;
  }
  in.charge(items.size() / 8);
  auto list = std::make_shared<List>(std::move(items), ListKind::range);
  list->range_start = start;
  list->range_stop = stop;
  list->range_step = step;
  return Value(ListPtr(std::move(list)));
}

/// dict(mapping or pairs, name=value, ...)
std::shared_ptr<Dict> dict_of(Interpreter& in, const Args& args, std::string_view function) {
  if (args.positional.size() > 1) raise(std::string(function) + " takes at most one positional argument");
  auto dict = std::make_shared<Dict>();
  if (!args.positional.empty()) {
    const Value& from = args.positional[0];
    if (from.is_dict()) {
      for (const auto& [key, value] : from.as_dict()->items()) dict->set(key, value);
    } else {
      const ListPtr items = in.sequence(from);
      for (const Value& item : items->items) {
        const ListPtr pair = in.sequence(item);
        if (pair->items.size() != 2) raise("a dict is made of pairs");
        if (!hashable(pair->items[0])) raise("unhashable type: '" + pair->items[0].type_name() + "'");
        dict->set(pair->items[0], pair->items[1]);
      }
    }
  }
  for (const auto& [key, value] : args.named) dict->set(Value::text(key), value);
  in.charge(dict->size());
  return dict;
}

Value make_dict(Interpreter& in, Args& args) {
  return Value(DictPtr(dict_of(in, args, "dict()")));
}

Value make_namespace(Interpreter& in, Args& args) {
  const auto object = std::make_shared<NamespaceObject>();
  in.own(object);
  in.charge(8);
  const std::shared_ptr<Dict> names = dict_of(in, args, "namespace()");
  for (const auto& [key, value] : names->items()) {
    if (!key.is_text()) raise("the attributes of a namespace are strings");
    object->set(key.view(), value);
  }
  return Value(ObjectPtr(object));
}

Value raise_exception(Interpreter&, Args& args) {
  const ArgReader reader("raise_exception", args, {"message"});
  throw Failure{Code::template_refused, printable(to_text(reader.required(0))->view(), 500)};
}

Value strftime_now(Interpreter& in, Args& args) {
  const ArgReader reader("strftime_now", args, {"format"});
  const TextPtr format = reader.text(0);
  if (format->size_bytes() > 4096) raise("the time format is too long");
  return Value::text(format_time(format->view(), in.now()));
}

/// cycler(a, b, ...): next() gives them in turn.
class CyclerObject final : public Object {
 public:
  explicit CyclerObject(std::vector<Value> items) : items_(std::move(items)) {}
  std::string type_name() const override { return "Cycler"; }
  int depth() const override {
    int depth = 0;
    for (const Value& item : items_) depth = std::max(depth, item.depth());
    return depth + 1;
  }
  std::optional<Value> attribute(Interpreter&, std::string_view name) override {
    if (name == "current") return items_[position_];
    if (name == "next") return bound("next", [](Interpreter&, const Value& self, Args&) { return of(self).next(); });
    if (name == "reset") {
      return bound("reset", [](Interpreter&, const Value& self, Args&) {
        of(self).position_ = 0;
        return Value(None{});
      });
    }
    return std::nullopt;
  }
  /// Set once after construction, so that methods can hold their cycler.
  std::weak_ptr<Object> own;

 private:
  static CyclerObject& of(const Value& value) { return dynamic_cast<CyclerObject&>(*value.as_object()); }
  Value bound(std::string name, MethodFn fn) const {
    return Value(ObjectPtr(std::make_shared<MethodObject>(Value(own.lock()), std::move(name), fn)));
  }
  Value next() {
    const Value out = items_[position_];
    position_ = (position_ + 1) % items_.size();
    return out;
  }
  std::vector<Value> items_;
  size_t position_ = 0;
};

Value make_cycler(Interpreter&, Args& args) {
  if (args.positional.empty()) raise("at least one item has to be provided");
  const auto cycler = std::make_shared<CyclerObject>(std::move(args.positional));
  cycler->own = cycler;
  return Value(ObjectPtr(cycler));
}

/// joiner(sep): nothing at the first call, the separator from then on.
class JoinerObject final : public Object {
 public:
  explicit JoinerObject(TextPtr separator) : separator_(std::move(separator)) {}
  std::string type_name() const override { return "Joiner"; }
  bool callable() const override { return true; }
  Value call(Interpreter&, Args&) override { return std::exchange(used_, true) ? Value(separator_) : Value::text(""); }

 private:
  TextPtr separator_;
  bool used_ = false;
};

Value make_joiner(Interpreter&, Args& args) {
  const ArgReader reader("joiner", args, {"sep"});
  return Value(ObjectPtr(std::make_shared<JoinerObject>(reader.has(0) ? reader.text(0) : make_text(", "))));
}

struct Row {
  std::string_view name;
  NativeFn fn;
};
constexpr std::array kGlobals{Row{"range", range},
                              Row{"dict", make_dict},
                              Row{"namespace", make_namespace},
                              Row{"raise_exception", raise_exception},
                              Row{"strftime_now", strftime_now},
                              Row{"cycler", make_cycler},
                              Row{"joiner", make_joiner}};

}  // namespace

std::optional<Value> make_global(std::string_view name) {
  for (const Row& row : kGlobals) {
    if (row.name == name) return Value(ObjectPtr(std::make_shared<FunctionObject>(std::string(name), row.fn)));
  }
  return std::nullopt;
}

}  // namespace snug::tmpl
