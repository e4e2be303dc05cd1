// What turns plain text, in which no special token is left, into ids: one implementation an algorithm.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/tokenizer/pretokenizer.h"
#include "engine/tokenizer/vocab.h"

namespace snug::tokenizer {

/// Const use from any thread.
class TextModel {
 public:
  virtual ~TextModel() = default;
  /// Appends the ids of `text`. Time O(n log n) in its bytes at worst. Errors: bad_text if it is not UTF-8.
  virtual Status encode(std::string_view text, std::vector<TokenId>& out) const = 0;
};

/// Byte-level BPE (tokenizer.ggml.model "gpt2"): pieces by `rule`, then merges over bytes.
/// Errors: tokenizer_malformed. The vocabulary's lengths and types must be checked before.
Result<std::unique_ptr<TextModel>> make_byte_level_bpe(const VocabData& vocab, const PreRule& rule);
/// BPE with a merge list over characters, spaces as U+2581, bytes as <0xXX> ("gemma4").
Result<std::unique_ptr<TextModel>> make_character_bpe(const VocabData& vocab);
/// SentencePiece BPE ("llama"): merges by the score of what comes out, bytes as <0xXX>. The space prefix is the
/// caller's.
Result<std::unique_ptr<TextModel>> make_sentence_piece(const VocabData& vocab);

/// The type of token i; normal if the file has no types.
TokenType type_of(const VocabData& vocab, size_t i);
/// "<0x0A>" as 10; nothing for any other text.
std::optional<uint8_t> byte_of_token_text(std::string_view text);
/// Spaces as U+2581, the way SentencePiece writes them.
std::string escape_spaces(std::string_view text);

}  // namespace snug::tokenizer
