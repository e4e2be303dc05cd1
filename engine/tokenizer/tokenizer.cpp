#include "engine/tokenizer/tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/tokenizer/byte_level.h"

namespace snug::tokenizer {
namespace {

// Names under which families end a turn or a text although their file names only one of them as EOS.
constexpr std::string_view kEndNames[] = {"<|eot_id|>",
                                          "<|im_end|>",
                                          "<|end|>",
                                          "<|return|>",
                                          "<|call|>",
                                          "<|flush|>",
                                          "<|calls|>",
                                          "<end_of_turn>",
                                          "<turn|>",
                                          "<|endoftext|>",
                                          "<|eom_id|>",
                                          "<|end_of_text|>",
                                          "<end_of_utterance>",
                                          "<EOT>",
                                          "_<EOT>",
                                          "[EOT]",
                                          "[EOS]",
                                          "<eos>",
                                          "</s>",
                                          "<｜end▁of▁sentence｜>",
                                          "<|tool_response>",
                                          "<|END_OF_TURN_TOKEN|>"};
constexpr std::string_view kTurnEndNames[] = {"<|eot_id|>", "<|im_end|>", "<|end|>", "<end_of_turn>", "<turn|>"};

/// SentencePiece's space, U+2581, back as a space.
std::string unescape_spaces(std::string_view text) {
  constexpr std::string_view kSpace = "\xE2\x96\x81";
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const bool space = text.substr(at).starts_with(kSpace);
    out += space ? ' ' : text[at];
    at += space ? kSpace.size() : 1;
  }
  return out;
}

/// Neighbouring parts with equal parse_special as one.
struct Run {
  size_t end = 0;  // byte in the joined text
  bool parse_special = false;
};

Status check_utf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    if (!decode_utf8(text, at)) return fail(Code::bad_text, fmt::format("byte {} is not UTF-8", at));
  }
  return {};
}

Status check_lengths(const VocabData& vocab) {
  constexpr size_t kMostTokens = size_t{1} << 24;
  const size_t n = vocab.tokens.size();
  if (n == 0) return fail(Code::missing_tokenizer, "no tokens");
  if (n > kMostTokens) return fail(Code::tokenizer_malformed, fmt::format("{} tokens", n));
  if (vocab.merges.size() > kMostTokens) {
    return fail(Code::tokenizer_malformed, fmt::format("{} merges", vocab.merges.size()));
  }
  if (!vocab.types.empty() && vocab.types.size() != n) {
    return fail(Code::tokenizer_malformed, fmt::format("{} types for {} tokens", vocab.types.size(), n));
  }
  if (!vocab.scores.empty() && vocab.scores.size() != n) {
    return fail(Code::tokenizer_malformed, fmt::format("{} scores for {} tokens", vocab.scores.size(), n));
  }
  return {};
}

Status check_ids(const VocabData& vocab) {
  const std::pair<std::string_view, const std::optional<int64_t>&> ids[] = {
      {"bos", vocab.bos},     {"eos", vocab.eos},     {"eot", vocab.eot},       {"eom", vocab.eom},
      {"unknown", vocab.unk}, {"padding", vocab.pad}, {"separator", vocab.sep}, {"mask", vocab.mask}};
  for (const auto& [name, id] : ids) {
    if (id && (*id < 0 || static_cast<uint64_t>(*id) >= vocab.tokens.size())) {
      return fail(Code::tokenizer_malformed,
                  fmt::format("the {} token is {}, the vocabulary has {}", name, *id, vocab.tokens.size()));
    }
  }
  for (size_t i = 0; i < vocab.types.size(); ++i) {
    // 0 is what llama.cpp calls undefined; no file should have it, and it means nothing more than normal.
    if (vocab.types[i] < 0 || vocab.types[i] > 6) {
      return fail(Code::tokenizer_malformed, fmt::format("token {} has type {}", i, vocab.types[i]));
    }
  }
  return {};
}

std::optional<TokenId> as_token(const std::optional<int64_t>& id) {
  return id ? std::optional(static_cast<TokenId>(*id)) : std::nullopt;
}

