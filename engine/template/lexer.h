// Splits a template's source into tokens by jinja2's rules, with trim_blocks and lstrip_blocks on, as transformers sets
// them. The lexical part of https://jinja.palletsprojects.com/en/stable/templates/ (whitespace control, raw, comments).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace snug::tmpl {

enum class TokenKind : uint8_t {
  data,
  variable_begin,
  variable_end,
  block_begin,
  block_end,
  name,
  string,
  integer,
  real,
  op,
  end
};

struct Token {
  TokenKind kind = TokenKind::end;
  int line = 1;
  std::string text = {};  ///< data, name, decoded string, or the operator's characters
  int64_t integer = 0;
  double real = 0;
};

/// All tokens of well-formed UTF-8 source, the last of kind `end`. Throws Failure (template_syntax) with its line.
std::vector<Token> tokenize(std::string_view source);

}  // namespace snug::tmpl
