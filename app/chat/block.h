// One block of a message as the window shows it: what the splitter produces.
#pragma once

#include <cstdint>
#include <string>

namespace snug::chat {

enum class BlockKind : uint8_t { paragraph, heading, list, quote, code, table, math, thinking, tool, rule };

/// "paragraph", "heading", ...: stable names for tests and for QML.
const char* block_kind_name(BlockKind kind);

/// Containers are flat: an item of a list or a paragraph of a quote is a block of its own that carries its depth, so
/// that a long list closes item by item and nothing ever holds more than a paragraph open.
struct Block {
  uint32_t id = 0;  ///< unique in its message, grows
  BlockKind kind = BlockKind::paragraph;
  bool closed = false;      ///< a closed block never changes again
  bool joined = false;      ///< goes on the paragraph of the block before it (long ones are cut near 2 KB): no gap
  uint8_t level = 0;        ///< heading: 1 to 6
  uint8_t list_depth = 0;   ///< 0 outside lists; the block stands inside that many items
  uint8_t quote_depth = 0;  ///< 0 outside quotes
  std::string marker = {};  ///< first block of an item: "-" or the number as written ("3."); else empty
  std::string language =
      {};                   ///< code: first word of the fence's info, lower case, may be empty; tool, thinking: its tag
  std::string source = {};  ///< inline Markdown; verbatim for code, math, thinking, tool; rows by lines for table

  /// What a block of inline text is where this one stands: `list` with a marker, `quote` in a quote, else `paragraph`.
  [[nodiscard]] BlockKind paragraph_kind() const {
    if (!marker.empty()) return BlockKind::list;
    return quote_depth > 0 ? BlockKind::quote : BlockKind::paragraph;
  }
  bool operator==(const Block&) const = default;
};

/// The mark of a task-list item: "[ ] " or "[x] " at the beginning of a `list` block's source (4 bytes).
enum class TaskMark : uint8_t { none, open, done };
TaskMark task_mark(const Block& block);

}  // namespace snug::chat
