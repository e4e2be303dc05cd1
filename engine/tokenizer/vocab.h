// A model's vocabulary as plain data, as GGUF's tokenizer.ggml.* keys give it. No algorithm lives here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"

namespace snug::tokenizer {

/// Index into the vocabulary, 0 and up.
using TokenId = int32_t;

/// tokenizer.ggml.token_type; the numbers are the format's.
enum class TokenType : uint8_t { normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6 };

/// What a file says about its tokenizer. Everything in it is untrusted until Tokenizer::create has accepted it.
struct VocabData {
  std::string model;  ///< tokenizer.ggml.model: "gpt2" (byte-level BPE), "llama" (SentencePiece BPE), "gemma4"
  std::string pre;    ///< tokenizer.ggml.pre, empty if the file has none
  std::vector<std::string> tokens;  ///< index = id; byte-level BPE writes each byte as a printable character
  std::vector<int32_t> types;       ///< TokenType, one a token, or empty: all normal
  std::vector<float> scores;        ///< one a token, or empty; SentencePiece merges the highest first
  std::vector<std::string> merges;  ///< "left right", the most important first
  std::optional<int64_t> bos, eos, eot, eom, unk, pad, sep, mask;  ///< ids as the file gives them
  std::optional<bool> add_bos, add_eos, add_sep;                   ///< absent: the family's habit
  std::optional<bool> add_space_prefix;                            ///< SentencePiece; absent: true
  std::optional<bool> remove_extra_whitespaces;                    ///< absent: false
};

}  // namespace snug::tokenizer
