#include "engine/template/objects.h"

#include "engine/template/failure.h"

namespace snug::tmpl {

std::optional<Value> MacroObject::attribute(Interpreter&, std::string_view name) {
  if (name == "name") return Value::text(name_);
  if (name == "catch_kwargs") return Value(def_.uses.kwargs);
  if (name == "catch_varargs") return Value(def_.uses.varargs);
  if (name == "caller") return Value(def_.uses.caller);
  if (name != "arguments") return std::nullopt;
  std::vector<Value> names;
  for (const Param& param : def_.params) names.push_back(Value::text(param.name));
  return make_tuple(std::move(names));
}

std::optional<Value> NamespaceObject::attribute(Interpreter&, std::string_view name) {
  for (const auto& [key, value] : names_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

void NamespaceObject::set(std::string_view name, Value value) {
  if (name.starts_with('_')) raise("a namespace cannot have the attribute '" + std::string(name) + "'");
  count_work(static_cast<int64_t>(names_.size() / 8));
  for (auto& [key, present] : names_) {
    if (key == name) {
      present = std::move(value);
      return;
    }
  }
  names_.emplace_back(std::string(name), std::move(value));
}

bool LoopObject::peek() {
  while (!after_ && items_ && next_ < items_->items.size()) {
    const Value& candidate = items_->items[next_++];
    if (!filter_ || filter_(candidate)) after_ = candidate;
  }
  return after_.has_value();
}

bool LoopObject::advance() {
  if (!peek()) return false;
  before_ = std::exchange(current_, std::move(*after_));
  after_.reset();
  ++index0_;
  return true;
}

void LoopObject::finish() {
  finished_ = true;
  items_.reset();
  outer_.reset();
  filter_ = nullptr;
  after_.reset();
  current_ = before_ = Value();
  last_changed_.reset();
}

int64_t LoopObject::length() {
  if (length_ >= 0 || !items_) return length_;
  if (!filter_) return length_ = static_cast<int64_t>(items_->items.size());
  // Counting looks at every item's filter now, once: what passes is kept in place of what was left.
  std::vector<Value> rest;
  while (peek()) {
    rest.push_back(std::move(*after_));
    after_.reset();
  }
  length_ = index0_ + 1 + static_cast<int64_t>(rest.size());
  items_ = std::make_shared<const List>(std::move(rest), ListKind::list);
  next_ = 0;
  filter_ = nullptr;
  return length_;
}

std::string LoopObject::repr() const {
  return "<LoopContext " + std::to_string(index0_ + 1) + "/" + std::to_string(length_) + ">";
}

Value LoopObject::call(Interpreter& in, Args& args) {
  if (!node_.recursive) raise("the loop must have the 'recursive' marker to be called");
  if (args.positional.size() != 1 || !args.named.empty()) raise("loop() takes one argument");
  if (finished_) raise("the loop is over");
  return in.recurse(node_, outer_, args.positional[0], depth0_ + 1);
}

Value LoopObject::cycle(Args& args) const {
  if (args.positional.empty()) raise("no items for cycling given");
  return args.positional[static_cast<size_t>(std::max<int64_t>(index0_, 0)) % args.positional.size()];
}

Value LoopObject::changed(Args& args) {
  if (finished_) return Value(true);
  const auto same = [&] {
    if (!last_changed_ || last_changed_->size() != args.positional.size()) return false;
    return std::equal(args.positional.begin(), args.positional.end(), last_changed_->begin(), equal);
  };
  if (same()) return Value(false);
  last_changed_ = args.positional;
  return Value(true);
}

std::optional<Value> LoopObject::attribute(Interpreter&, std::string_view name) {
  if (name == "index") return Value(index0_ + 1);
  if (name == "index0") return Value(index0_);
  if (name == "first") return Value(index0_ == 0);
  if (name == "last") return Value(!peek());
  if (name == "length") return Value(length());
  if (name == "revindex") return Value(length() - index0_);
  if (name == "revindex0") return Value(length() - index0_ - 1);
  if (name == "depth") return Value(int64_t{depth0_} + 1);
  if (name == "depth0") return Value(int64_t{depth0_});
  if (name == "previtem") return index0_ == 0 ? Value::undefined("there is no previous item") : before_;
  if (name == "nextitem") return peek() ? *after_ : Value::undefined("there is no next item");
  return std::nullopt;  // cycle and changed are methods
}

}  // namespace snug::tmpl
