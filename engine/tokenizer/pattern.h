// A pre-tokenizer's regular expression, read so far that its character sets are known as code points.
// Tokenizers write these for Oniguruma with Unicode 16; the PCRE2 at hand knows another Unicode, so no property is left
// to it.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "engine/tokenizer/code_points.h"

namespace snug::tokenizer {

/// The pattern in order: syntax that passes through as it is ("(?:", "*", "|", "{1,3}"), or a set that stands for one
/// character.
struct Pattern {
  using Part = std::variant<std::string, CodePointSet>;
  std::vector<Part> parts;
};

/// Reads a pattern: literals, `[...]` with ranges, `^` and `&&[...]`, `\s \S \d \p{..} \P{..} \r \n \t \uXXXX`, groups
/// `( (?: (?i: (?= (?! (?<! (?>`, `|`, quantifiers, `\z`. Every literal becomes a set. Errors: internal for anything
/// else, since patterns are our own constants.
Result<Pattern> parse_pattern(std::string_view pattern);

}  // namespace snug::tokenizer
