#include "engine/tokenizer/code_points.h"

#include <algorithm>
#include <iterator>

namespace snug::tokenizer {
namespace {

#include "engine/tokenizer/unicode_table.inc"

CodePointSet from_categories(std::string_view prefix) {
  std::vector<CodePointRange> out;
  for (size_t i = 0; i < std::size(kCategoryRuns); ++i) {
    if (!kCategoryNames[kCategoryRuns[i] & 0xFF].starts_with(prefix)) continue;
    const uint32_t end = i + 1 < std::size(kCategoryRuns) ? kCategoryRuns[i + 1] >> 8 : kLastCodePoint + 1;
    out.push_back({kCategoryRuns[i] >> 8, end - 1});
  }
  return CodePointSet(std::move(out));
}

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

CodePointSet::CodePointSet(std::vector<CodePointRange> ranges) {
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const CodePointRange& range : ranges) {
    if (!ranges_.empty() && range.first <= ranges_.back().last + 1) {
      ranges_.back().last = std::max(ranges_.back().last, range.last);
    } else {
      ranges_.push_back(range);
    }
  }
}

bool CodePointSet::contains(uint32_t code_point) const {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), code_point,
                                      [](uint32_t c, const CodePointRange& range) { return c < range.first; });
  return after != ranges_.begin() && code_point <= std::prev(after)->last;
}

CodePointSet CodePointSet::complement() const {
  std::vector<CodePointRange> out;
  uint32_t next = 0;
  for (const CodePointRange& range : ranges_) {
    if (range.first > next) out.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= kLastCodePoint) out.push_back({next, kLastCodePoint});
  return CodePointSet(std::move(out));
}

CodePointSet CodePointSet::united(const CodePointSet& other) const {
  std::vector<CodePointRange> all = ranges_;
  all.insert(all.end(), other.ranges_.begin(), other.ranges_.end());
  return CodePointSet(std::move(all));
}

CodePointSet CodePointSet::intersected(const CodePointSet& other) const {
  return complement().united(other.complement()).complement();
}

std::optional<CodePointSet> unicode_property(std::string_view name) {
  if (name == "White_Space") return CodePointSet({std::begin(kWhiteSpace), std::end(kWhiteSpace)});
  if (name == "Han") return CodePointSet({std::begin(kHan), std::end(kHan)});
  if (name.empty() || name.size() > 2) return std::nullopt;
  CodePointSet set = from_categories(name);
  if (set.ranges().empty()) return std::nullopt;
  return set;
}

int utf8_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

std::optional<uint32_t> decode_utf8(std::string_view text, size_t& at) {
  if (at >= text.size()) return std::nullopt;
  const auto lead = static_cast<unsigned char>(text[at]);
  const int length = utf8_length(lead);
  if (length == 1) {
    ++at;
    return lead;
  }
  if (length == 0 || text.size() - at < static_cast<size_t>(length)) return std::nullopt;
  uint32_t code = lead & (0xFFu >> (length + 1));
  for (int i = 1; i < length; ++i) {
    if (!is_continuation(text[at + i])) return std::nullopt;
    code = code << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
  }
  static constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kSmallest[length] || code > kLastCodePoint || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
  at += static_cast<size_t>(length);
  return code;
}

}  // namespace snug::tokenizer