/// Ids that SentencePiece files may leave out because every such model has them: <unk> 0, <s> 1, </s> 2.
void add_sentence_piece_defaults(VocabData& vocab) {
  const auto if_of_type = [&](std::optional<int64_t>& id, size_t usual, TokenType type) {
    if (!id && usual < vocab.tokens.size() && type_of(vocab, usual) == type) id = static_cast<int64_t>(usual);
  };
  if_of_type(vocab.unk, 0, TokenType::unknown);
  if_of_type(vocab.bos, 1, TokenType::control);
  if_of_type(vocab.eos, 2, TokenType::control);
}

}  // namespace

TokenType type_of(const VocabData& vocab, size_t i) {
  if (vocab.types.empty() || vocab.types[i] == 0) return TokenType::normal;
  return static_cast<TokenType>(vocab.types[i]);
}

std::optional<uint8_t> byte_of_token_text(std::string_view text) {
  if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') return std::nullopt;
  int value = 0;
  for (const char c : text.substr(3, 2)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + digit;
  }
  return static_cast<uint8_t>(value);
}

Result<std::unique_ptr<const Tokenizer>> Tokenizer::create(VocabData vocab) {
  SNUG_CHECK_OK(check_lengths(vocab));
  SNUG_CHECK_OK(check_ids(vocab));
  if (vocab.model == "llama") add_sentence_piece_defaults(vocab);
  std::unique_ptr<Tokenizer> out(new Tokenizer);
  SNUG_CHECK_OK(out->load(vocab));
  return out;
}

Status Tokenizer::load(const VocabData& vocab) {
  model_ = vocab.model;
  bos_ = as_token(vocab.bos);
  eos_ = as_token(vocab.eos);
  eot_ = as_token(vocab.eot);
  pad_ = as_token(vocab.pad);
  SNUG_CHECK_OK(load_model(vocab));
  SNUG_CHECK_OK(load_tokens(vocab));
  find_ends(vocab);
  add_bos_ = add_bos_ && bos_;
  add_eos_ = add_eos_ && eos_;
  return {};
}

Status Tokenizer::load_model(const VocabData& vocab) {
  if (vocab.model == "gpt2") {
    const std::string pre = vocab.pre.empty() ? "default" : vocab.pre;
    const PreRule* rule = find_pre_rule(pre);
    if (rule == nullptr) {
      return fail(Code::tokenizer_unsupported, fmt::format("pre-tokenizer \"{}\"", printable(pre, 60)));
    }
    add_bos_ = vocab.add_bos.value_or(rule->add_bos);
    add_eos_ = vocab.add_eos.value_or(false);
    SNUG_TRY(text_model_, make_byte_level_bpe(vocab, *rule));
    return {};
  }
  if (vocab.model == "llama") {
    add_bos_ = vocab.add_bos.value_or(true);
    add_eos_ = vocab.add_eos.value_or(false);
    add_space_prefix_ = vocab.add_space_prefix.value_or(true);
    SNUG_TRY(text_model_, make_sentence_piece(vocab));
    return {};
  }
  if (vocab.model == "gemma4") {
    add_bos_ = vocab.add_bos.value_or(true);
    add_eos_ = vocab.add_eos.value_or(false);
    SNUG_TRY(text_model_, make_character_bpe(vocab));
    return {};
  }
  const std::string name = vocab.model == "bert" ? "WordPiece (bert)"
                           : vocab.model == "t5" ? "Unigram (t5)"
                                                 : "\"" + printable(vocab.model, 60) + "\"";
  return fail(Code::tokenizer_unsupported, name);
}

Status Tokenizer::load_tokens(const VocabData& vocab) {
  const bool byte_level = vocab.model == "gpt2";
  types_.reserve(vocab.tokens.size());
  piece_ends_.reserve(vocab.tokens.size());
  for (size_t i = 0; i < vocab.tokens.size(); ++i) {
    const std::string& text = vocab.tokens[i];
    const TokenType type = type_of(vocab, i);
    const bool literal = type == TokenType::control || type == TokenType::unknown || type == TokenType::user_defined;
    if (literal) {
      SNUG_CHECK_OK(added_.add(text, static_cast<TokenId>(i), type != TokenType::user_defined));
      pieces_ += text;
    } else if (byte_level) {
      pieces_ += bytes_of_token(text);
    } else if (const auto byte = byte_of_token_text(text); byte && type == TokenType::byte) {
      pieces_ += static_cast<char>(*byte);
    } else {
      pieces_ += unescape_spaces(text);
    }
    if (pieces_.size() > kLongestText) return fail(Code::tokenizer_malformed, "the tokens' texts are too long");
    types_.push_back(type);
    piece_ends_.push_back(static_cast<uint32_t>(pieces_.size()));
  }
  return {};
}

