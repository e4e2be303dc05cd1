// A Markdown table as cells with spans; grows with its block without looking at old rows again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "app/chat/block.h"
#include "app/chat/inline_spans.h"

namespace snug::chat {

enum class Alignment : uint8_t { left, centre, right };

/// The cells of one row as written, "\|" unescaped, white space trimmed; at most 64.
std::vector<std::string> split_row(std::string_view row);

class TableModel {
 public:
  using Row = std::vector<std::vector<Span>>;

  /// Takes what is new of a `table` block, which may still grow: O(new bytes) from the third row on.
  /// Returns the index of the first row that is new.
  size_t update(const Block& block);

  /// As many as header cells. `left` until the second line is there.
  [[nodiscard]] const std::vector<Alignment>& alignments() const { return alignments_; }
  [[nodiscard]] const Row& header() const { return header_; }
  /// Each with as many cells as the header: missing ones are empty, more are dropped (GFM 4.10).
  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  Row header_;
  std::vector<Alignment> alignments_;
  std::vector<Row> rows_;
  size_t taken_ = 0;  ///< bytes of the source that are rows already
};

}  // namespace snug::chat
