// Takes the math out of a text before the Markdown parser sees it, and puts it back after.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace snug::chat {

/// Text in which each piece of math is one private character, and the pieces.
struct MathText {
  std::string text;
  std::vector<std::string> math;  ///< LaTeX, without its delimiters
};

/// $…$ counts as math by pandoc's rule (no space inside the dollars, no word behind) and if it is one word or has some
/// sign in it, so that prices stay text.
/// Code spans are passed over; "\$" is a dollar.
MathText take_math(std::string_view source);
/// The index of the piece whose private character begins at text[at], or -1. It is 4 bytes long.
int math_index(std::string_view text, size_t at, size_t count);

/// LaTeX as markup with <sub>, <sup>, <b>, <i>, <br> and Unicode: Greek, operators, fractions, roots, scripts, matrices
/// row by row. What it does not know it shows as written. Escaped; bounded in depth and length.
std::string math_markup(std::string_view latex);

}  // namespace snug::chat
