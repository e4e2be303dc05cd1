// Text to token ids and token ids to bytes, for the vocabulary of one model.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/tokenizer/added_tokens.h"
#include "engine/tokenizer/text_model.h"
#include "engine/tokenizer/vocab.h"

namespace snug::tokenizer {

/// How to encode one text.
struct EncodeOptions {
  bool add_special = false;    ///< BOS before and EOS behind, where the model wants them
  bool parse_special = false;  ///< text that spells a control token becomes it; else it stays text
};

/// A part of a prompt. What a template writes may name special tokens; what a person or a tool wrote may not.
struct TextPart {
  std::string_view text;
  bool parse_special = false;
};

/// Const use from any thread. User-defined tokens (GGUF type 4) are recognised in every text, as llama.cpp and the
/// `tokenizers` library do; control and unknown tokens only where parse_special says so, and never from merges.
class Tokenizer {
 public:
  /// Longest text that encode takes, in bytes.
  static constexpr size_t kLongestText = size_t{64} << 20;
  /// Errors: tokenizer_unsupported (model or pre-tokenizer unknown; named), tokenizer_malformed (lengths, ids, merges).
  static Result<std::unique_ptr<const Tokenizer>> create(VocabData vocab);

  /// Errors: bad_text (not UTF-8, with the byte's position), bad_input (longer than kLongestText).
  Result<std::vector<TokenId>> encode(std::string_view text, EncodeOptions options = {}) const;
  /// Encodes the parts as the one text that they make together, so that merges cross their borders as they would there;
  /// but a control token must lie wholly in parts with parse_special. Errors as encode.
  Result<std::vector<TokenId>> encode_parts(std::span<const TextPart> parts, bool add_special = false) const;

  /// Number of tokens; ids run from 0 to size() - 1.
  size_t size() const { return piece_ends_.size(); }
  bool is_valid(TokenId id) const { return id >= 0 && static_cast<size_t>(id) < size(); }
  /// The bytes that a token stands for: any bytes, not always UTF-8 alone. A control token gives its name, such as
  /// "<|im_end|>". Empty for an id outside the vocabulary. Valid while the tokenizer lives.
  std::string_view piece(TokenId id) const;
  /// normal for an id outside the vocabulary.
  TokenType type(TokenId id) const;
  /// Control and unknown tokens: they steer the model and are not part of its answer.
  bool is_special(TokenId id) const { return type(id) == TokenType::control || type(id) == TokenType::unknown; }
  /// A token that ends an answer: the file's EOS, EOT and EOM, and those that model families use without saying so.
  bool is_eog(TokenId id) const { return is_valid(id) && is_eog_[static_cast<size_t>(id)]; }
  /// The token whose name is exactly `text`, if it is special or user-defined.
  std::optional<TokenId> find_special(std::string_view text) const;

  std::optional<TokenId> bos() const { return bos_; }
  std::optional<TokenId> eos() const { return eos_; }
  /// End of a turn, where the model has a token for it besides eos.
  std::optional<TokenId> eot() const { return eot_; }
  std::optional<TokenId> pad() const { return pad_; }
  bool adds_bos() const { return add_bos_; }
  bool adds_eos() const { return add_eos_; }
  /// SentencePiece models that put a space before the first word; decoding takes it away again.
  bool adds_space_prefix() const { return add_space_prefix_; }
  /// "gpt2", "llama", "gemma4".
  const std::string& model() const { return model_; }

 private:
  Tokenizer() = default;
  Status load(const VocabData& vocab);
  Status load_model(const VocabData& vocab);
  Status load_tokens(const VocabData& vocab);
  void find_ends(const VocabData& vocab);
  Status encode_text(std::string_view text, std::vector<TokenId>& out) const;

  std::string model_;
  std::unique_ptr<TextModel> text_model_;
  AddedTokens added_;
  std::string pieces_;                // bytes of all pieces, one behind the other
  std::vector<uint32_t> piece_ends_;  // end of each in pieces_
  std::vector<TokenType> types_;
  std::vector<bool> is_eog_;
  std::optional<TokenId> bos_, eos_, eot_, pad_;
  bool add_bos_ = false;
  bool add_eos_ = false;
  bool add_space_prefix_ = false;
};

}  // namespace snug::tokenizer
