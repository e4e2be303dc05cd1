// One byte a character: ASCII as itself, every other code point as the class of those that no pattern tells apart.
// Patterns run over these bytes instead of over UTF-8: character classes become PCRE2's 256-bit maps, the result does
// not depend on the Unicode of the PCRE2 at hand, and a class of 700 ranges costs no more than [a-z].
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/tokenizer/code_points.h"
#include "engine/tokenizer/pattern.h"

namespace snug::tokenizer {

/// Built once for all the patterns of a pre-tokenizer; const use from any thread.
class Alphabet {
 public:
  /// Errors: internal if the sets cut the code points above U+007F into more than 128 classes.
  static Result<Alphabet> create(const std::vector<Pattern>& patterns);

  /// The byte that stands for a code point (at most U+10FFFF).
  uint8_t of(uint32_t code_point) const {
    return code_point < 0x80 ? static_cast<uint8_t>(code_point) : pages_[page_of_[code_point >> 8]][code_point & 0xFF];
  }
  /// The pattern as PCRE2 source over these bytes (no UTF mode).
  std::string translate(const Pattern& pattern) const;
  /// The bytes whose characters are in the set, which must be one of those given to create.
  std::bitset<256> bytes_of(const CodePointSet& set) const;

 private:
  /// The table from stretches of code points: stretch i runs from bounds[i] to before bounds[i + 1].
  void fill_pages(const std::vector<uint32_t>& bounds, const std::vector<uint8_t>& class_of);

  std::vector<uint16_t> page_of_;            // [0x1100], index into pages_
  std::vector<std::vector<uint8_t>> pages_;  // distinct pages of 256 bytes
  std::vector<uint32_t> representative_;     // of class 0x80 + i: one code point that is in it
};

}  // namespace snug::tokenizer
