// Colours one line of code at a time, from the state that the line before left: growing code is never looked at again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/chat/highlight/grammar.h"

namespace snug::chat {

enum class TokenKind : uint8_t { keyword, string, number, function, comment };

/// A stretch of a line that has a colour; what lies between has none.
struct TokenRun {
  uint32_t start = 0;   ///< in bytes
  uint32_t length = 0;  ///< in bytes
  TokenKind kind = TokenKind::keyword;

  bool operator==(const TokenRun&) const = default;
};

/// What a line begins within: 0 for plain code, n + 1 for the grammar's region n. Fits a QTextBlock's user state.
using LineState = int;

/// Appends the runs of `line` (no line feed in it), in order and without overlap, and returns the state of the next
/// line. O(bytes); past 10,000 bytes of a line nothing is coloured. A state that the grammar does not have counts as 0.
LineState highlight_line(const Grammar& grammar, std::string_view line, LineState state, std::vector<TokenRun>& runs);

/// The same runs counted in UTF-16 units, as QString counts. `line` is valid UTF-8.
std::vector<TokenRun> runs_in_utf16(std::string_view line, const std::vector<TokenRun>& runs);

}  // namespace snug::chat
