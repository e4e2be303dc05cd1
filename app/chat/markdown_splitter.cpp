#include "app/chat/markdown_splitter.h"

#include <algorithm>
#include <utility>

namespace snug::chat {
namespace {

// A long paragraph is cut at a line break first; see markdown_splitter_blocks.cpp for the others.
constexpr size_t kSplitAtLine = 1536;
constexpr size_t kMaxRowBytes = 8192;
constexpr size_t kMaxSetextBytes = 300;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n';
}

void trim_right(std::string& text) {
  while (!text.empty() && is_space(text.back())) text.pop_back();
}

/// "## Title ##" closes with hashes that are not part of it (CommonMark 4.2).
void trim_closing_hashes(std::string& text) {
  trim_right(text);
  const size_t end = text.find_last_not_of('#');
  if (end == std::string::npos) {
    text.clear();
  } else if (end + 1 < text.size() && is_space(text[end])) {
    text.resize(end);
    trim_right(text);
  }
}

}  // namespace

const char* block_kind_name(BlockKind kind) {
  static constexpr const char* kNames[] = {"paragraph", "heading", "list",     "quote", "code",
                                           "table",     "math",    "thinking", "tool",  "rule"};
  return kNames[static_cast<size_t>(kind)];
}

TaskMark task_mark(const Block& block) {
  if (block.kind != BlockKind::list || block.source.size() < 4) return TaskMark::none;
  const std::string_view mark = std::string_view(block.source).substr(0, 4);
  if (mark == "[ ] ") return TaskMark::open;
  return mark == "[x] " || mark == "[X] " ? TaskMark::done : TaskMark::none;
}

MarkdownSplitter::MarkdownSplitter(SplitterOptions options) : options_(std::move(options)) {
  if (options_.starts_in_thinking && !options_.tags.empty()) open_verbatim({});
}

void MarkdownSplitter::append(std::string_view bytes) {
  if (finished_) return;
  std::string clean;
  utf8_.feed(bytes, clean);
  feed(clean);
}

void MarkdownSplitter::finish() {
  if (finished_) return;
  std::string clean;
  utf8_.finish(clean);
  feed(clean);
  switch (mode_) {
    case Mode::start:
      if (!line_.empty()) look_at_line(true);
      break;
    case Mode::text:
      end_text_line();
      break;
    case Mode::row:
      end_row();
      break;
    case Mode::verbatim:
      append_verbatim(std::exchange(line_, {}));
      if (mode_ == Mode::verbatim && blocks_.back().kind == BlockKind::math) math_is_text();
      break;
    case Mode::code:
    case Mode::overflow:
      break;
  }
  close_leaf();
  emit_empty_item();
  finished_ = true;
}

SplitterChange MarkdownSplitter::take_change() {
  const SplitterChange change{first_changed_, taken_count_};
  first_changed_ = taken_count_ = blocks_.size();
  return change;
}

void MarkdownSplitter::feed(std::string_view text) {
  work_ += static_cast<int64_t>(text.size());
  size_t at = 0;
  while (at < text.size()) {
    if (mode_ == Mode::start && line_.empty() && blocks_.size() >= options_.max_blocks) {
      close_leaf();
      open_block(BlockKind::code, Leaf::code).language = "text";
      mode_ = Mode::overflow;
    }
    if (mode_ == Mode::start) {
      feed_start(text[at++]);
    } else if (mode_ == Mode::verbatim) {
      at += feed_verbatim(text.substr(at));
    } else if (mode_ == Mode::overflow) {
      last().source += text.substr(at);
      return;
    } else {
      const size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view piece = text.substr(at, end - at);
      const Mode mode = mode_;
      if (mode == Mode::text) append_text(piece);
      if (mode == Mode::code) last().source += piece;
      if (mode == Mode::row) line_ += piece;
      at = end;
      if (at < text.size()) {
        ++at;
        if (mode == Mode::text) end_text_line();
        if (mode == Mode::row) end_row();
        mode_ = Mode::start;
      }
    }
  }
}

void MarkdownSplitter::feed_start(char byte) {
  if (byte == '\n') {
    look_at_line(true);
    return;
  }
  if (line_.size() >= wait_limit(WaitClass::blank) && wait_ == WaitClass::blank && is_space(byte)) return;
  line_ += byte;
  if (keeps_waiting(wait_, byte) && line_.size() < wait_limit(wait_)) return;
  look_at_line(false);
}

/// Decides on the held bytes if that is possible; a complete line always is.
void MarkdownSplitter::look_at_line(bool complete) {
  work_ += static_cast<int64_t>(line_.size());
  if (leaf_ == Leaf::code && decide_code_line(complete)) return;
  const bool force = line_.size() >= wait_limit(wait_);
  const LineVerdict verdict = classify_line(line_, context(), complete, force);
  wait_ = verdict.wait;
  if (verdict.kind == LineKind::wait) return;
  decide(verdict);
  if (!complete) return;
  if (mode_ == Mode::text) end_text_line();
  if (mode_ == Mode::row) end_row();
  if (mode_ != Mode::verbatim) mode_ = Mode::start;
}

LineContext MarkdownSplitter::context() const {
  const bool paragraph = leaf_ == Leaf::paragraph || leaf_ == Leaf::table_header;
  const bool setext = leaf_ == Leaf::paragraph && last_line_at_ == 0 && !blocks_.back().joined &&
                      blocks_.back().kind == BlockKind::paragraph && blocks_.back().source.size() <= kMaxSetextBytes;
  return {containers_, paragraph, setext, paragraph ? header_cells_ : 0, options_.tags};
}

