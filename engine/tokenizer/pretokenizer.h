// Cuts text into the pieces within which byte-pair merges happen: one model family's rule, run over the classes of
// Alphabet.
#pragma once

#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/tokenizer/alphabet.h"
#include "engine/tokenizer/regex.h"

namespace snug::tokenizer {

/// One step of a rule. Each works on every piece that the steps before it left, and sees nothing beyond that piece.
struct PreStep {
  enum class Kind : uint8_t {
    split,            ///< each match of `pattern` becomes a piece, and so does each gap between matches
    triples_ahead,    ///< a cut before every digit from which a positive multiple of three digits is left in its run
    triples,          ///< digit runs become pieces, cut into threes from the right
    triples_of_words  ///< the same, for runs that no word character follows
  };
  Kind kind = Kind::split;
  std::string_view pattern = {};  ///< only for split
};

/// The rule for one or more values of tokenizer.ggml.pre.
struct PreRule {
  std::span<const std::string_view> names;
  std::span<const PreStep> steps;
  bool ignore_merges = false;  ///< a piece that is a token stays whole, whatever the merges say
  bool add_bos = false;        ///< where the file has no add_bos_token
};

/// The rule of a tokenizer.ggml.pre value, or nothing. Static storage.
const PreRule* find_pre_rule(std::string_view name);
/// Every rule, for tests. Static storage.
std::span<const PreRule> pre_rules();

/// Half-open range of bytes in the text.
struct ByteSpan {
  uint32_t begin = 0;
  uint32_t end = 0;
};

/// Const use from any thread.
class PreTokenizer {
 public:
  /// Errors: internal if a built-in pattern is wrong.
  static Result<PreTokenizer> create(std::span<const PreStep> steps);
  /// The pieces of a text, in order, without gaps. Time is linear in the text for every built-in rule.
  /// Errors: bad_text with the byte where the text stops being UTF-8; bad_input above limits.
  Result<std::vector<ByteSpan>> split(std::string_view text) const;

 private:
  struct Step {
    PreStep::Kind kind = PreStep::Kind::split;
    std::optional<Regex> regex = {};
  };
  Status run_split(const Regex& regex, std::string_view classes, std::vector<ByteSpan>& pieces,
                   RegexScratch& scratch) const;
  void run_triples(PreStep::Kind kind, std::string_view classes, std::vector<ByteSpan>& pieces) const;

  Alphabet alphabet_;
  std::vector<Step> steps_;
  std::bitset<256> digits_;      // bytes of the alphabet that are \d
  std::bitset<256> word_chars_;  // and those that are \w
};

}  // namespace snug::tokenizer
