// One answer as typed blocks. Closed blocks never change; growing text touches the last block alone.
#pragma once

#include <memory>

#include "app/chat/markdown_splitter.h"
#include "app/chat/table_model.h"
#include "app/viewmodels/core/row_list_model.h"

namespace snug::ui {

/// A row as ui/ draws it; roles are its members.
struct BlockRow {
  int blockId = 0;
  QString kind;  ///< text heading item quote code table math rule thinking tool
  QString html;  ///< inline subset for text, heading, item, quote
  QString text;  ///< plain source: code, math, thinking, tool; table: cells by tab, rows by line break
  int level = 0;
  QString marker;
  QString alignments;  ///< table: l, c or r a column
  QString language;
  int lineCount = 0;
  double seconds = -1;
  int tokenCount = 0;
  int quoteDepth = 0;
  bool closed = false;
  int matchStart = -1;  ///< number of the block's first match of the search, -1 for none

  bool operator==(const BlockRow&) const = default;
};

/// GUI thread.
class BlockListModel : public RowListModel<BlockRow> {
  Q_OBJECT

 public:
  explicit BlockListModel(QObject* parent = nullptr);

  /// What the model thought; stands first. O(new bytes).
  void appendReasoning(std::string_view text, int tokens, double seconds);
  /// New text of the answer. O(new bytes) plus the open block.
  void appendContent(std::string_view text);
  /// The answer is complete: every block is closed.
  void finish();
  /// Where the matches of a search are; the rows' first match numbers.
  void setMatches(const std::vector<int>& firstMatchOfRow);
  /// A row's text without markup, for the search.
  QString plainText(int row) const;
  /// Bytes that blocks were built from so far, a byte built twice counted twice: what the flat-work test counts.
  qint64 work() const { return m_work; }

 private:
  void takeChanges();
  BlockRow build(const chat::Block& block);

  chat::MarkdownSplitter m_splitter;
  chat::TableModel m_table;  // of the last block, while it is a table
  uint32_t m_tableId = 0;
  QString m_tableRows;
  BlockRow m_thinking;
  bool m_hasThinking = false;
  qint64 m_work = 0;
};

}  // namespace snug::ui
