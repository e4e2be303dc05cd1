// Token ids back to text, one at a time, for streaming: what comes out is always whole, valid UTF-8.
#pragma once

#include <string>

#include "engine/tokenizer/tokenizer.h"

namespace snug::tokenizer {

/// How ids become text.
struct DetokenizeOptions {
  bool show_special = false;  ///< control and unknown tokens by their names; else they give nothing
  /// Takes away the one space that a SentencePiece model puts before its first word. Only acts on such models, and only
  /// on the first text that comes out; turn it off to go on in the middle of a text.
  bool strip_space_prefix = true;
};

/// One text. Not thread-safe; the tokenizer must outlive it.
class Detokenizer {
 public:
  explicit Detokenizer(const Tokenizer& tokenizer, DetokenizeOptions options = {});

  /// The text that became complete with this token: possibly none, while a character waits for its last bytes. Bytes
  /// that cannot belong to a character come out as U+FFFD, one a maximal broken sequence (as Python's "replace" does).
  /// Errors: bad_token for an id outside the vocabulary; nothing changes then.
  Result<std::string> push(TokenId id);
  /// What still waits, as U+FFFD. The next push begins a new text.
  std::string finish();

 private:
  const Tokenizer* tokenizer_;
  DetokenizeOptions options_;
  std::string waiting_;  // the beginning of one character
  bool at_start_ = true;
};

/// All ids at once. Errors: bad_token.
Result<std::string> detokenize(const Tokenizer& tokenizer, std::span<const TokenId> ids,
                               DetokenizeOptions options = {});

}  // namespace snug::tokenizer
