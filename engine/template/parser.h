// Builds the tree of a template from its tokens, by jinja2's grammar.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/template/ast.h"
#include "engine/template/lexer.h"
#include "engine/template/limits.h"

namespace snug::tmpl {

/// Throws Failure: template_syntax with the line, template_limit where nesting passes limits.parser_depth.
class Parser {
 public:
  Parser(std::string_view source, const Limits& limits) : tokens_(tokenize(source)), limits_(limits) {}
  /// The whole template.
  Block parse();

 private:
  /// Counts nesting while it lives.
  class Nesting {
   public:
    explicit Nesting(Parser& parser);
    ~Nesting() { --parser_.depth_; }
    Nesting(const Nesting&) = delete;

   private:
    Parser& parser_;
  };
  /// A filter or test that does not exist. It may stand where it never runs: in an if block or a conditional.
  struct Unknown {
    std::string what;
    int line;
    bool tolerated;
  };

  // parser.cpp: statements
  Block body(std::initializer_list<std::string_view> end_tags, bool consume_end);
  Block sub_body(std::initializer_list<std::string_view> end_tags);
  void statement(Block& out);
  Stmt if_statement();
  Stmt for_statement();
  Stmt set_statement();
  Stmt macro_statement();
  Stmt call_statement();
  Stmt filter_statement();
  Stmt with_statement();
  Stmt block_statement();
  Stmt print_statement();
  Stmt unsupported_statement();
  void signature(MacroDef& macro);
  Block macro_body(MacroDef& macro, std::string_view end_tag);
  Target target(std::string_view end_name, bool with_namespace);
  Target single_target(bool with_namespace);
  std::string expect_target_name();

  // parser_expression.cpp
  ExprPtr tuple(bool with_conditional, std::string_view end_name, bool parenthesized);
  ExprPtr expression(bool with_conditional = true);
  ExprPtr conditional();
  ExprPtr logical_or();
  ExprPtr logical_and();
  ExprPtr logical_not();
  ExprPtr compare();
  bool compare_operator(CompareOp& op);
  ExprPtr sum();
  ExprPtr concat();
  ExprPtr product();
  ExprPtr power();
  ExprPtr unary(bool with_filter);
  ExprPtr primary();
  ExprPtr name_or_constant();
  ExprPtr list_literal();
  ExprPtr dict_literal();
  ExprPtr postfix(ExprPtr node);
  ExprPtr postfix_and_filters(ExprPtr node);
  ExprPtr subscript(ExprPtr object);
  ExprPtr filter_chain(ExprPtr value, bool first_without_pipe);
  ExprPtr test(ExprPtr value);
  CallArgs call_args();
  std::string dotted_name();

  // tokens
  const Token& peek(size_t ahead = 0) const;
  const Token& next();
  bool at_op(std::string_view op) const;
  bool at_name(std::string_view name) const;
  bool skip_op(std::string_view op);
  bool skip_name(std::string_view name);
  void expect_op(std::string_view op);
  void expect(TokenKind kind, std::string_view what);
  std::string expect_name();
  [[noreturn]] void error(std::string message, int line = 0) const;
  static std::string describe(const Token& token);
  /// A new expression; children's depth is checked.
  ExprPtr make(Expr::Node node, int line);

  std::vector<Token> tokens_;
  const Limits& limits_;
  size_t pos_ = 0;
  int depth_ = 0;
  int if_depth_ = 0;
  int loop_depth_ = 0;
  std::vector<MacroUses*> macros_;  ///< being parsed, the outermost first
  std::vector<Unknown> unknown_;
};

}  // namespace snug::tmpl