void MarkdownSplitter::decide(const LineVerdict& verdict) {
  const std::string held = std::exchange(line_, {});
  const std::string_view rest = std::string_view(held).substr(verdict.text_at);
  wait_ = WaitClass::none;
  switch (verdict.kind) {
    case LineKind::wait:
      break;
    case LineKind::text:
      decide_text(verdict, rest);
      break;
    case LineKind::delimiter:
      decide_table(rest);
      break;
    case LineKind::tag:
      open_verbatim(verdict);
      break;
    case LineKind::setext:
      last().kind = BlockKind::heading;
      last().level = static_cast<uint8_t>(verdict.level);
      close_leaf();
      break;
    case LineKind::blank:
      close_leaf();
      enter_containers(verdict);
      break;
    case LineKind::heading:
      close_leaf();
      enter_containers(verdict);
      open_block(BlockKind::heading, Leaf::heading).level = static_cast<uint8_t>(verdict.level);
      append_text(rest);
      mode_ = Mode::text;
      break;
    case LineKind::rule:
      close_leaf();
      enter_containers(verdict);
      open_block(BlockKind::rule, Leaf::paragraph);
      close_leaf();
      break;
    case LineKind::fence:
      close_leaf();
      enter_containers(verdict);
      open_block(BlockKind::code, Leaf::code).language = verdict.language;
      fence_ = verdict.fence;
      code_empty_ = true;
      break;
  }
}

void MarkdownSplitter::decide_text(const LineVerdict& verdict, std::string_view rest) {
  const bool same_place = verdict.opened.empty() && verdict.matched == containers_.size();
  if (leaf_ == Leaf::table && same_place) {
    line_ = rest;
    mode_ = Mode::row;
    return;
  }
  mode_ = Mode::text;
  if ((leaf_ == Leaf::paragraph || leaf_ == Leaf::table_header) && verdict.opened.empty()) {
    // Also when containers are missing: a lazy line (CommonMark 5.1) goes on the paragraph.
    if (leaf_ == Leaf::table_header) last().kind = last().paragraph_kind();
    leaf_ = Leaf::paragraph;
    header_cells_ = 0;
    if (last().source.size() >= kSplitAtLine) {
      split_paragraph();
    } else {
      last().source += '\n';
    }
    last_line_at_ = last().source.size();
    append_text(rest);
    return;
  }
  close_leaf();
  enter_containers(verdict);
  open_paragraph(rest, verdict.pipe);
}

void MarkdownSplitter::open_paragraph(std::string_view text, bool table_header) {
  Block& block = open_block(BlockKind::paragraph, table_header ? Leaf::table_header : Leaf::paragraph);
  block.kind = table_header ? BlockKind::table : block.paragraph_kind();
  append_text(text);
}

/// The last line of the open paragraph turns out to be a table's header.
void MarkdownSplitter::decide_table(std::string_view delimiter) {
  if (last_line_at_ > 0) {
    const std::string header = last().source.substr(last_line_at_);
    last().source.resize(last_line_at_ - 1);
    leaf_ = Leaf::paragraph;
    close_leaf();
    open_block(BlockKind::table, Leaf::table).source = header;
  }
  last().kind = BlockKind::table;
  leaf_ = Leaf::table;
  last().source += '\n';
  last().source += delimiter;
}

/// True if the line is dealt with or waits; false if it ends the code block by leaving its quote.
bool MarkdownSplitter::decide_code_line(bool complete) {
  using Kind = CodeLineVerdict::Kind;
  const CodeLineVerdict verdict = classify_code_line(line_, containers_, fence_, complete);
  if (verdict.kind == Kind::wait) return true;
  if (verdict.kind == Kind::leaves_quote) {
    close_leaf();
    return false;
  }
  const std::string held = std::exchange(line_, {});
  if (verdict.kind == Kind::close) {
    close_leaf();
    return true;
  }
  Block& block = last();
  if (!code_empty_) block.source += '\n';
  code_empty_ = false;
  block.source.append(static_cast<size_t>(verdict.pad_columns), ' ');
  block.source += std::string_view(held).substr(verdict.text_at);
  if (!complete) mode_ = Mode::code;
  return true;
}

void MarkdownSplitter::end_text_line() {
  mode_ = Mode::start;
  if (leaf_ == Leaf::heading) {
    trim_closing_hashes(last().source);
    close_leaf();
    return;
  }
  const std::string_view line = std::string_view(blocks_.back().source).substr(last_line_at_);
  work_ += static_cast<int64_t>(line.size());
  header_cells_ = count_cells(line);
}

void MarkdownSplitter::end_row() {
  mode_ = Mode::start;
  const std::string row = std::exchange(line_, {});
  work_ += static_cast<int64_t>(row.size());
  if (row.size() <= kMaxRowBytes && count_cells(row) > 0) {
    last().source += '\n';
    last().source += row;
    return;
  }
  close_leaf();
  open_paragraph(row, false);
  end_text_line();
}

void MarkdownSplitter::enter_containers(const LineVerdict& verdict) {
  if (verdict.matched < containers_.size()) {
    emit_empty_item();
    containers_.resize(verdict.matched);
  }
  for (const Container& container : verdict.opened) {
    if (!container.quote) {
      emit_empty_item();
      pending_marker_ = container.marker;
    }
    containers_.push_back(container);
  }
}

void MarkdownSplitter::emit_empty_item() {
  if (pending_marker_.empty()) return;
  open_block(BlockKind::list, Leaf::paragraph);
  close_leaf();
}

}  // namespace snug::chat
