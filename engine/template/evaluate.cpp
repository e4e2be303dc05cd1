// Expressions: names, attributes, calls, filters, tests, comparison.
#include <algorithm>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"
#include "engine/template/interpreter.h"
#include "engine/template/objects.h"
#include "engine/template/operators.h"
#include "engine/template/unicode.h"

namespace snug::tmpl {

Value Interpreter::eval(const Expr& expr) {
  const Depth depth(*this);
  line_ = expr.line;
  charge(1);
  Value value = std::visit([this](const auto& node) -> Value { return eval_node(node); }, expr.node);
  if (value.depth() > limits_.value_depth) raise_limit("a value is nested too deeply");
  return value;
}

void Interpreter::charge_value(const Value& value) {
  if (value.is_text()) {
    charge(value.as_text()->size_bytes() / 256);
  } else if (value.is_list()) {
    charge(value.as_list()->items.size() / 8);
  } else if (value.is_dict()) {
    charge(value.as_dict()->size() / 8);
  }
}

Value Interpreter::eval_node(const ListLiteral& node) {
  std::vector<Value> items;
  items.reserve(node.items.size());
  for (const ExprPtr& item : node.items) items.push_back(eval(*item));
  return make_list(std::move(items), node.tuple ? ListKind::tuple : ListKind::list);
}

Value Interpreter::eval_node(const DictLiteral& node) {
  auto dict = std::make_shared<Dict>();
  for (const auto& [key_expr, value_expr] : node.items) {
    Value key = eval(*key_expr);
    if (!hashable(key)) raise("unhashable type: '" + key.type_name() + "'");
    dict->set(std::move(key), eval(*value_expr));
  }
  return Value(DictPtr(std::move(dict)));
}

Value Interpreter::eval_node(const Attribute& node) {
  return attribute(eval(*node.object), node.name);
}

Value Interpreter::eval_node(const Subscript& node) {
  const Value object = eval(*node.object);
  return item(object, eval(*node.key));
}

Value Interpreter::eval_node(const Slice& node) {
  const Value object = eval(*node.object);
  const auto part = [this](const ExprPtr& expr) { return expr ? eval(*expr) : Value(None{}); };
  const Value begin = part(node.begin);
  const Value end = part(node.end);
  return slice(*this, object, begin, end, part(node.step));
}

Args Interpreter::eval_args(const CallArgs& args) {
  Args out;
  out.positional.reserve(args.positional.size());
  for (const ExprPtr& arg : args.positional) out.positional.push_back(eval(*arg));
  for (const auto& [name, arg] : args.named) out.named.emplace_back(name, eval(*arg));
  if (args.unpacked) {
    const ListPtr more = sequence(eval(*args.unpacked));
    out.positional.insert(out.positional.end(), more->items.begin(), more->items.end());
  }
  if (args.unpacked_named) {
    const Value more = eval(*args.unpacked_named);
    if (!more.is_dict()) raise("the argument after ** must be a mapping, not " + more.type_name());
    for (const auto& [key, value] : more.as_dict()->items()) {
      if (!key.is_text()) raise("keywords must be strings");
      out.named.emplace_back(std::string(key.view()), value);
    }
  }
  return out;
}

Value Interpreter::eval_node(const Call& node) {
  const Value callee = eval(*node.callee);
  Args args = eval_args(node.args);
  return call(callee, args);
}

Value Interpreter::call(const Value& callee, Args& args) {
  require_defined(callee);
  if (!callee.is_object()) raise("'" + callee.type_name() + "' object is not callable");
  for (const Value& arg : args.positional) charge_value(arg);
  const ObjectPtr object = callee.as_object();  // kept: the call may drop the last other holder
  Value value = object->call(*this, args);
  charge_value(value);
  return value;
}

Value Interpreter::run_filter(const Filter& node, Value value) {
  if (node.fn == nullptr) raise("no filter named '" + node.name + "'");
  Args args = eval_args(node.args);
  charge_value(value);
  Value out = node.fn(*this, std::move(value), args);
  charge_value(out);
  return out;
}

Value Interpreter::eval_node(const Filter& node) {
  return run_filter(node, eval(*node.value));
}

Value Interpreter::run_filter_chain(const Expr& expr, Value innermost) {
  const Depth depth(*this);
  line_ = expr.line;
  const auto& node = std::get<Filter>(expr.node);
  return run_filter(node, node.value ? run_filter_chain(*node.value, std::move(innermost)) : std::move(innermost));
}

Value Interpreter::eval_node(const Test& node) {
  Value value = eval(*node.value);
  if (node.fn == nullptr) raise("no test named '" + node.name + "'");
  Args args = eval_args(node.args);
  charge_value(value);
  return Value(node.fn(*this, std::move(value), args) != node.negated);
}

Value Interpreter::apply_filter(std::string_view name, Value value, Args& args) {
  const FilterFn fn = find_filter(name);
  if (fn == nullptr) raise("no filter named '" + printable(name, 60) + "'");
  charge(1);
  charge_value(value);
  const Depth depth(*this);
  return fn(*this, std::move(value), args);
}

bool Interpreter::apply_test(std::string_view name, Value value, Args& args) {
  const TestFn fn = find_test(name);
  if (fn == nullptr) raise("no test named '" + printable(name, 60) + "'");
  charge(1);
  charge_value(value);
  const Depth depth(*this);
  return fn(*this, std::move(value), args);
}

Value Interpreter::eval_node(const Unary& node) {
  return unary(node.op, eval(*node.value));
}

Value Interpreter::eval_node(const Binary& node) {
  Value left = eval(*node.left);
  if (node.op == BinaryOp::logical_and) return truthy(left) ? eval(*node.right) : left;
  if (node.op == BinaryOp::logical_or) return truthy(left) ? left : eval(*node.right);
  const Value right = eval(*node.right);
  Value out = binary(*this, node.op, left, right);
  charge_value(out);
  return out;
}

Value Interpreter::eval_node(const Concat& node) {
  TextBuilder out;
  for (const ExprPtr& part : node.parts) {
    const TextPtr text = to_text(eval(*part));
    check_text(out.size_bytes() + text->size_bytes());
    charge(text->size_bytes() / 256);
    out.append(*text);
  }
  return Value(out.finish());
}

bool Interpreter::compare(CompareOp op, const Value& a, const Value& b) {
  switch (op) {
    case CompareOp::eq:
      return equal(a, b);
    case CompareOp::ne:
      return !equal(a, b);
    case CompareOp::lt:
      return less(a, b);
    case CompareOp::gt:
      return less(b, a);
    case CompareOp::le:
      return less(a, b) || equal(a, b);
    case CompareOp::ge:
      return less(b, a) || equal(a, b);
    case CompareOp::in:
      return contains(b, a);
    case CompareOp::not_in:
      return !contains(b, a);
  }
  return false;
}

Value Interpreter::eval_node(const Compare& node) {
  Value left = eval(*node.first);
  for (const auto& [op, expr] : node.rest) {
    Value right = eval(*expr);
    charge_value(left);
    if (!compare(op, left, right)) return Value(false);
    left = std::move(right);
  }
  return Value(true);
}

Value Interpreter::eval_node(const Conditional& node) {
  if (truthy(eval(*node.condition))) return eval(*node.then);
  if (node.otherwise) return eval(*node.otherwise);
  return Value::undefined("the inline if-expression evaluated to false and no else section was defined");
}

bool Interpreter::contains(const Value& container, const Value& value) {
  charge_value(container);
  if (container.is_text()) {
    require_defined(value);
    if (!value.is_text()) raise("'in <string>' requires string as left operand, not " + value.type_name());
    return container.view().find(value.view()) != std::string_view::npos;
  }
  if (container.is_dict()) {
    if (!hashable(value)) raise("unhashable type: '" + value.type_name() + "'");
    return container.as_dict()->find(value) != nullptr;
  }
  if (!container.is_list() && !container.is_undefined()) {
    raise("argument of type '" + container.type_name() + "' is not iterable");
  }
  const ListPtr items = sequence(container);
  return std::any_of(items->items.begin(), items->items.end(), [&](const Value& item) { return equal(item, value); });
}

ListPtr Interpreter::sequence(const Value& value) {
  if (value.is_list()) {
    const ListPtr& list = value.as_list();
    if (list->kind != ListKind::generator) return list;
    const auto first = list->items.begin() + static_cast<std::ptrdiff_t>(list->consumed);
    std::vector<Value> rest(first, list->items.end());
    list->consumed = list->items.size();
    return std::make_shared<const List>(std::move(rest), ListKind::list);
  }
  std::vector<Value> items;
  if (value.is_dict()) {
    charge(value.as_dict()->size() / 8);
    for (const auto& [key, item] : value.as_dict()->items()) items.push_back(key);
  } else if (value.is_text()) {
    const TextPtr& text = value.as_text();
    check_list(text->length());
    charge(text->length() / 4);
    for (size_t i = 0; i < text->size_bytes();) {
      const size_t n = sequence_length(text->view()[i]);
      items.push_back(Value(slice_bytes(text, i, i + n)));
      i += n;
    }
  } else if (!value.is_undefined()) {
    raise("'" + value.type_name() + "' object is not iterable");
  }
  return std::make_shared<const List>(std::move(items), ListKind::list);
}

Value Interpreter::attribute(const Value& value, std::string_view name) {
  require_defined(value);
  if (value.is_object()) {
    if (std::optional<Value> own = value.as_object()->attribute(*this, name)) return *own;
  }
  if (std::optional<Value> method = find_method(value, name)) return *method;
  if (value.is_dict()) {
    if (const Value* found = value.as_dict()->find(name)) return *found;
  }
  return Value::undefined("'" + value.type_name() + " object' has no attribute '" + printable(name, 60) + "'");
}

Value Interpreter::item(const Value& value, const Value& key) {
  require_defined(value);
  if (value.is_dict()) {
    if (hashable(key)) {
      if (const Value* found = value.as_dict()->find(key)) return *found;
    }
  } else if ((value.is_text() || (value.is_list() && value.as_list()->indexable())) && key.is_int()) {
    const auto length =
        static_cast<int64_t>(value.is_text() ? value.as_text()->length() : value.as_list()->items.size());
    const int64_t index = key.as_int() < 0 ? key.as_int() + length : key.as_int();
    if (index >= 0 && index < length) {
      if (value.is_list()) return value.as_list()->items[static_cast<size_t>(index)];
      const TextPtr& text = value.as_text();
      if (!text->ascii()) charge(text->size_bytes() / 64);
      const size_t begin = text->offset_of(static_cast<size_t>(index));
      return Value(slice_bytes(text, begin, begin + sequence_length(text->view()[begin])));
    }
  }
  if (key.is_text()) {
    if (value.is_object()) {
      if (std::optional<Value> own = value.as_object()->attribute(*this, key.view())) return *own;
    }
    if (std::optional<Value> method = find_method(value, key.view())) return *method;
  }
  return Value::undefined(value.type_name() + " object has no element " + printable(to_repr(key)->view(), 60));
}

}  // namespace snug::tmpl
