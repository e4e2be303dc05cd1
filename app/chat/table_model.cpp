#include "app/chat/table_model.h"

#include <algorithm>

namespace snug::chat {
namespace {

constexpr size_t kMaxColumns = 64;

std::string_view trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

Alignment alignment_of(std::string_view cell) {
  const bool left = cell.starts_with(':');
  const bool right = cell.ends_with(':') && cell.size() > 1;
  if (left && right) return Alignment::centre;
  return right ? Alignment::right : Alignment::left;
}

TableModel::Row spans_of(std::string_view line) {
  TableModel::Row row;
  for (const std::string& cell : split_row(line)) row.push_back(inline_spans(cell));
  return row;
}

}  // namespace

std::vector<std::string> split_row(std::string_view row) {
  row = trim(row);
  if (row.starts_with('|')) row.remove_prefix(1);
  std::vector<std::string> cells;
  std::string cell;
  bool in_code = false;
  for (size_t i = 0; i < row.size(); ++i) {
    if (row[i] == '\\' && i + 1 < row.size() && row[i + 1] == '|') {
      cell += '|';
      ++i;
    } else if (row[i] == '\\' && i + 1 < row.size()) {
      cell += row.substr(i, 2);
      ++i;
    } else if (row[i] == '|' && !in_code) {
      cells.emplace_back(trim(cell));
      cell.clear();
      if (i + 1 == row.size()) return cells;
      if (cells.size() == kMaxColumns) return cells;
    } else {
      // The same rule as count_cells(): only a closed pair of backticks hides a pipe.
      if (row[i] == '`') in_code = !in_code && row.find('`', i + 1) != row.npos;
      cell += row[i];
    }
  }
  cells.emplace_back(trim(cell));
  return cells;
}

size_t TableModel::update(const Block& block) {
  const size_t first_new = rows_.size();
  const std::string_view source = block.source;
  if (taken_ == 0) {
    const size_t header_end = std::min(source.find('\n'), source.size());
    header_ = spans_of(source.substr(0, header_end));
    alignments_.assign(header_.size(), Alignment::left);
    if (header_end == source.size()) return first_new;
    const size_t delimiter_end = std::min(source.find('\n', header_end + 1), source.size());
    const auto delimiters = split_row(source.substr(header_end + 1, delimiter_end - header_end - 1));
    for (size_t i = 0; i < std::min(delimiters.size(), alignments_.size()); ++i)
      alignments_[i] = alignment_of(delimiters[i]);
    taken_ = delimiter_end;
  }
  while (taken_ < source.size()) {
    const size_t end = std::min(source.find('\n', taken_ + 1), source.size());
    Row row = spans_of(source.substr(taken_ + 1, end - taken_ - 1));
    row.resize(header_.size());
    rows_.push_back(std::move(row));
    taken_ = end;
  }
  return first_new;
}

}  // namespace snug::chat