void Tokenizer::find_ends(const VocabData& vocab) {
  is_eog_.assign(size(), false);
  for (const auto& id : {vocab.eos, vocab.eot, vocab.eom}) {
    if (id) is_eog_[static_cast<size_t>(*id)] = true;
  }
  for (const std::string_view name : kEndNames) {
    if (const auto id = find_special(name)) is_eog_[static_cast<size_t>(*id)] = true;
  }
  // In the harmony format of gpt-oss, <|end|> only closes a message; the answer goes on behind it.
  const bool harmony = find_special("<|return|>") && find_special("<|call|>");
  if (const auto end = find_special("<|end|>"); end && harmony && end != eos_)
    is_eog_[static_cast<size_t>(*end)] = false;
  for (const std::string_view name : kTurnEndNames) {
    if (!eot_ && find_special(name) && !(harmony && name == "<|end|>")) eot_ = find_special(name);
  }
}

std::string_view Tokenizer::piece(TokenId id) const {
  if (!is_valid(id)) return {};
  const auto i = static_cast<size_t>(id);
  const uint32_t begin = i == 0 ? 0 : piece_ends_[i - 1];
  return std::string_view(pieces_).substr(begin, piece_ends_[i] - begin);
}

TokenType Tokenizer::type(TokenId id) const {
  return is_valid(id) ? types_[static_cast<size_t>(id)] : TokenType::normal;
}

std::optional<TokenId> Tokenizer::find_special(std::string_view text) const {
  if (text.empty()) return std::nullopt;
  const AddedTokens::Match match = added_.longest_at(text, 0, text.size());
  if (match.token < 0 || match.end != text.size()) return std::nullopt;
  return match.token;
}

Result<std::vector<TokenId>> Tokenizer::encode(std::string_view text, EncodeOptions options) const {
  const TextPart part{text, options.parse_special};
  return encode_parts({&part, 1}, options.add_special);
}

Result<std::vector<TokenId>> Tokenizer::encode_parts(std::span<const TextPart> parts, bool add_special) const {
  std::string joined;
  std::vector<Run> runs;
  for (const TextPart& part : parts) {
    if (part.text.empty()) continue;
    if (part.text.size() > kLongestText - joined.size()) {
      return fail(Code::bad_input, fmt::format("a text of more than {} MiB", kLongestText >> 20));
    }
    joined += part.text;
    if (runs.empty() || runs.back().parse_special != part.parse_special) runs.push_back({0, part.parse_special});
    runs.back().end = joined.size();
  }
  SNUG_CHECK_OK(check_utf8(joined));
  std::vector<TokenId> out;
  out.reserve(joined.size() / 3 + 2);
  if (add_special && add_bos_) out.push_back(*bos_);
  const std::string_view text = joined;
  size_t done = 0;
  size_t run = 0;
  for (size_t at = 0; at < text.size() && !added_.empty();) {
    while (at >= runs[run].end) ++run;
    const size_t special_until = runs[run].parse_special ? runs[run].end : at;
    const AddedTokens::Match match = added_.longest_at(text, at, special_until);
    if (match.token < 0) {
      ++at;
      continue;
    }
    SNUG_CHECK_OK(encode_text(text.substr(done, at - done), out));
    out.push_back(match.token);
    done = at = match.end;
  }
  SNUG_CHECK_OK(encode_text(text.substr(done), out));
  if (add_special && add_eos_) out.push_back(*eos_);
  return out;
}

Status Tokenizer::encode_text(std::string_view text, std::vector<TokenId>& out) const {
  if (text.empty()) return {};
  // Every stretch begins a text or follows a token that stood in it literally: that is where the prefix belongs.
  if (!add_space_prefix_) return text_model_->encode(text, out);
  return text_model_->encode(" " + std::string(text), out);
}

}  // namespace snug::tokenizer
