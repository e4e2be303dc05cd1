// The parsed template: expressions and statements as plain values. Depth is bounded by the parser.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/template/value.h"

namespace snug::tmpl {

struct Expr;
struct Stmt;
using ExprPtr = std::unique_ptr<Expr>;
using Block = std::vector<Stmt>;

/// The arguments of a call, filter or test as written.
struct CallArgs {
  std::vector<ExprPtr> positional;
  std::vector<std::pair<std::string, ExprPtr>> named;
  ExprPtr unpacked;        ///< *args, or null
  ExprPtr unpacked_named;  ///< **kwargs, or null
};

enum class UnaryOp : uint8_t { negate, plus, logical_not };
enum class BinaryOp : uint8_t { add, subtract, multiply, divide, floor_divide, modulo, power, logical_and, logical_or };
enum class CompareOp : uint8_t { eq, ne, lt, le, gt, ge, in, not_in };

using FilterFn = Value (*)(Interpreter&, Value, Args&);
using TestFn = bool (*)(Interpreter&, Value, Args&);

struct Constant {
  Value value;
};
struct Name {
  std::string name;
};
struct ListLiteral {
  std::vector<ExprPtr> items;
  bool tuple = false;
};
struct DictLiteral {
  std::vector<std::pair<ExprPtr, ExprPtr>> items;
};
struct Attribute {
  ExprPtr object;
  std::string name;
};
struct Subscript {
  ExprPtr object;
  ExprPtr key;
};
/// object[begin:end:step], absent parts null
struct Slice {
  ExprPtr object, begin, end, step;
};
struct Call {
  ExprPtr callee;
  CallArgs args;
};
/// value | name(args); value is null at the head of a filter block's chain
struct Filter {
  ExprPtr value;
  std::string name;
  FilterFn fn = nullptr;
  CallArgs args;
};
struct Test {
  ExprPtr value;
  std::string name;
  TestFn fn = nullptr;
  CallArgs args;
  bool negated = false;
};
struct Unary {
  UnaryOp op;
  ExprPtr value;
};
struct Binary {
  BinaryOp op;
  ExprPtr left, right;
};
struct Concat {
  std::vector<ExprPtr> parts;
};
struct Compare {
  ExprPtr first;
  std::vector<std::pair<CompareOp, ExprPtr>> rest;
};
/// then if condition else otherwise; otherwise may be null
struct Conditional {
  ExprPtr condition, then, otherwise;
};

struct Expr {
  using Node = std::variant<Constant, Name, ListLiteral, DictLiteral, Attribute, Subscript, Slice, Call, Filter, Test,
                            Unary, Binary, Concat, Compare, Conditional>;
  Node node;
  int line = 1;
  int depth = 1;  ///< expressions inside one another, this one included
};

/// What `set`, `for` and `with` assign to: a name, an attribute of a namespace, or several targets.
struct Target {
  std::string name;
  std::string attribute;        ///< not empty: {% set name.attribute = ... %}
  std::vector<Target> several;  ///< a tuple to unpack; name is empty then
  bool tuple = false;
};

struct Param {
  std::string name;
  ExprPtr fallback;
};

/// Names that a macro's body uses beyond its parameters.
struct MacroUses {
  bool caller = false, varargs = false, kwargs = false;
};

struct Output {
  std::vector<ExprPtr> parts;
};
struct If {
  std::vector<std::pair<ExprPtr, Block>> branches;
  Block otherwise;
};
struct For {
  Target target;
  ExprPtr iterable;
  ExprPtr condition;
  bool recursive = false;
  Block body, otherwise;
};
struct Set {
  Target target;
  ExprPtr value;
};
/// {% set x | filter %}...{% endset %}; filter is null without one
struct SetBlock {
  Target target;
  ExprPtr filter;
  Block body;
};
struct MacroDef {
  std::string name;
  std::vector<Param> params;
  MacroUses uses;
  Block body;
};
/// {% call(params) callee(args) %}...{% endcall %}
struct CallBlock {
  MacroDef caller;
  ExprPtr call;
};
struct FilterBlock {
  ExprPtr filter;
  Block body;
};
struct With {
  std::vector<std::pair<Target, ExprPtr>> assignments;
  Block body;
};
/// A body with names of its own: {% generation %}, {% block %}
struct ScopeBlock {
  Block body;
  bool root_only = false;
};
struct Break {};
struct Continue {};
/// A tag that needs a loader of other templates: fails when it runs.
struct Unsupported {
  std::string tag;
};

struct Stmt {
  std::variant<Output, If, For, Set, SetBlock, MacroDef, CallBlock, FilterBlock, With, ScopeBlock, Break, Continue,
               Unsupported>
      node;
  int line = 1;
};

}  // namespace snug::tmpl
