// Statements of the grammar, and the token helpers. Expressions are in parser_expression.cpp.
#include "engine/template/parser.h"

#include <algorithm>

#include "engine/template/failure.h"

namespace snug::tmpl {

Parser::Nesting::Nesting(Parser& parser) : parser_(parser) {
  if (++parser_.depth_ <= parser_.limits_.parser_depth) return;
  --parser_.depth_;  // the destructor does not run when the constructor throws
  throw Failure{Code::template_limit, "nested too deeply", parser_.peek().line};
}

Block Parser::parse() {
  Block out = sub_body({});
  for (const Unknown& unknown : unknown_) {
    if (!unknown.tolerated) error(unknown.what, unknown.line);
  }
  return out;
}

const Token& Parser::peek(size_t ahead) const {
  return tokens_[std::min(pos_ + ahead, tokens_.size() - 1)];
}

const Token& Parser::next() {
  const Token& token = peek();
  if (pos_ < tokens_.size() - 1) ++pos_;
  return token;
}

bool Parser::at_op(std::string_view op) const {
  return peek().kind == TokenKind::op && peek().text == op;
}
bool Parser::at_name(std::string_view name) const {
  return peek().kind == TokenKind::name && peek().text == name;
}

bool Parser::skip_op(std::string_view op) {
  if (!at_op(op)) return false;
  next();
  return true;
}

bool Parser::skip_name(std::string_view name) {
  if (!at_name(name)) return false;
  next();
  return true;
}

void Parser::expect_op(std::string_view op) {
  if (!skip_op(op)) error("expected '" + std::string(op) + "', got " + describe(peek()));
}

void Parser::expect(TokenKind kind, std::string_view what) {
  if (peek().kind != kind) error("expected " + std::string(what) + ", got " + describe(peek()));
  next();
}

std::string Parser::expect_name() {
  if (peek().kind != TokenKind::name) error("expected a name, got " + describe(peek()));
  return next().text;
}

void Parser::error(std::string message, int line) const {
  throw Failure{Code::template_syntax, std::move(message), line > 0 ? line : peek().line};
}

std::string Parser::describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::data:
      return "text";
    case TokenKind::variable_begin:
      return "'{{'";
    case TokenKind::variable_end:
      return "'}}'";
    case TokenKind::block_begin:
      return "'{%'";
    case TokenKind::block_end:
      return "'%}'";
    case TokenKind::name:
    case TokenKind::op:
      return "'" + printable(token.text, 60) + "'";
    case TokenKind::string:
      return "a string";
    case TokenKind::integer:
    case TokenKind::real:
      return "a number";
    case TokenKind::end:
      return "the end of the template";
  }
  return "?";
}

Block Parser::body(std::initializer_list<std::string_view> end_tags, bool consume_end) {
  skip_op(":");  // jinja2 allows Python's colon
  expect(TokenKind::block_end, "'%}'");
  Block out = sub_body(end_tags);
  if (peek().kind == TokenKind::end) error("the template ends before '" + std::string(*end_tags.begin()) + "'");
  if (consume_end) next();
  return out;
}

Block Parser::sub_body(std::initializer_list<std::string_view> end_tags) {
  const Nesting nesting(*this);
  Block out;
  const auto print = [&](ExprPtr part) {
    if (out.empty() || !std::holds_alternative<Output>(out.back().node)) {
      out.push_back(Stmt{Output{}, part->line});
    }
    std::get<Output>(out.back().node).parts.push_back(std::move(part));
  };
  for (;;) {
    const Token& token = next();
    switch (token.kind) {
      case TokenKind::end:
        return out;
      case TokenKind::data:
        print(make(Constant{Value::text(token.text)}, token.line));
        break;
      case TokenKind::variable_begin:
        print(tuple(true, {}, false));
        expect(TokenKind::variable_end, "'}}'");
        break;
      case TokenKind::block_begin:
        if (peek().kind == TokenKind::name &&
            std::find(end_tags.begin(), end_tags.end(), peek().text) != end_tags.end()) {
          return out;
        }
        statement(out);
        expect(TokenKind::block_end, "'%}'");
        break;
      default:
        error("unexpected " + describe(token), token.line);
    }
  }
}

void Parser::statement(Block& out) {
  using Rule = Stmt (Parser::*)();
  static constexpr std::pair<std::string_view, Rule> kRules[] = {{"if", &Parser::if_statement},
                                                                 {"for", &Parser::for_statement},
                                                                 {"set", &Parser::set_statement},
                                                                 {"macro", &Parser::macro_statement},
                                                                 {"call", &Parser::call_statement},
                                                                 {"filter", &Parser::filter_statement},
                                                                 {"with", &Parser::with_statement},
                                                                 {"block", &Parser::block_statement},
                                                                 {"print", &Parser::print_statement},
                                                                 {"extends", &Parser::unsupported_statement},
                                                                 {"include", &Parser::unsupported_statement},
                                                                 {"import", &Parser::unsupported_statement},
                                                                 {"from", &Parser::unsupported_statement}};
  const int line = peek().line;
  const std::string tag = expect_name();
  for (const auto& [name, rule] : kRules) {
    if (tag != name) continue;
    out.push_back((this->*rule)());
    out.back().line = line;
    return;
  }
  if (tag == "generation") {
    out.push_back(Stmt{ScopeBlock{body({"endgeneration"}, true)}, line});
  } else if ((tag == "break" || tag == "continue") && loop_depth_ > 0) {
    if (tag == "break") {
      out.push_back(Stmt{Break{}, line});
    } else {
      out.push_back(Stmt{Continue{}, line});
    }
  } else {
    error("unknown or misplaced tag '" + printable(tag, 60) + "'", line);
  }
}

