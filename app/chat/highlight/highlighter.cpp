#include "app/chat/highlight/highlighter.h"

#include <algorithm>

namespace snug::chat {
namespace {

constexpr size_t kMaxLineBytes = 10'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// One pass over one line.
class LineScanner {
 public:
  LineScanner(const Grammar& grammar, std::string_view line, std::vector<TokenRun>& runs)
      : grammar_(grammar), line_(line.substr(0, kMaxLineBytes)), runs_(runs) {}

  LineState run(LineState state) {
    if (state > 0 && static_cast<size_t>(state) <= grammar_.regions.size()) {
      const auto region = static_cast<size_t>(state) - 1;
      if (!finish_region(region, 0, 0)) return state;
    }
    while (at_ < line_.size()) {
      if (const int region = region_here(); region >= 0) {
        const auto index = static_cast<size_t>(region);
        if (!finish_region(index, at_, at_ + grammar_.regions[index].open.size())) {
          return grammar_.regions[index].multiline ? region + 1 : 0;
        }
      } else if (variable() || number() || word()) {
        // taken
      } else {
        ++at_;
      }
    }
    return 0;
  }

 private:
  void add(size_t start, size_t end, TokenKind kind) {
    if (end > start) runs_.push_back({static_cast<uint32_t>(start), static_cast<uint32_t>(end - start), kind});
  }

  [[nodiscard]] bool word_byte(char c) const {
    return is_letter(c) || is_digit(c) || grammar_.word_bytes.find(c) != std::string::npos;
  }

  [[nodiscard]] int region_here() const {
    const std::string_view rest = line_.substr(at_);
    for (size_t i = 0; i < grammar_.regions.size(); ++i) {
      const Region& region = grammar_.regions[i];
      if (!rest.starts_with(region.open)) continue;
      if (region.at_word_start && at_ > 0 && line_[at_ - 1] != ' ' && line_[at_ - 1] != '\t' && line_[at_ - 1] != ';')
        continue;
      // A letter that opens (R"(, f") must not be the end of a longer word.
      if (is_letter(region.open[0]) && at_ > 0 && word_byte(line_[at_ - 1])) continue;
      return static_cast<int>(i);
    }
    return -1;
  }

  /// Colours from `start` to the region's end, looked for from `from`. False: it does not end in this line.
  bool finish_region(size_t index, size_t start, size_t from) {
    const Region& region = grammar_.regions[index];
    size_t i = from;
    bool ended = false;
    while (i < line_.size() && !ended) {
      if (region.escape != '\0' && line_[i] == region.escape) {
        i += 2;
      } else if (!region.close.empty() && line_.substr(i).starts_with(region.close)) {
        i += region.close.size();
        ended = true;
      } else {
        ++i;
      }
    }
    at_ = std::min(i, line_.size());
    add(start, at_, region.comment ? TokenKind::comment : is_key(region) ? TokenKind::keyword : TokenKind::string);
    return ended;
  }

  [[nodiscard]] bool is_key(const Region& region) const {
    if (!grammar_.keys || region.comment) return false;
    const size_t next = line_.find_first_not_of(" \t", at_);
    return next != line_.npos && line_[next] == ':';
  }

  bool variable() {
    if (grammar_.variable_prefix.empty() || !line_.substr(at_).starts_with(grammar_.variable_prefix)) return false;
    size_t end = at_ + grammar_.variable_prefix.size();
    if (end < line_.size() && line_[end] == '{') ++end;
    const size_t name = end;
    while (end < line_.size() && (is_letter(line_[end]) || is_digit(line_[end]))) ++end;
    if (end == name) return false;
    add(at_, end, TokenKind::function);
    at_ = end;
    return true;
  }

  bool number() {
    const bool begins =
        is_digit(line_[at_]) || (line_[at_] == '.' && at_ + 1 < line_.size() && is_digit(line_[at_ + 1]));
    if (!begins) return false;
    size_t end = at_ + 1;
    while (end < line_.size()) {
      const char c = line_[end];
      const char before = line_[end - 1];
      const bool exponent_sign =
          (c == '+' || c == '-') && (before == 'e' || before == 'E') && !(line_.substr(at_).starts_with("0x"));
      const bool separator = c == '\'' && end + 1 < line_.size() && is_digit(line_[end + 1]);
      if (!is_digit(c) && !is_letter(c) && c != '.' && !exponent_sign && !separator) break;
      ++end;
    }
    add(at_, end, TokenKind::number);
    at_ = end;
    return true;
  }

  bool word() {
    if (!word_byte(line_[at_])) return false;
    size_t end = at_;
    while (end < line_.size() && word_byte(line_[end])) ++end;
    const std::string text(line_.substr(at_, end - at_));
    const size_t next = line_.find_first_not_of(" \t", end);
    if (grammar_.keywords.contains(text)) {
      add(at_, end, TokenKind::keyword);
    } else if (grammar_.functions.contains(text) || (grammar_.calls && next != line_.npos && line_[next] == '(')) {
      add(at_, end, TokenKind::function);
    }
    at_ = end;
    return true;
  }

  const Grammar& grammar_;
  std::string_view line_;
  std::vector<TokenRun>& runs_;
  size_t at_ = 0;
};

}  // namespace

LineState highlight_line(const Grammar& grammar, std::string_view line, LineState state, std::vector<TokenRun>& runs) {
  return LineScanner(grammar, line, runs).run(state);
}

std::vector<TokenRun> runs_in_utf16(std::string_view line, const std::vector<TokenRun>& runs) {
  std::vector<TokenRun> out;
  out.reserve(runs.size());
  size_t at = 0;
  uint32_t units = 0;
  const auto units_to = [&](size_t end) {
    for (; at < end && at < line.size(); ++at) {
      const auto b = static_cast<unsigned char>(line[at]);
      // Each character at its first byte; those of four bytes take a surrogate pair.
      if ((b & 0xc0) != 0x80) units += b >= 0xf0 ? 2 : 1;
    }
    return units;
  };
  for (const TokenRun& run : runs) {
    const uint32_t start = units_to(run.start);
    out.push_back({start, units_to(run.start + run.length) - start, run.kind});
  }
  return out;
}

}  // namespace snug::chat
