// Expressions of the grammar, by falling precedence as in jinja2: conditional, or, and, not, comparison, + -, ~,
// * / // %, **, unary, then postfix, filters and tests.
#include <algorithm>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"
#include "engine/template/parser.h"

namespace snug::tmpl {
namespace {

/// Longest chain of expressions inside one another; chains such as a + b + c nest to the left.
constexpr int kMaxDepth = 400;

int depth_of(const ExprPtr& expr) {
  return expr ? expr->depth : 0;
}
int depth_of(const std::vector<ExprPtr>& exprs) {
  int depth = 0;
  for (const ExprPtr& expr : exprs) depth = std::max(depth, depth_of(expr));
  return depth;
}
int depth_of(const CallArgs& args) {
  int depth = std::max({depth_of(args.positional), depth_of(args.unpacked), depth_of(args.unpacked_named)});
  for (const auto& [name, value] : args.named) depth = std::max(depth, depth_of(value));
  return depth;
}

struct ChildDepth {
  int operator()(const Constant&) const { return 0; }
  int operator()(const Name&) const { return 0; }
  int operator()(const ListLiteral& n) const { return depth_of(n.items); }
  int operator()(const DictLiteral& n) const {
    int depth = 0;
    for (const auto& [key, value] : n.items) depth = std::max({depth, depth_of(key), depth_of(value)});
    return depth;
  }
  int operator()(const Attribute& n) const { return depth_of(n.object); }
  int operator()(const Subscript& n) const { return std::max(depth_of(n.object), depth_of(n.key)); }
  int operator()(const Slice& n) const {
    return std::max({depth_of(n.object), depth_of(n.begin), depth_of(n.end), depth_of(n.step)});
  }
  int operator()(const Call& n) const { return std::max(depth_of(n.callee), depth_of(n.args)); }
  int operator()(const Filter& n) const { return std::max(depth_of(n.value), depth_of(n.args)); }
  int operator()(const Test& n) const { return std::max(depth_of(n.value), depth_of(n.args)); }
  int operator()(const Unary& n) const { return depth_of(n.value); }
  int operator()(const Binary& n) const { return std::max(depth_of(n.left), depth_of(n.right)); }
  int operator()(const Concat& n) const { return depth_of(n.parts); }
  int operator()(const Compare& n) const {
    int depth = depth_of(n.first);
    for (const auto& [op, value] : n.rest) depth = std::max(depth, depth_of(value));
    return depth;
  }
  int operator()(const Conditional& n) const {
    return std::max({depth_of(n.condition), depth_of(n.then), depth_of(n.otherwise)});
  }
};

}  // namespace

ExprPtr Parser::make(Expr::Node node, int line) {
  auto expr = std::make_unique<Expr>(Expr{std::move(node), line, 1});
  expr->depth = 1 + std::visit(ChildDepth{}, expr->node);
  if (expr->depth > kMaxDepth) throw Failure{Code::template_limit, "an expression is too long", line};
  return expr;
}

ExprPtr Parser::tuple(bool with_conditional, std::string_view end_name, bool parenthesized) {
  const int line = peek().line;
  std::vector<ExprPtr> items;
  bool is_tuple = false;
  for (;;) {
    if (!items.empty()) expect_op(",");
    const TokenKind kind = peek().kind;
    const bool end = kind == TokenKind::variable_end || kind == TokenKind::block_end || at_op(")") ||
                     (!end_name.empty() && at_name(end_name));
    if (end) break;
    items.push_back(expression(with_conditional));
    if (!at_op(",")) break;
    is_tuple = true;
  }
  if (!is_tuple && !items.empty()) return std::move(items.front());
  if (!is_tuple && !parenthesized) error("expected an expression, got " + describe(peek()));
  return make(ListLiteral{std::move(items), true}, line);
}

ExprPtr Parser::expression(bool with_conditional) {
  const Nesting nesting(*this);
  return with_conditional ? conditional() : logical_or();
}

ExprPtr Parser::conditional() {
  const size_t first_unknown = unknown_.size();
  int line = peek().line;
  ExprPtr then = logical_or();
  while (skip_name("if")) {
    ExprPtr condition = logical_or();
    ExprPtr otherwise;
    if (skip_name("else")) {
      const Nesting nesting(*this);
      otherwise = conditional();
    }
    then = make(Conditional{std::move(condition), std::move(then), std::move(otherwise)}, line);
    line = peek().line;
    for (size_t i = first_unknown; i < unknown_.size(); ++i) unknown_[i].tolerated = true;
  }
  return then;
}

ExprPtr Parser::logical_or() {
  const int line = peek().line;
  ExprPtr left = logical_and();
  while (skip_name("or")) left = make(Binary{BinaryOp::logical_or, std::move(left), logical_and()}, line);
  return left;
}

ExprPtr Parser::logical_and() {
  const int line = peek().line;
  ExprPtr left = logical_not();
  while (skip_name("and")) left = make(Binary{BinaryOp::logical_and, std::move(left), logical_not()}, line);
  return left;
}

ExprPtr Parser::logical_not() {
  const int line = peek().line;
  if (!skip_name("not")) return compare();
  const Nesting nesting(*this);
  return make(Unary{UnaryOp::logical_not, logical_not()}, line);
}

bool Parser::compare_operator(CompareOp& op) {
  static constexpr std::pair<std::string_view, CompareOp> kOps[] = {{"==", CompareOp::eq}, {"!=", CompareOp::ne},
                                                                    {"<", CompareOp::lt},  {"<=", CompareOp::le},
                                                                    {">", CompareOp::gt},  {">=", CompareOp::ge}};
  for (const auto& [text, kind] : kOps) {
    if (!skip_op(text)) continue;
    op = kind;
    return true;
  }
  if (skip_name("in")) {
    op = CompareOp::in;
    return true;
  }
  if (at_name("not") && peek(1).kind == TokenKind::name && peek(1).text == "in") {
    next();
    next();
    op = CompareOp::not_in;
    return true;
  }
  return false;
}

ExprPtr Parser::compare() {
  const int line = peek().line;
  Compare node{sum(), {}};
  CompareOp op = CompareOp::eq;
  while (compare_operator(op)) node.rest.emplace_back(op, sum());
  if (node.rest.empty()) return std::move(node.first);
  return make(std::move(node), line);
}

ExprPtr Parser::sum() {
  const int line = peek().line;
  ExprPtr left = concat();
  while (at_op("+") || at_op("-")) {
    const BinaryOp op = next().text == "+" ? BinaryOp::add : BinaryOp::subtract;
    left = make(Binary{op, std::move(left), concat()}, line);
  }
  return left;
}

ExprPtr Parser::concat() {
  const int line = peek().line;
  ExprPtr first = product();
  if (!at_op("~")) return first;
  Concat node;
  node.parts.push_back(std::move(first));
  while (skip_op("~")) node.parts.push_back(product());
  return make(std::move(node), line);
}

ExprPtr Parser::product() {
  const int line = peek().line;
  ExprPtr left = power();
  for (;;) {
    BinaryOp op;
    if (at_op("*"))
      op = BinaryOp::multiply;
    else if (at_op("/"))
      op = BinaryOp::divide;
    else if (at_op("//"))
      op = BinaryOp::floor_divide;
    else if (at_op("%"))
      op = BinaryOp::modulo;
    else
      return left;
    next();
    left = make(Binary{op, std::move(left), power()}, line);
  }
}

ExprPtr Parser::power() {
  const int line = peek().line;
  ExprPtr left = unary(true);
  while (skip_op("**")) left = make(Binary{BinaryOp::power, std::move(left), unary(true)}, line);
  return left;
}

ExprPtr Parser::unary(bool with_filter) {
  const int line = peek().line;
  ExprPtr node;
  if (at_op("-") || at_op("+")) {
    const Nesting nesting(*this);
    const UnaryOp op = next().text == "-" ? UnaryOp::negate : UnaryOp::plus;
    node = make(Unary{op, unary(false)}, line);
  } else {
    node = primary();
  }
  node = postfix(std::move(node));
  return with_filter ? postfix_and_filters(std::move(node)) : std::move(node);
}

ExprPtr Parser::primary() {
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::name:
      return name_or_constant();
    case TokenKind::string: {
      std::string text;
      while (peek().kind == TokenKind::string) text += next().text;
      return make(Constant{Value::text(std::move(text))}, token.line);
    }
    case TokenKind::integer:
      next();
      return make(Constant{Value(token.integer)}, token.line);
    case TokenKind::real:
      next();
      return make(Constant{Value(token.real)}, token.line);
    default:
      break;
  }
  if (at_op("[")) return list_literal();
  if (at_op("{")) return dict_literal();
  if (!skip_op("(")) error("unexpected " + describe(token), token.line);
  ExprPtr node = tuple(true, {}, true);
  expect_op(")");
  return node;
}

