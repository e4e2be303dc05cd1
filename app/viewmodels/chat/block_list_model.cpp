#include "app/viewmodels/chat/block_list_model.h"

#include "app/chat/inline_spans.h"
#include "app/chat/styled_text.h"

namespace snug::ui {
namespace {

QString qstring(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString kindOf(const chat::Block& block) {
  switch (block.kind) {
    case chat::BlockKind::paragraph:
      return QStringLiteral("text");
    case chat::BlockKind::list:
      return QStringLiteral("item");
    default:
      return QString::fromLatin1(chat::block_kind_name(block.kind));
  }
}

QString rowText(const chat::TableModel::Row& cells) {
  QStringList texts;
  for (const auto& cell : cells) texts << qstring(chat::to_styled_text(cell));
  return texts.join(u'\t');
}

QString markerOf(const chat::Block& block) {
  switch (chat::task_mark(block)) {
    case chat::TaskMark::open:
      return QStringLiteral("☐");
    case chat::TaskMark::done:
      return QStringLiteral("☑");
    case chat::TaskMark::none:
      break;
  }
  if (block.marker.empty()) return {};
  return block.marker == "-" ? QStringLiteral("•") : qstring(block.marker);
}

std::vector<RowListModel<BlockRow>::Role> blockRoles() {
  return {{"blockId", [](const BlockRow& r) { return r.blockId; }},
          {"kind", [](const BlockRow& r) { return r.kind; }},
          {"html", [](const BlockRow& r) { return r.html; }},
          {"text", [](const BlockRow& r) { return r.text; }},
          {"level", [](const BlockRow& r) { return r.level; }},
          {"marker", [](const BlockRow& r) { return r.marker; }},
          {"alignments", [](const BlockRow& r) { return r.alignments; }},
          {"language", [](const BlockRow& r) { return r.language; }},
          {"lineCount", [](const BlockRow& r) { return r.lineCount; }},
          {"seconds", [](const BlockRow& r) { return r.seconds; }},
          {"tokenCount", [](const BlockRow& r) { return r.tokenCount; }},
          {"quoteDepth", [](const BlockRow& r) { return r.quoteDepth; }},
          {"closed", [](const BlockRow& r) { return r.closed; }},
          {"matchStart", [](const BlockRow& r) { return r.matchStart; }}};
}

}  // namespace

BlockListModel::BlockListModel(QObject* parent)
    : RowListModel<BlockRow>(blockRoles(), parent), m_splitter(chat::SplitterOptions{.tags = {}}) {}

void BlockListModel::appendReasoning(std::string_view text, int tokens, double seconds) {
  m_thinking.kind = QStringLiteral("thinking");
  m_thinking.text += qstring(text);
  m_thinking.tokenCount = tokens;
  m_thinking.seconds = seconds;
  m_work += static_cast<qint64>(text.size());
  if (!m_hasThinking) {
    m_hasThinking = true;
    append(m_thinking);
  } else {
    replace(0, m_thinking);
  }
}

void BlockListModel::appendContent(std::string_view text) {
  if (m_hasThinking && !m_thinking.closed && !text.empty()) {
    m_thinking.closed = true;
    replace(0, m_thinking);
  }
  m_splitter.append(text);
  takeChanges();
}

void BlockListModel::finish() {
  if (m_hasThinking && !m_thinking.closed) {
    m_thinking.closed = true;
    replace(0, m_thinking);
  }
  m_splitter.finish();
  takeChanges();
}

void BlockListModel::takeChanges() {
  const chat::SplitterChange change = m_splitter.take_change();
  const auto blocks = m_splitter.blocks();
  const int offset = m_hasThinking ? 1 : 0;
  for (size_t i = change.first_changed; i < blocks.size(); ++i) {
    BlockRow row = build(blocks[i]);
    const int at = static_cast<int>(i) + offset;
    if (has(at)) {
      row.matchStart = this->at(at).matchStart;
      replace(at, std::move(row));
    } else {
      append(std::move(row));
    }
  }
}

BlockRow BlockListModel::build(const chat::Block& block) {
  BlockRow row;
  row.blockId = static_cast<int>(block.id);
  row.kind = kindOf(block);
  row.level = block.kind == chat::BlockKind::heading ? block.level : std::max(0, block.list_depth - 1);
  row.marker = markerOf(block);
  row.language = qstring(block.language);
  row.quoteDepth = block.quote_depth;
  row.closed = block.closed;
  std::string_view source = block.source;
  if (chat::task_mark(block) != chat::TaskMark::none) source.remove_prefix(4);
  switch (block.kind) {
    case chat::BlockKind::table: {
      if (m_tableId != block.id) {
        m_tableId = block.id;
        m_table = {};
        m_tableRows.clear();
      }
      const size_t firstNew = m_table.update(block);
      for (size_t r = firstNew; r < m_table.rows().size(); ++r) m_tableRows += u'\n' + rowText(m_table.rows()[r]);
      row.text = rowText(m_table.header()) + m_tableRows;  // the header itself may still grow
      for (const chat::Alignment a : m_table.alignments()) {
        row.alignments += a == chat::Alignment::right ? u'r' : a == chat::Alignment::centre ? u'c' : u'l';
      }
      break;
    }
    case chat::BlockKind::code:
    case chat::BlockKind::math:
    case chat::BlockKind::thinking:
    case chat::BlockKind::tool:
      row.text = qstring(source);
      row.lineCount =
          static_cast<int>(row.text.count(u'\n')) + (row.text.isEmpty() || row.text.endsWith(u'\n') ? 0 : 1);
      break;
    default:
      row.html = qstring(chat::to_styled_text(chat::inline_spans(source)));
  }
  m_work += static_cast<qint64>(source.size());
  return row;
}

QString BlockListModel::plainText(int row) const {
  const BlockRow& block = at(row);
  if (block.html.isEmpty()) return block.text;
  const int index = row - (m_hasThinking ? 1 : 0);
  const auto blocks = m_splitter.blocks();
  return qstring(chat::plain_text(chat::inline_spans(blocks[static_cast<size_t>(index)].source)));
}

void BlockListModel::setMatches(const std::vector<int>& firstMatchOfRow) {
  for (int i = 0; i < rowCount(); ++i) {
    BlockRow row = at(i);
    row.matchStart = i < static_cast<int>(firstMatchOfRow.size()) ? firstMatchOfRow[static_cast<size_t>(i)] : -1;
    replace(i, std::move(row));
  }
}

}  // namespace snug::ui
