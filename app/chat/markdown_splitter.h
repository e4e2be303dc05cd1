// Turns growing Markdown into blocks. Closed blocks never change, only the last block does, and the work per byte does
// not depend on how long the text already is. Inline marks (bold, links) are not its business: see inline_spans.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/chat/block.h"
#include "app/chat/line_classifier.h"
#include "app/chat/utf8_stream.h"

namespace snug::chat {

struct SplitterOptions {
  /// Text between these becomes one verbatim block. Recognized at the beginning of a line only.
  std::vector<TagPair> tags = default_tags();
  /// The chat template already opened the first tag pair: the text begins inside it.
  bool starts_in_thinking = false;
  /// When so many blocks exist, the rest of the text becomes one verbatim block (hostile input: "-\n" a million times).
  size_t max_blocks = 20'000;
};

/// What happened since the last take_change(): blocks [first_changed, old_count) changed in place, blocks from
/// old_count on are new. Blocks are never removed or moved.
struct SplitterChange {
  size_t first_changed = 0;
  size_t old_count = 0;
};

/// The dialect is CommonMark with tables and math, and these choices: no raw HTML, no indented code, no reference
/// links; a nested list needs two columns of indent; a table ends at a line without '|'. One thread.
///
/// append() in any pieces gives the same blocks as in one piece, at every moment: a line's kind is decided byte by
/// byte, and bytes that could still become a marker are held back, not shown. Invalid UTF-8 becomes U+FFFD, half a
/// character is held back. Nesting is at most 32 deep, deeper markers are text.
class MarkdownSplitter {
 public:
  explicit MarkdownSplitter(SplitterOptions options = {});

  /// Adds text: O(bytes), whatever came before.
  void append(std::string_view bytes);
  /// The text is complete: what is held back is decided, every block is closed. append() afterwards does nothing.
  void finish();

  [[nodiscard]] std::span<const Block> blocks() const { return blocks_; }
  SplitterChange take_change();
  /// Bytes looked at so far, a byte looked at twice counted twice: what the flat-work test counts.
  [[nodiscard]] int64_t work() const { return work_; }

 private:
  enum class Leaf : uint8_t { none, paragraph, heading, code, table_header, table, verbatim };
  enum class Mode : uint8_t { start, text, code, row, verbatim, overflow };

  void feed(std::string_view text);
  void feed_start(char byte);
  void look_at_line(bool complete);
  void decide(const LineVerdict& verdict);
  void decide_text(const LineVerdict& verdict, std::string_view rest);
  void decide_table(std::string_view delimiter);
  bool decide_code_line(bool complete);
  void end_text_line();
  void end_row();
  [[nodiscard]] LineContext context() const;
  void enter_containers(const LineVerdict& verdict);
  void emit_empty_item();

  size_t feed_verbatim(std::string_view text);
  void open_verbatim(const LineVerdict& verdict);
  void append_verbatim(std::string_view text);
  void math_is_text();

  Block& open_block(BlockKind kind, Leaf leaf);
  void open_paragraph(std::string_view text, bool table_header);
  void close_leaf();
  void append_text(std::string_view text);
  void split_paragraph();
  Block& last();

  SplitterOptions options_;
  Utf8Stream utf8_;
  std::vector<Block> blocks_;
  std::vector<Container> containers_;
  std::string pending_marker_;  ///< of the innermost item, while it has no block yet
  std::string line_;            ///< bytes that are held back: not decided yet
  WaitClass wait_ = WaitClass::none;
  Mode mode_ = Mode::start;
  Leaf leaf_ = Leaf::none;
  size_t last_line_at_ = 0;  ///< where the open paragraph's last line begins in its source
  size_t header_cells_ = 0;  ///< cells of that line, if it is complete and has any
  Fence fence_;
  bool code_empty_ = true;  ///< no line of the open code block came yet
  size_t tag_ = 0;
  bool blank_line_ = false;  ///< math: since the last line break only white space came
  bool finished_ = false;
  size_t first_changed_ = 0;
  size_t taken_count_ = 0;
  uint32_t next_id_ = 1;
  int64_t work_ = 0;
};

}  // namespace snug::chat
