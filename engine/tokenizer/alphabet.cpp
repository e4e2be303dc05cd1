#include "engine/tokenizer/alphabet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace snug::tokenizer {
namespace {

/// Every code point at which membership in some set changes, with 0x80 and the end.
std::vector<uint32_t> boundaries_of(const std::vector<const CodePointSet*>& sets) {
  std::vector<uint32_t> out = {0x80, kLastCodePoint + 1};
  for (const CodePointSet* set : sets) {
    for (const CodePointRange& range : set->ranges()) {
      if (range.first > 0x80) out.push_back(range.first);
      if (range.last + 1 > 0x80) out.push_back(range.last + 1);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace

Result<Alphabet> Alphabet::create(const std::vector<Pattern>& patterns) {
  std::vector<const CodePointSet*> sets;
  for (const Pattern& pattern : patterns) {
    for (const Pattern::Part& part : pattern.parts) {
      if (const auto* set = std::get_if<CodePointSet>(&part)) sets.push_back(set);
    }
  }
  Alphabet out;
  std::map<std::vector<bool>, uint8_t> classes;
  const std::vector<uint32_t> bounds = boundaries_of(sets);
  std::vector<uint8_t> class_of;  // of the code points from bounds[i] to bounds[i + 1]
  for (size_t i = 0; i + 1 < bounds.size(); ++i) {
    std::vector<bool> members;
    for (const CodePointSet* set : sets) members.push_back(set->contains(bounds[i]));
    const auto [found, is_new] = classes.try_emplace(std::move(members), static_cast<uint8_t>(0x80 + classes.size()));
    if (is_new) {
      if (out.representative_.size() == 128) return fail(Code::internal, "a pre-tokenizer with too many classes");
      out.representative_.push_back(bounds[i]);
    }
    class_of.push_back(found->second);
  }
  out.fill_pages(bounds, class_of);
  return out;
}

void Alphabet::fill_pages(const std::vector<uint32_t>& bounds, const std::vector<uint8_t>& class_of) {
  std::map<std::vector<uint8_t>, uint16_t> seen;
  size_t at = 0;  // the stretch in which the next code point lies; the ASCII half of page 0 is not used
  for (uint32_t page = 0; page < 0x1100; ++page) {
    const uint32_t last = page * 256 + 255;
    const bool same_as_before = page > 1 && bounds[at + 1] > last && bounds[at] <= page * 256 - 256;
    if (same_as_before) {
      page_of_.push_back(page_of_.back());
      continue;
    }
    std::vector<uint8_t> bytes(256, 0);
    for (uint32_t c = std::max(page * 256, bounds[0]); c <= last; ++c) {
      while (c >= bounds[at + 1]) ++at;
      bytes[c & 0xFF] = class_of[at];
    }
    const auto [found, is_new] = seen.try_emplace(bytes, static_cast<uint16_t>(pages_.size()));
    if (is_new) pages_.push_back(std::move(bytes));
    page_of_.push_back(found->second);
  }
}

std::string Alphabet::translate(const Pattern& pattern) const {
  std::string out;
  for (const Pattern::Part& part : pattern.parts) {
    if (const auto* syntax = std::get_if<std::string>(&part)) {
      out += *syntax;
      continue;
    }
    const std::bitset<256> bytes = bytes_of(std::get<CodePointSet>(part));
    std::string members;
    for (size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i]) members += fmt::format("\\x{:02x}", i);
    }
    out += members.empty() ? "(?!)" : "[" + members + "]";
  }
  return out;
}

std::bitset<256> Alphabet::bytes_of(const CodePointSet& set) const {
  std::bitset<256> out;
  for (uint32_t c = 0; c < 0x80; ++c) out[c] = set.contains(c);
  for (size_t i = 0; i < representative_.size(); ++i) out[0x80 + i] = set.contains(representative_[i]);
  return out;
}

}  // namespace snug::tokenizer
