// The things with identity that a template meets: functions, methods, macros, namespaces, the loop variable.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/template/interpreter.h"

namespace snug::tmpl {

using NativeFn = Value (*)(Interpreter&, Args&);
using MethodFn = Value (*)(Interpreter&, const Value& self, Args&);

/// A function of ours, such as range.
class FunctionObject final : public Object {
 public:
  FunctionObject(std::string name, NativeFn fn) : name_(std::move(name)), fn_(fn) {}
  std::string type_name() const override { return "function"; }
  std::string repr() const override { return "<function " + name_ + ">"; }
  bool callable() const override { return true; }
  Value call(Interpreter& in, Args& args) override { return fn_(in, args); }

 private:
  std::string name_;
  NativeFn fn_;
};

/// A method together with the value that it was taken from.
class MethodObject final : public Object {
 public:
  MethodObject(Value self, std::string name, MethodFn fn) : self_(std::move(self)), name_(std::move(name)), fn_(fn) {}
  std::string type_name() const override { return "builtin_function_or_method"; }
  std::string repr() const override { return "<built-in method " + name_ + " of " + self_.type_name() + " object>"; }
  bool callable() const override { return true; }
  int depth() const override { return self_.depth() + 1; }
  Value call(Interpreter& in, Args& args) override { return fn_(in, self_, args); }

 private:
  Value self_;
  std::string name_;
  MethodFn fn_;
};

/// {% macro %}, or the caller of a {% call %} block. `def` belongs to the template.
class MacroObject final : public Object {
 public:
  MacroObject(const MacroDef& def, std::string name, ScopePtr closure)
      : def_(def), name_(std::move(name)), closure_(std::move(closure)) {}
  std::string type_name() const override { return "Macro"; }
  std::string repr() const override { return "<Macro '" + name_ + "'>"; }
  bool callable() const override { return true; }
  Value call(Interpreter& in, Args& args) override { return in.call_macro(*this, args); }
  std::optional<Value> attribute(Interpreter& in, std::string_view name) override;

  const MacroDef& def() const { return def_; }
  const std::string& name() const { return name_; }
  const ScopePtr& closure() const { return closure_; }

 private:
  const MacroDef& def_;
  std::string name_;
  ScopePtr closure_;
};

/// namespace(): the one value that a template may change.
class NamespaceObject final : public Object {
 public:
  std::string type_name() const override { return "Namespace"; }
  std::optional<Value> attribute(Interpreter& in, std::string_view name) override;
  /// Refuses names with a leading underscore, as transformers does.
  void set(std::string_view name, Value value);
  void clear() { names_.clear(); }

 private:
  std::vector<std::pair<std::string, Value>> names_;
};

/// `loop`: fetches items one ahead at most, since a loop's filter may look at what the body changed.
class LoopObject final : public Object {
 public:
  /// Whether an item passes the loop's filter.
  using Filter = std::function<bool(const Value&)>;
  LoopObject(const For& node, ListPtr items, ScopePtr outer, int depth0, Filter filter)
      : node_(node), items_(std::move(items)), outer_(std::move(outer)), depth0_(depth0), filter_(std::move(filter)) {}

  /// Moves to the next item; false at the end.
  bool advance();
  const Value& current() const { return current_; }
  /// Lets go of all values, so that loops kept past their end cannot form a chain.
  void finish();

  std::string type_name() const override { return "LoopContext"; }
  std::string repr() const override;
  bool callable() const override { return node_.recursive; }
  Value call(Interpreter& in, Args& args) override;
  std::optional<Value> attribute(Interpreter& in, std::string_view name) override;
  Value cycle(Args& args) const;
  Value changed(Args& args);

 private:
  bool peek();
  int64_t length();

  const For& node_;
  ListPtr items_;
  ScopePtr outer_;
  int depth0_;
  Filter filter_;
  size_t next_ = 0;  ///< in items_, not yet looked at
  int64_t index0_ = -1;
  int64_t length_ = -1;
  std::optional<Value> after_;
  Value current_, before_;
  std::optional<std::vector<Value>> last_changed_;
  bool finished_ = false;
};

}  // namespace snug::tmpl