Stmt Parser::if_statement() {
  If node;
  ++if_depth_;
  for (;;) {
    ExprPtr condition = tuple(false, {}, false);
    Block then = body({"elif", "else", "endif"}, false);
    node.branches.emplace_back(std::move(condition), std::move(then));
    const std::string tag = next().text;
    if (tag == "elif") continue;
    if (tag == "else") node.otherwise = body({"endif"}, true);
    break;
  }
  --if_depth_;
  return Stmt{std::move(node)};
}

Stmt Parser::for_statement() {
  For node;
  node.target = target("in", false);
  if (!skip_name("in")) error("expected 'in', got " + describe(peek()));
  node.iterable = tuple(false, "recursive", false);
  if (skip_name("if")) node.condition = expression();
  node.recursive = skip_name("recursive");
  ++loop_depth_;
  node.body = body({"endfor", "else"}, false);
  --loop_depth_;
  if (next().text == "else") node.otherwise = body({"endfor"}, true);
  return Stmt{std::move(node)};
}

Stmt Parser::set_statement() {
  Target to = target({}, true);
  if (skip_op("=")) return Stmt{Set{std::move(to), tuple(true, {}, false)}};
  SetBlock node{std::move(to), filter_chain(nullptr, false), {}};
  node.body = body({"endset"}, true);
  return Stmt{std::move(node)};
}

Stmt Parser::macro_statement() {
  MacroDef node;
  node.name = expect_target_name();
  signature(node);
  node.body = macro_body(node, "endmacro");
  return Stmt{std::move(node)};
}

Block Parser::macro_body(MacroDef& macro, std::string_view end_tag) {
  macros_.push_back(&macro.uses);
  const int outer_loops = std::exchange(loop_depth_, 0);
  Block out = body({end_tag}, true);
  loop_depth_ = outer_loops;
  macros_.pop_back();
  return out;
}

void Parser::signature(MacroDef& macro) {
  expect_op("(");
  while (!at_op(")")) {
    if (!macro.params.empty()) expect_op(",");
    Param param{expect_target_name(), nullptr};
    if (skip_op("=")) {
      param.fallback = expression();
    } else if (!macro.params.empty() && macro.params.back().fallback) {
      error("a parameter without a default follows one with a default");
    }
    macro.params.push_back(std::move(param));
  }
  expect_op(")");
}

Stmt Parser::call_statement() {
  CallBlock node;
  const int line = peek().line;
  if (at_op("(")) signature(node.caller);
  node.call = expression();
  if (!std::holds_alternative<Call>(node.call->node)) error("expected a call", line);
  node.caller.body = macro_body(node.caller, "endcall");
  return Stmt{std::move(node)};
}

Stmt Parser::filter_statement() {
  FilterBlock node{filter_chain(nullptr, true), {}};
  node.body = body({"endfilter"}, true);
  return Stmt{std::move(node)};
}

Stmt Parser::with_statement() {
  With node;
  while (peek().kind != TokenKind::block_end) {
    if (!node.assignments.empty()) expect_op(",");
    Target to = target({}, false);
    expect_op("=");
    node.assignments.emplace_back(std::move(to), expression());
  }
  node.body = body({"endwith"}, true);
  return Stmt{std::move(node)};
}

Stmt Parser::block_statement() {
  const std::string name = expect_name();
  const bool scoped = skip_name("scoped");
  skip_name("required");
  const int outer_loops = std::exchange(loop_depth_, 0);
  ScopeBlock node{body({"endblock"}, true), !scoped};
  loop_depth_ = outer_loops;
  skip_name(name);
  return Stmt{std::move(node)};
}

Stmt Parser::print_statement() {
  Output node;
  while (peek().kind != TokenKind::block_end) {
    if (!node.parts.empty()) expect_op(",");
    node.parts.push_back(expression());
  }
  return Stmt{std::move(node)};
}

Stmt Parser::unsupported_statement() {
  const std::string tag = tokens_[pos_ - 1].text;
  while (peek().kind != TokenKind::block_end && peek().kind != TokenKind::end) next();
  return Stmt{Unsupported{tag}};
}

std::string Parser::expect_target_name() {
  const int line = peek().line;
  std::string name = expect_name();
  if (name == "true" || name == "false" || name == "none" || name == "True" || name == "False" || name == "None") {
    error("cannot assign to '" + name + "'", line);
  }
  return name;
}

Target Parser::single_target(bool with_namespace) {
  Target out;
  if (skip_op("(")) {
    out = target({}, with_namespace);
    expect_op(")");
    return out;
  }
  out.name = expect_target_name();
  if (with_namespace && skip_op(".")) out.attribute = expect_name();
  return out;
}

Target Parser::target(std::string_view end_name, bool with_namespace) {
  const Nesting nesting(*this);
  Target first = single_target(with_namespace);
  if (!at_op(",")) return first;
  Target out;
  out.tuple = true;
  out.several.push_back(std::move(first));
  while (skip_op(",")) {
    const bool end =
        at_op(")") || at_op("=") || peek().kind == TokenKind::block_end || (!end_name.empty() && at_name(end_name));
    if (end) break;
    out.several.push_back(single_target(with_namespace));
  }
  return out;
}

}  // namespace snug::tmpl
