// The splitter's blocks: opening, growing, cutting and closing them, and verbatim blocks between tags.
#include <algorithm>
#include <utility>

#include "app/chat/markdown_splitter.h"

namespace snug::chat {
namespace {

// Inline Markdown is parsed by a library whose worst cases are quadratic: what it gets at once stays near 2 KB.
constexpr size_t kSplitAtSentence = 2048;
constexpr size_t kSplitAtSpace = 3072;
constexpr size_t kSplitAnywhere = 4096;
constexpr size_t kMaxMathBytes = 4096;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}
std::string_view trim_left(std::string_view text) {
  size_t n = 0;
  while (n < text.size() && is_space(text[n])) ++n;
  return text.substr(n);
}

void trim_right(std::string& text) {
  while (!text.empty() && is_space(text.back())) text.pop_back();
}

bool ends_sentence(const std::string& text) {
  return text.size() > 1 && std::string_view(".!?:;,").find(text[text.size() - 2]) != std::string_view::npos;
}

}  // namespace

void MarkdownSplitter::open_verbatim(const LineVerdict& verdict) {
  close_leaf();
  const TagPair& tag = options_.tags[verdict.tag];
  // Math may stand in a list; what a model thinks or calls is never part of what it says.
  if (tag.kind == BlockKind::math) {
    enter_containers(verdict);
  } else {
    enter_containers({});
  }
  Block& block = open_block(tag.kind, Leaf::verbatim);
  for (const char c : tag.open) {
    if ((c >= 'a' && c <= 'z') || c == '_') block.language += c;
    if (c >= 'A' && c <= 'Z') block.language += static_cast<char>(c - 'A' + 'a');
  }
  tag_ = verdict.tag;
  blank_line_ = false;
  mode_ = Mode::verbatim;
}

/// Looks for the closing tag; `line_` holds the bytes that may be its beginning. Returns the bytes taken.
size_t MarkdownSplitter::feed_verbatim(std::string_view text) {
  const std::string& close = options_.tags[tag_].close;
  if (close.empty()) {
    append_verbatim(text);
    return text.size();
  }
  if (line_.empty()) {
    const size_t at = std::min(text.find(close[0]), text.size());
    // Math is looked at line by line: an empty line ends it.
    const bool math = blocks_.back().kind == BlockKind::math;
    const size_t plain = math ? std::min(at, std::min(text.find('\n'), text.size() - 1) + 1) : at;
    if (plain > 0) {
      append_verbatim(text.substr(0, plain));
      return plain;
    }
  }
  line_ += text[0];
  size_t drop = 0;
  while (drop < line_.size() && !std::string_view(close).starts_with(std::string_view(line_).substr(drop))) ++drop;
  if (drop > 0) {
    const std::string text_after_all = line_.substr(0, drop);
    line_.erase(0, drop);
    append_verbatim(text_after_all);
  }
  if (line_ == close && mode_ == Mode::verbatim) {
    line_.clear();
    close_leaf();
    mode_ = Mode::start;
  }
  return 1;
}

void MarkdownSplitter::append_verbatim(std::string_view text) {
  if (text.empty()) return;
  Block& block = last();
  if (block.kind != BlockKind::math) {
    block.source += block.source.empty() ? trim_left(text) : text;
    return;
  }
  bool blank_line_came = false;
  for (const char c : text) {
    if (c == '\n') {
      blank_line_came = blank_line_came || blank_line_;
      blank_line_ = true;
    } else if (!is_space(c)) {
      blank_line_ = false;
    }
    block.source += c;
  }
  if (blank_line_came) {
    math_is_text();
    close_leaf();
    mode_ = Mode::start;
  } else if (block.source.size() >= kMaxMathBytes) {
    math_is_text();
    mode_ = Mode::text;
  }
}

/// "$$" was just two dollars after all.
void MarkdownSplitter::math_is_text() {
  Block& block = last();
  block.source.insert(0, options_.tags[tag_].open);
  block.source += std::exchange(line_, {});
  block.kind = block.paragraph_kind();
  block.language.clear();
  leaf_ = Leaf::paragraph;
}

Block& MarkdownSplitter::open_block(BlockKind kind, Leaf leaf) {
  const auto quotes = std::count_if(containers_.begin(), containers_.end(), [](const Container& c) { return c.quote; });
  Block block;
  block.id = next_id_++;
  block.kind = kind;
  block.quote_depth = static_cast<uint8_t>(quotes);
  block.list_depth = static_cast<uint8_t>(containers_.size() - static_cast<size_t>(quotes));
  block.marker = std::exchange(pending_marker_, {});
  blocks_.push_back(std::move(block));
  leaf_ = leaf;
  last_line_at_ = 0;
  header_cells_ = 0;
  return last();
}

void MarkdownSplitter::close_leaf() {
  if (leaf_ == Leaf::none) return;
  Block& block = last();
  if (leaf_ == Leaf::table_header) block.kind = block.paragraph_kind();
  if (leaf_ != Leaf::code) trim_right(block.source);
  if (block.kind == BlockKind::math) block.source.erase(0, block.source.size() - trim_left(block.source).size());
  block.closed = true;
  leaf_ = Leaf::none;
  last_line_at_ = 0;
  header_cells_ = 0;
}

/// Adds to the open paragraph or heading; cuts it where it grows past what the inline parser should get at once.
void MarkdownSplitter::append_text(std::string_view text) {
  if (last().source.empty()) text = trim_left(text);
  while (!text.empty()) {
    std::string& source = last().source;
    if (source.size() < kSplitAtSentence) {
      const size_t n = std::min(kSplitAtSentence - source.size(), text.size());
      source += text.substr(0, n);
      text.remove_prefix(n);
      continue;
    }
    const bool inside_character = (static_cast<unsigned char>(text[0]) & 0xc0) == 0x80;
    if (source.size() >= kSplitAnywhere && !inside_character) {
      split_paragraph();
      continue;
    }
    source += text[0];
    text.remove_prefix(1);
    if (source.back() == ' ' && (source.size() >= kSplitAtSpace || ends_sentence(source))) split_paragraph();
  }
}

void MarkdownSplitter::split_paragraph() {
  const Leaf leaf = leaf_ == Leaf::table_header ? Leaf::paragraph : leaf_;
  close_leaf();
  const Block before = blocks_.back();
  Block& block = open_block(before.kind, leaf);
  block.kind = before.kind;
  block.level = before.level;
  block.joined = true;
}

Block& MarkdownSplitter::last() {
  first_changed_ = std::min(first_changed_, blocks_.size() - 1);
  return blocks_.back();
}

}  // namespace snug::chat
