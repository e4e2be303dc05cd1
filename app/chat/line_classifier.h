// What kind of line this is: the Markdown block rules over the beginning of one line, as pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/chat/block.h"

namespace snug::chat {

/// A pair of tags around a verbatim block. `kind` is thinking, tool or math.
struct TagPair {
  std::string open;
  std::string close;
  BlockKind kind = BlockKind::thinking;
};

/// <think>, <thinking>, <reasoning>, [THINK] (thinking), <tool_call> (tool), $$ and \[ (math). The first is the one of
/// `starts_in_thinking`.
std::vector<TagPair> default_tags();

/// A quote or a list item around what follows.
struct Container {
  bool quote = false;
  int content_indent = 0;  ///< item: columns from the parent's content to the item's
  int marker_indent = 0;   ///< item: columns from the parent's content to the marker
  std::string marker;      ///< item: as written
};

struct Fence {
  char mark = '`';
  int length = 0;  ///< at least 3
  int indent = 0;  ///< columns taken from each line of the code, counted after the last quote
};

/// Bytes that leave an undecided line undecided, so that it need not be looked at again.
enum class WaitClass : uint8_t {
  none,
  blank,
  rule_dash,
  rule_star,
  rule_underscore,
  equals,
  delimiter,
  backtick_info,
  tilde_info
};
bool keeps_waiting(WaitClass wait, char byte);
/// Bytes of an undecided line after which it is text.
size_t wait_limit(WaitClass wait);

/// What the splitter knows when a line begins.
struct LineContext {
  std::span<const Container> containers;
  bool paragraph = false;   ///< a paragraph is open (a table's header line too)
  bool setext = false;      ///< ... that may become a heading by "===" or "---"
  size_t header_cells = 0;  ///< ... whose last line may be a table's header, with so many cells
  std::span<const TagPair> tags;
};

enum class LineKind : uint8_t { wait, blank, text, heading, setext, rule, fence, tag, delimiter };

struct LineVerdict {
  LineKind kind = LineKind::wait;
  WaitClass wait = WaitClass::none;
  size_t matched = 0;             ///< containers of the context that go on
  std::vector<Container> opened;  ///< containers that begin in this line
  size_t text_at = 0;             ///< where the line's content begins, in bytes
  bool pipe = false;              ///< text: begins with '|', a table's header perhaps
  int level = 0;                  ///< heading, setext: 1 to 6
  Fence fence = {};
  std::string language;
  size_t tag = 0;
};

/// The verdict on a line's beginning. `complete`: the line ends here. `force`: do not wait, take it as text.
/// Monotone: a verdict other than `wait` stays the same whatever follows.
LineVerdict classify_line(std::string_view line, const LineContext& context, bool complete, bool force);

/// A line within a fence.
struct CodeLineVerdict {
  enum class Kind : uint8_t { wait, content, close, leaves_quote } kind = Kind::wait;
  size_t text_at = 0;   ///< content: where it begins
  int pad_columns = 0;  ///< content: columns of a cut tab that stay
};
CodeLineVerdict classify_code_line(std::string_view line, std::span<const Container> containers, const Fence& fence,
                                   bool complete);

/// Cells of a table row: unescaped '|' outside code spans separate, outer ones do not count. 0: the line has no '|'.
size_t count_cells(std::string_view row);
/// Whether this is a delimiter row such as |:--|--:|, and of how many cells (0: it is none).
size_t delimiter_cells(std::string_view row);

}  // namespace snug::chat
