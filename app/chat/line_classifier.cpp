#include "app/chat/line_classifier.h"

#include <algorithm>
#include <optional>

namespace snug::chat {
namespace {

constexpr size_t kMaxDepth = 32;

bool is_space(char c) {
  return c == ' ' || c == '\t';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads white space and counts columns; a tab goes to the next multiple of four.
struct Cursor {
  std::string_view line;
  size_t at = 0;
  int column = 0;  ///< column of `at` in the line
  int indent = 0;  ///< columns of white space before `at` that no container has taken

  void skip_space() {
    while (at < line.size() && is_space(line[at])) {
      const int width = line[at] == '\t' ? 4 - column % 4 : 1;
      column += width;
      indent += width;
      ++at;
    }
  }
  void take(size_t bytes) {
    at += bytes;
    column += static_cast<int>(bytes);
    indent = 0;
  }
  [[nodiscard]] std::string_view rest() const { return line.substr(at); }
  [[nodiscard]] bool at_end() const { return at >= line.size(); }
};

struct ListMarker {
  enum class Is : uint8_t { no, wait, yes } is = Is::no;
  size_t width = 0;
  bool ordered = false;
  bool starts_at_one = false;
};

ListMarker parse_marker(std::string_view rest, bool complete) {
  using Is = ListMarker::Is;
  if (rest.empty()) return {};
  size_t n = 0;
  ListMarker marker;
  if (rest[0] == '-' || rest[0] == '*' || rest[0] == '+') {
    n = 1;
  } else {
    while (n < rest.size() && n < 9 && is_digit(rest[n])) ++n;
    if (n == 0) return {};
    if (n == rest.size()) return {.is = complete ? Is::no : Is::wait};
    if (rest[n] != '.' && rest[n] != ')') return {};
    marker.ordered = true;
    marker.starts_at_one = rest.substr(0, n) == "1";
    ++n;
  }
  marker.width = n;
  if (n == rest.size()) {
    marker.is = complete ? Is::yes : Is::wait;
  } else {
    marker.is = is_space(rest[n]) ? Is::yes : Is::no;
  }
  return marker;
}

/// All bytes are `mark` or white space.
bool only(std::string_view rest, char mark) {
  return std::all_of(rest.begin(), rest.end(), [&](char c) { return c == mark || is_space(c); });
}

std::string fence_language(std::string_view info) {
  std::string out;
  size_t i = 0;
  while (i < info.size() && (is_space(info[i]) || info[i] == '{' || info[i] == '.')) ++i;
  for (; i < info.size() && out.size() < 32; ++i) {
    const char c = info[i];
    const bool upper = c >= 'A' && c <= 'Z';
    if (!upper && !(c >= 'a' && c <= 'z') && !is_digit(c) && c != '+' && c != '#' && c != '-' && c != '_' && c != '.')
      break;
    out += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

/// One classification: a method a rule, tried in the order of `run`. A rule returns true when the verdict stands.
class Classifier {
 public:
  Classifier(std::string_view line, const LineContext& context, bool complete, bool force)
      : c_{line}, context_(context), complete_(complete), force_(force) {}

  LineVerdict run() {
    if (match_containers()) return std::move(v_);
    for (;;) {
      c_.skip_space();
      if (c_.at_end()) return wait_or(WaitClass::blank, complete_ ? LineKind::blank : LineKind::text);
      bool opened = false;
      if (try_delimiter() || try_rule() || try_container(opened)) return std::move(v_);
      if (opened) continue;
      if (try_heading() || try_fence() || try_tag()) return std::move(v_);
      v_.pipe = c_.rest()[0] == '|';
      return verdict(LineKind::text);
    }
  }

 private:
  LineVerdict verdict(LineKind kind) {
    v_.kind = kind;
    v_.text_at = c_.at;
    return std::move(v_);
  }
  bool settle(LineKind kind) {
    v_.kind = kind;
    v_.text_at = c_.at;
    return true;
  }
  /// Undecided unless the line is complete or waiting is over.
  bool wait(WaitClass wait) {
    if (complete_ || force_) return false;
    v_.kind = LineKind::wait;
    v_.wait = wait;
    return true;
  }
  LineVerdict wait_or(WaitClass wait_class, LineKind kind) {
    if (wait(wait_class)) return std::move(v_);
    return verdict(kind);
  }

  /// How many of the open containers this line continues. True: undecided.
  bool match_containers() {
    for (const Container& container : context_.containers) {
      c_.skip_space();
      if (c_.at_end() && !complete_) return wait(WaitClass::blank);
      if (container.quote) {
        if (c_.at_end() || c_.rest()[0] != '>') return false;
        take_quote();
      } else if (!c_.at_end()) {
        if (c_.indent >= container.content_indent) {
          c_.indent -= container.content_indent;
          base_ += container.content_indent;
        } else if (c_.indent >= container.marker_indent + 2) {
          // Models indent nested lists by two columns under "1." as well, where CommonMark wants three.
          const ListMarker marker = parse_marker(c_.rest(), complete_);
          if (marker.is == ListMarker::Is::wait && wait(WaitClass::none)) return true;
          if (marker.is != ListMarker::Is::yes) return false;
          base_ += c_.indent;
          c_.indent = 0;
        } else {
          return false;
        }
      }
      ++v_.matched;
    }
    return false;
  }

  void take_quote() {
    c_.take(1);
    base_ = 0;
    c_.skip_space();
    if (c_.indent > 0) --c_.indent;
  }

  [[nodiscard]] bool all_matched() const { return v_.matched == context_.containers.size() && v_.opened.empty(); }

  bool try_delimiter() {
    if (context_.header_cells == 0 || !all_matched()) return false;
    const std::string_view rest = c_.rest();
    const bool possible =
        std::all_of(rest.begin(), rest.end(), [](char c) { return keeps_waiting(WaitClass::delimiter, c); });
    if (!possible) return false;
    if (wait(WaitClass::delimiter)) return true;
    return complete_ && delimiter_cells(rest) == context_.header_cells && settle(LineKind::delimiter);
  }

  bool try_rule() {
    const std::string_view rest = c_.rest();
    const char mark = rest[0];
    if (mark == '=' && context_.setext && all_matched() && only(rest, '=')) {
      if (wait(WaitClass::equals)) return true;
      v_.level = 1;
      return complete_ && settle(LineKind::setext);
    }
    if (mark != '-' && mark != '*' && mark != '_') return false;
    if (!only(rest, mark)) return false;
    const WaitClass wait_class = mark == '-'   ? WaitClass::rule_dash
                                 : mark == '*' ? WaitClass::rule_star
                                               : WaitClass::rule_underscore;
    if (wait(wait_class)) return true;
    if (!complete_) return false;
    const size_t end = rest.find_last_not_of(" \t") + 1;
    if (mark == '-' && context_.setext && all_matched() && rest.substr(0, end).find_first_of(" \t") == rest.npos) {
      v_.level = 2;
      return settle(LineKind::setext);
    }
    return std::count(rest.begin(), rest.end(), mark) >= 3 && settle(LineKind::rule);
  }

  /// A quote or an item that begins here. `opened`: one did, go on behind it. True: undecided.
  bool try_container(bool& opened) {
    if (context_.containers.size() + v_.opened.size() >= kMaxDepth) return false;
    if (c_.rest()[0] == '>') {
      take_quote();
      v_.opened.push_back({.quote = true, .marker = {}});
      opened = true;
      return false;
    }
    const ListMarker marker = parse_marker(c_.rest(), complete_);
    if (marker.is == ListMarker::Is::wait) return wait(WaitClass::none);
    if (marker.is == ListMarker::Is::no) return false;
    const bool interrupts = context_.paragraph && all_matched();
    if (interrupts && marker.ordered && !marker.starts_at_one) return false;
    const int marker_indent = c_.indent;
    std::string text(c_.rest().substr(0, marker.width));
    Cursor behind = c_;
    behind.take(marker.width);
    behind.skip_space();
    if (behind.at_end()) {
      if (wait(WaitClass::none)) return true;
      if (interrupts) return false;  // an empty item does not interrupt a paragraph
    }
    const int gap = behind.at_end() || behind.indent > 4 ? 1 : behind.indent;
    const int content = marker_indent + static_cast<int>(marker.width) + gap;
    c_ = behind;
    c_.indent = std::max(0, c_.indent - gap);
    base_ += content;
    v_.opened.push_back(
        {.quote = false, .content_indent = content, .marker_indent = marker_indent, .marker = std::move(text)});
    opened = true;
    return false;
  }

  bool try_heading() {
    const std::string_view rest = c_.rest();
    const size_t n = std::min(rest.find_first_not_of('#'), rest.size());
    if (n == 0 || n > 6) return false;
    if (n == rest.size() && wait(WaitClass::none)) return true;
    if (n < rest.size() && !is_space(rest[n])) return false;
    if (n == rest.size() && !complete_) return false;
    v_.level = static_cast<int>(n);
    c_.take(n);
    return settle(LineKind::heading);
  }

  bool try_fence() {
    const std::string_view rest = c_.rest();
    const char mark = rest[0];
    if (mark != '`' && mark != '~') return false;
    const size_t n = std::min(rest.find_first_not_of(mark), rest.size());
    if (n < 3) return n == rest.size() && wait(WaitClass::none);
    const std::string_view info = rest.substr(n);
    if (mark == '`' && info.find('`') != info.npos) return false;
    if (wait(mark == '`' ? WaitClass::backtick_info : WaitClass::tilde_info)) return true;
    if (!complete_) return false;
    v_.fence = {mark, static_cast<int>(n), base_ + c_.indent};
    v_.language = fence_language(info);
    return settle(LineKind::fence);
  }

  bool try_tag() {
    const std::string_view rest = c_.rest();
    for (size_t i = 0; i < context_.tags.size(); ++i) {
      const std::string_view open = context_.tags[i].open;
      if (!rest.starts_with(open)) continue;
      v_.tag = i;
      c_.take(open.size());
      return settle(LineKind::tag);
    }
    const bool may_become = std::any_of(context_.tags.begin(), context_.tags.end(),
                                        [&](const TagPair& t) { return std::string_view(t.open).starts_with(rest); });
    return may_become && wait(WaitClass::none);
  }

  Cursor c_;
  const LineContext& context_;
  bool complete_;
  bool force_;
  int base_ = 0;  ///< columns that items took since the last quote
  LineVerdict v_;
};

}  // namespace

std::vector<TagPair> default_tags() {
  return {{"<think>", "</think>", BlockKind::thinking},
          {"<thinking>", "</thinking>", BlockKind::thinking},
          {"<reasoning>", "</reasoning>", BlockKind::thinking},
          {"[THINK]", "[/THINK]", BlockKind::thinking},
          {"<tool_call>", "</tool_call>", BlockKind::tool},
          {"$$", "$$", BlockKind::math},
          {"\\[", "\\]", BlockKind::math}};
}

bool keeps_waiting(WaitClass wait, char byte) {
  switch (wait) {
    case WaitClass::none:
      return false;
    case WaitClass::blank:
      return is_space(byte);
    case WaitClass::rule_dash:
      return byte == '-' || is_space(byte);
    case WaitClass::rule_star:
      return byte == '*' || is_space(byte);
    case WaitClass::rule_underscore:
      return byte == '_' || is_space(byte);
    case WaitClass::equals:
      return byte == '=' || is_space(byte);
    case WaitClass::delimiter:
      return byte == '|' || byte == ':' || byte == '-' || is_space(byte);
    case WaitClass::backtick_info:
      return byte != '`';
    case WaitClass::tilde_info:
      return true;
  }
  return false;
}

size_t wait_limit(WaitClass wait) {
  return wait == WaitClass::delimiter ? 1024 : 256;
}

LineVerdict classify_line(std::string_view line, const LineContext& context, bool complete, bool force) {
  return Classifier(line, context, complete, force).run();
}

CodeLineVerdict classify_code_line(std::string_view line, std::span<const Container> containers, const Fence& fence,
                                   bool complete) {
  using Kind = CodeLineVerdict::Kind;
  Cursor c{line};
  // Items are not looked at: models forget to indent code within a list, and only its fence may end it.
  for (const Container& container : containers) {
    if (!container.quote) continue;
    c.skip_space();
    if (c.at_end() && !complete) return {Kind::wait};
    if (c.at_end() || c.rest()[0] != '>') return {Kind::leaves_quote};
    c.take(1);
    if (!c.at_end() && c.rest()[0] == ' ') c.take(1);
    if (c.at_end() && !complete) return {Kind::wait};
  }
  Cursor content = c;
  while (!content.at_end() && is_space(content.rest()[0]) && content.indent < fence.indent) {
    const int width = content.rest()[0] == '\t' ? 4 - content.column % 4 : 1;
    content.column += width;
    content.indent += width;
    ++content.at;
  }
  const int pad = std::max(0, content.indent - fence.indent);
  c.skip_space();
  if (c.at_end() || c.rest()[0] == fence.mark) {
    const std::string_view rest = c.rest();
    const bool closing_shape = only(rest, fence.mark);
    const auto marks = static_cast<int>(std::min(rest.find_first_not_of(fence.mark), rest.size()));
    const bool inner_space = rest.substr(static_cast<size_t>(marks)).find(fence.mark) != rest.npos;
    if (closing_shape && !inner_space) {
      if (!complete && line.size() < wait_limit(WaitClass::blank)) return {Kind::wait};
      if (complete && marks >= fence.length) return {Kind::close};
    }
  }
  return {Kind::content, content.at, pad};
}

size_t count_cells(std::string_view row) {
  const size_t first = row.find_first_not_of(" \t");
  if (first == row.npos) return 0;
  row = row.substr(first, row.find_last_not_of(" \t") + 1 - first);
  size_t pipes = 0;
  bool in_code = false;
  bool ends_with_pipe = false;
  for (size_t i = 0; i < row.size(); ++i) {
    ends_with_pipe = false;
    if (row[i] == '\\' && i + 1 < row.size()) {
      ++i;
    } else if (row[i] == '`') {
      // Only a pair hides its pipes, so that one stray backtick cannot swallow a row.
      in_code = !in_code && row.find('`', i + 1) != row.npos;
    } else if (row[i] == '|' && !in_code) {
      ++pipes;
      ends_with_pipe = true;
    }
  }
  if (pipes == 0) return 0;
  const size_t outer = (row.front() == '|' ? 1u : 0u) + (ends_with_pipe && row.size() > 1 ? 1u : 0u);
  return pipes + 1 - std::min(outer, pipes);
}

size_t delimiter_cells(std::string_view row) {
  const size_t cells = count_cells(row);
  const bool single = cells == 0;  // "---" under "| a |" counts as one cell
  bool dash = false;
  size_t filled = 0;
  for (size_t i = 0; i <= row.size(); ++i) {
    const char c = i < row.size() ? row[i] : '|';
    if (c == '|') {
      filled += dash ? 1 : 0;
      dash = false;
    } else if (c == '-') {
      dash = true;
    } else if (c != ':' && !is_space(c)) {
      return 0;
    }
  }
  return filled == (single ? 1 : cells) ? filled : 0;
}

}  // namespace snug::chat
