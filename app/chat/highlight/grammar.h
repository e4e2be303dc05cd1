// A language for the highlighter, read from JSON: word lists and delimiters, no code and no regular expressions.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "engine/base/result.h"

namespace snug::chat {

/// A comment or a string: what opens it, what ends it.
struct Region {
  std::string open = {};
  std::string close = {};      ///< empty: to the end of the line
  char escape = '\0';          ///< the byte after it is taken as it is; 0: none
  bool multiline = false;      ///< goes on in the next line
  bool comment = false;        ///< else a string
  bool at_word_start = false;  ///< only after white space or at the line's beginning (shell's "#")
};

struct Grammar {
  std::string name = {};
  std::vector<std::string> aliases = {};  ///< lower case; how fences name it
  std::vector<Region> regions = {};       ///< longest opening first
  std::unordered_set<std::string> keywords = {};
  std::unordered_set<std::string> functions = {};  ///< words coloured as functions wherever they stand
  std::string word_bytes = {};                     ///< that belong to words besides letters, digits, "_" and non-ASCII
  std::string variable_prefix = {};                ///< "$": a word behind it is coloured like a function
  bool calls = true;                               ///< a word before "(" is a function
  bool keys = false;                               ///< a string before ":" is coloured like a keyword (JSON)
};

/// Reads one grammar. Errors: bad_json; bad_input (a missing name, an empty opening, more than 64 regions or 4,096
/// words).
Result<Grammar> parse_grammar(std::string_view json);

/// The grammars of resources/highlight, which are built in: C++, Python, JSON, shell, JavaScript.
const std::vector<Grammar>& builtin_grammars();
/// The built-in grammar that a fence's language means, or null: then the code is shown plain. Thread-safe.
const Grammar* find_grammar(std::string_view language);

}  // namespace snug::chat
