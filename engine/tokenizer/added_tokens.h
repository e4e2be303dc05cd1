// Finds tokens that stand in text literally (special and user-defined ones) before anything else reads it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/result.h"
#include "engine/tokenizer/vocab.h"

namespace snug::tokenizer {

/// A trie over token texts. Filled once, then const use from any thread.
class AddedTokens {
 public:
  /// Longest text that a token of this kind may have; a text of n bytes costs at most n times this.
  static constexpr size_t kLongest = 512;

  struct Match {
    TokenId token = -1;
    size_t end = 0;  ///< byte behind the match
  };
  /// Adds a token; of equal texts the last id counts. `special` ones are found only where special is allowed.
  /// Errors: tokenizer_malformed if the text is longer than kLongest. An empty text is ignored.
  Status add(std::string_view text, TokenId token, bool special);
  bool empty() const { return root_empty_; }

  /// The longest token that begins at text[at]; special ones must end at or before `special_until` (at if none may).
  /// token is -1 if there is none.
  Match longest_at(std::string_view text, size_t at, size_t special_until) const;

 private:
  struct Node {
    TokenId token = -1;
    bool special = false;
  };
  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::unordered_map<uint64_t, uint32_t> edges_;  // node << 8 | byte to node
  bool first_byte_[256] = {};
  bool root_empty_ = true;
};

}  // namespace snug::tokenizer