ExprPtr Parser::name_or_constant() {
  const Token& token = next();
  const std::string& name = token.text;
  if (name == "true" || name == "True") return make(Constant{Value(true)}, token.line);
  if (name == "false" || name == "False") return make(Constant{Value(false)}, token.line);
  if (name == "none" || name == "None") return make(Constant{Value(None{})}, token.line);
  for (MacroUses* uses : macros_) {
    uses->caller |= name == "caller";
    uses->varargs |= name == "varargs";
    uses->kwargs |= name == "kwargs";
  }
  return make(Name{name}, token.line);
}

ExprPtr Parser::list_literal() {
  const int line = next().line;
  ListLiteral node;
  while (!at_op("]")) {
    if (!node.items.empty()) expect_op(",");
    if (at_op("]")) break;
    node.items.push_back(expression());
  }
  expect_op("]");
  return make(std::move(node), line);
}

ExprPtr Parser::dict_literal() {
  const int line = next().line;
  DictLiteral node;
  while (!at_op("}")) {
    if (!node.items.empty()) expect_op(",");
    if (at_op("}")) break;
    ExprPtr key = expression();
    expect_op(":");
    node.items.emplace_back(std::move(key), expression());
  }
  expect_op("}");
  return make(std::move(node), line);
}

ExprPtr Parser::postfix(ExprPtr node) {
  for (;;) {
    const int line = peek().line;
    if (at_op(".") || at_op("["))
      node = subscript(std::move(node));
    else if (at_op("("))
      node = make(Call{std::move(node), call_args()}, line);
    else
      return node;
  }
}

