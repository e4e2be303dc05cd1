// Sets of code points and the Unicode properties that pre-tokenizer patterns use. UTF-8 decoding for the tokenizer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace snug::tokenizer {

/// Inclusive at both ends.
struct CodePointRange {
  uint32_t first = 0;
  uint32_t last = 0;
  bool operator==(const CodePointRange&) const = default;
};

inline constexpr uint32_t kLastCodePoint = 0x10FFFF;

/// A set of code points as sorted, disjoint, non-adjacent ranges.
class CodePointSet {
 public:
  CodePointSet() = default;
  explicit CodePointSet(std::vector<CodePointRange> ranges);

  const std::vector<CodePointRange>& ranges() const { return ranges_; }
  bool contains(uint32_t code_point) const;
  /// Everything from 0 to U+10FFFF that is not in this set.
  CodePointSet complement() const;
  CodePointSet united(const CodePointSet& other) const;
  CodePointSet intersected(const CodePointSet& other) const;
  bool operator==(const CodePointSet&) const = default;

 private:
  std::vector<CodePointRange> ranges_;
};

/// The set of a property of Unicode 16: a general category ("Lu"), a major class ("L"), "Han" or "White_Space".
/// Nothing for any other name.
std::optional<CodePointSet> unicode_property(std::string_view name);

/// The code point that begins at text[at], with `at` moved behind it; nothing (and `at` unmoved) if the bytes there are
/// not well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong, nothing above U+10FFFF) or end too early.
std::optional<uint32_t> decode_utf8(std::string_view text, size_t& at);

/// Bytes of the character that a lead byte announces: 1 to 4, or 0 for a byte that cannot begin one.
int utf8_length(unsigned char lead);

}  // namespace snug::tokenizer
