// Runs a parsed template within its limits. One object a render; not shared between threads.
#pragma once

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/template/ast.h"
#include "engine/template/clock.h"
#include "engine/template/limits.h"
#include "engine/template/value.h"

namespace snug::tmpl {

/// The names of one block; names not found here are looked up in the parent.
struct Scope {
  std::shared_ptr<Scope> parent;
  std::vector<std::pair<std::string_view, Value>> names;

  Value* find(std::string_view name);
  void set(std::string_view name, Value value);
};
using ScopePtr = std::shared_ptr<Scope>;

class LoopObject;
class MacroObject;
class NamespaceObject;

class Interpreter {
 public:
  /// What is passed must outlive the interpreter.
  Interpreter(const Dict& context, const Limits& limits, const Clock& clock);
  ~Interpreter();
  Interpreter(const Interpreter&) = delete;
  Interpreter& operator=(const Interpreter&) = delete;

  /// The rendered text. Throws Failure; line() tells where.
  TextPtr run(const Block& body);
  int line() const { return line_; }

  // What builtins use. All throw Failure.

  const Limits& limits() const { return limits_; }
  /// Takes steps from the budget and looks at the clock and at memory now and then.
  void charge(size_t work);
  /// Refuses a text of that many bytes before it is made.
  void check_text(size_t size_bytes) const;
  /// Refuses a list of that many items before it is made.
  void check_list(size_t n_items) const;
  std::tm now() const { return clock_(); }
  /// value.name: methods first, then a dict's keys, as Python and jinja2 do it.
  Value attribute(const Value& value, std::string_view name);
  /// value[key]: items first, then attributes.
  Value item(const Value& value, const Value& key);
  Value call(const Value& callee, Args& args);
  /// What iterating over a value gives. Takes what is left of a generator.
  ListPtr sequence(const Value& value);
  bool contains(const Value& container, const Value& item);
  Value apply_filter(std::string_view name, Value value, Args& args);
  bool apply_test(std::string_view name, Value value, Args& args);
  /// Keeps a thing that may take part in a cycle, so that it can be emptied at the end.
  void own(std::shared_ptr<NamespaceObject> object);
  Value call_macro(const MacroObject& macro, Args& args);
  /// The body of a recursive loop over other items, as text.
  Value recurse(const For& node, const ScopePtr& outer, const Value& iterable, int depth0);

 private:
  enum class Flow : uint8_t { normal, broke, continued };
  /// Bounds recursion, and with it the stack.
  class Depth {
   public:
    explicit Depth(Interpreter& in);
    ~Depth() { --in_.depth_; }
    Depth(const Depth&) = delete;

   private:
    Interpreter& in_;
  };

  // interpreter.cpp: statements
  Flow execute(const Block& block);
  Flow execute(const Stmt& stmt);
  Flow execute_node(const Output& node);
  Flow execute_node(const If& node);
  Flow execute_node(const For& node);
  Flow execute_node(const Set& node);
  Flow execute_node(const SetBlock& node);
  Flow execute_node(const MacroDef& node);
  Flow execute_node(const CallBlock& node);
  Flow execute_node(const FilterBlock& node);
  Flow execute_node(const With& node);
  Flow execute_node(const ScopeBlock& node);
  Flow execute_node(const Break&) { return Flow::broke; }
  Flow execute_node(const Continue&) { return Flow::continued; }
  Flow execute_node(const Unsupported& node);
  void run_loop(const For& node, ListPtr items, int depth0);
  void assign(const Target& target, const Value& value, Scope& scope);
  Value lookup(std::string_view name);
  std::shared_ptr<MacroObject> make_macro(const MacroDef& def, std::string name);
  void write(const Text& text);
  /// Runs the block with its own output, which it returns.
  TextPtr capture(const Block& block);

  // evaluate.cpp: expressions
  Value eval(const Expr& expr);
  Value eval_node(const Constant& node) { return node.value; }
  Value eval_node(const Name& node) { return lookup(node.name); }
  Value eval_node(const ListLiteral& node);
  Value eval_node(const DictLiteral& node);
  Value eval_node(const Attribute& node);
  Value eval_node(const Subscript& node);
  Value eval_node(const Slice& node);
  Value eval_node(const Call& node);
  Value eval_node(const Filter& node);
  Value eval_node(const Test& node);
  Value eval_node(const Unary& node);
  Value eval_node(const Binary& node);
  Value eval_node(const Concat& node);
  Value eval_node(const Compare& node);
  Value eval_node(const Conditional& node);
  Args eval_args(const CallArgs& args);
  bool compare(CompareOp op, const Value& a, const Value& b);
  Value run_filter(const Filter& node, Value value);
  /// Evaluates a chain of filters whose innermost has no value of its own.
  Value run_filter_chain(const Expr& expr, Value innermost);
  /// Steps for a builtin that reads the whole of its value.
  void charge_value(const Value& value);

  const Dict& context_;
  const Limits& limits_;
  const Clock& clock_;
  std::chrono::steady_clock::time_point deadline_;
  int64_t steps_ = 0;
  int64_t next_look_ = 0;
  int64_t live_at_start_;
  WorkMeter meter_;
  WorkMeter* former_meter_;
  int line_ = 1;
  int depth_ = 0;
  int call_depth_ = 0;
  size_t pending_bytes_ = 0;  ///< in all open outputs together
  std::vector<TextBuilder> outputs_;
  ScopePtr root_;
  ScopePtr scope_;
  std::vector<ScopePtr> closures_;
  std::vector<std::shared_ptr<NamespaceObject>> namespaces_;
};

}  // namespace snug::tmpl