ExprPtr Parser::postfix_and_filters(ExprPtr node) {
  for (;;) {
    const int line = peek().line;
    if (at_op("|"))
      node = filter_chain(std::move(node), false);
    else if (at_name("is"))
      node = test(std::move(node));
    else if (at_op("("))
      node = make(Call{std::move(node), call_args()}, line);
    else
      return node;
  }
}

ExprPtr Parser::subscript(ExprPtr object) {
  const int line = peek().line;
  if (skip_op(".")) {
    const Token& token = next();
    if (token.kind == TokenKind::name) return make(Attribute{std::move(object), token.text}, line);
    if (token.kind != TokenKind::integer) error("expected a name or a number, got " + describe(token), token.line);
    return make(Subscript{std::move(object), make(Constant{Value(token.integer)}, line)}, line);
  }
  expect_op("[");
  ExprPtr begin = at_op(":") ? nullptr : expression();
  if (!at_op(":")) {
    if (at_op(",")) {  // x[a, b]: a tuple as key
      ListLiteral key{{}, true};
      key.items.push_back(std::move(begin));
      while (skip_op(",") && !at_op("]")) key.items.push_back(expression());
      begin = make(std::move(key), line);
    }
    expect_op("]");
    return make(Subscript{std::move(object), std::move(begin)}, line);
  }
  next();
  ExprPtr end = at_op(":") || at_op("]") ? nullptr : expression();
  ExprPtr step;
  if (skip_op(":") && !at_op("]")) step = expression();
  expect_op("]");
  return make(Slice{std::move(object), std::move(begin), std::move(end), std::move(step)}, line);
}

std::string Parser::dotted_name() {
  std::string name = expect_name();
  while (skip_op(".")) name += "." + expect_name();
  return name;
}

ExprPtr Parser::filter_chain(ExprPtr value, bool first_without_pipe) {
  while (first_without_pipe || skip_op("|")) {
    first_without_pipe = false;
    const int line = peek().line;
    Filter node{std::move(value), dotted_name(), nullptr, {}};
    node.fn = find_filter(node.name);
    if (node.fn == nullptr) unknown_.push_back({"no filter named '" + node.name + "'", line, if_depth_ > 0});
    if (at_op("(")) node.args = call_args();
    value = make(std::move(node), line);
  }
  return value;
}

ExprPtr Parser::test(ExprPtr value) {
  const int line = next().line;
  Test node;
  node.value = std::move(value);
  node.negated = skip_name("not");
  node.name = dotted_name();
  node.fn = find_test(node.name);
  if (node.fn == nullptr) unknown_.push_back({"no test named '" + node.name + "'", line, if_depth_ > 0});
  const TokenKind kind = peek().kind;
  const bool operand = kind == TokenKind::name || kind == TokenKind::string || kind == TokenKind::integer ||
                       kind == TokenKind::real || at_op("[") || at_op("{");
  if (at_op("(")) {
    node.args = call_args();
  } else if (operand && !at_name("else") && !at_name("or") && !at_name("and")) {
    if (at_name("is")) error("tests cannot be chained with 'is'");
    node.args.positional.push_back(postfix(primary()));
  }
  return make(std::move(node), line);
}

CallArgs Parser::call_args() {
  const int line = peek().line;
  expect_op("(");
  CallArgs args;
  bool first = true;
  while (!at_op(")")) {
    if (!first) expect_op(",");
    if (at_op(")")) break;
    first = false;
    if (skip_op("*")) {
      if (args.unpacked || args.unpacked_named) error("the arguments of a call are in the wrong order", line);
      args.unpacked = expression();
    } else if (skip_op("**")) {
      if (args.unpacked_named) error("the arguments of a call are in the wrong order", line);
      args.unpacked_named = expression();
    } else if (peek().kind == TokenKind::name && peek(1).kind == TokenKind::op && peek(1).text == "=") {
      if (args.unpacked_named) error("the arguments of a call are in the wrong order", line);
      std::string name = next().text;
      next();
      args.named.emplace_back(std::move(name), expression());
    } else {
      if (args.unpacked || args.unpacked_named || !args.named.empty()) {
        error("the arguments of a call are in the wrong order", line);
      }
      args.positional.push_back(expression());
    }
  }
  expect_op(")");
  return args;
}

}  // namespace snug::tmpl
