// SentencePiece's BPE (Kudo and Richardson 2018): characters merge while the joined text is a token, the best score
// first.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <unordered_map>

#include "engine/tokenizer/pair_merger.h"
#include "engine/tokenizer/piece_cache.h"
#include "engine/tokenizer/text_model.h"

namespace snug::tokenizer {
namespace {

constexpr std::string_view kSpace = "\xE2\x96\x81";  // U+2581

class SentencePiece final : public TextModel {
 public:
  Status load(const VocabData& vocab);
  Status encode(std::string_view text, std::vector<TokenId>& out) const override;

 private:
  std::optional<TokenId> find(std::string_view text) const {
    if (text.size() > longest_) return std::nullopt;
    const auto found = token_of_.find(text);
    return found == token_of_.end() ? std::nullopt : std::optional(found->second);
  }
  Status rank_scores(const VocabData& vocab);
  Status encode_piece(std::string_view piece, PairMerger& merger, std::vector<TokenId>& out) const;
  void emit(std::string_view piece, const PairMerger::Node& node, std::vector<TokenId>& out) const;

  std::vector<std::string> texts_;  // what token_of_ points into
  std::unordered_map<std::string_view, TokenId> token_of_;
  std::vector<uint32_t> rank_;  // of each token: 0 for the best score, equal for equal scores
  size_t longest_ = 0;          // bytes
  std::array<TokenId, 256> byte_token_{};
  TokenId unknown_ = -1;
  bool words_stand_alone_ = true;  // no token has a space behind another character: words can be merged one by one
};

/// Where the next word begins: the next space behind something that is not a space.
size_t next_word(std::string_view text, size_t at) {
  while (text.substr(at).starts_with(kSpace)) at += kSpace.size();
  const size_t found = text.find(kSpace, at);
  return found == std::string_view::npos ? text.size() : found;
}

Status SentencePiece::load(const VocabData& vocab) {
  SNUG_CHECK_OK(rank_scores(vocab));
  texts_ = vocab.tokens;
  byte_token_.fill(-1);
  if (vocab.unk) unknown_ = static_cast<TokenId>(*vocab.unk);
  token_of_.reserve(texts_.size());
  for (size_t i = 0; i < texts_.size(); ++i) {
    const TokenType type = type_of(vocab, i);
    if (type == TokenType::byte) {
      const auto byte = byte_of_token_text(texts_[i]);
      if (!byte) {
        return fail(Code::tokenizer_malformed,
                    fmt::format("byte token {} is not <0x00> to <0xFF>: {}", i, printable(texts_[i], 60)));
      }
      byte_token_[*byte] = static_cast<TokenId>(i);
    }
    // Special tokens and bytes never come out of merges: text that spells one stays text, as in SentencePiece itself.
    if (type == TokenType::control || type == TokenType::unknown || type == TokenType::byte || texts_[i].empty())
      continue;
    token_of_.insert_or_assign(texts_[i], static_cast<TokenId>(i));
    longest_ = std::max(longest_, texts_[i].size());
    // A user's token is cut out before; only what merges can make decides where words may be parted.
    if (type != TokenType::user_defined && next_word(texts_[i], 0) != texts_[i].size()) words_stand_alone_ = false;
  }
  const bool has_bytes = std::none_of(byte_token_.begin(), byte_token_.end(), [](TokenId id) { return id < 0; });
  if (!has_bytes && unknown_ < 0) {
    return fail(Code::tokenizer_malformed, "neither byte tokens nor an unknown token: some text would have no ids");
  }
  return {};
}

Status SentencePiece::rank_scores(const VocabData& vocab) {
  if (vocab.scores.size() != vocab.tokens.size()) {
    return fail(Code::tokenizer_malformed,
                fmt::format("{} scores for {} tokens", vocab.scores.size(), vocab.tokens.size()));
  }
  if (std::any_of(vocab.scores.begin(), vocab.scores.end(), [](float s) { return std::isnan(s); })) {
    return fail(Code::tokenizer_malformed, "a score that is not a number");
  }
  std::vector<float> distinct = vocab.scores;
  std::sort(distinct.begin(), distinct.end(), std::greater<>());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  rank_.reserve(vocab.scores.size());
  for (const float score : vocab.scores) {
    const auto at = std::lower_bound(distinct.begin(), distinct.end(), score, std::greater<>());
    rank_.push_back(static_cast<uint32_t>(at - distinct.begin()));
  }
  return {};
}

Status SentencePiece::encode(std::string_view text, std::vector<TokenId>& out) const {
  const std::string escaped = escape_spaces(text);
  PairMerger merger;
  PieceCache cache(escaped.size());
  for (size_t at = 0; at < escaped.size();) {
    const size_t end = words_stand_alone_ ? next_word(escaped, at) : escaped.size();
    const auto piece = std::string_view(escaped).substr(at, end - at);
    at = end;
    if (cache.append(piece, out)) continue;
    const size_t begin = out.size();
    SNUG_CHECK_OK(encode_piece(piece, merger, out));
    cache.put(piece, begin, out);
  }
  return {};
}

Status SentencePiece::encode_piece(std::string_view piece, PairMerger& merger, std::vector<TokenId>& out) const {
  merger.clear();
  for (size_t at = 0; at < piece.size();) {
    const size_t begin = at;
    if (!decode_utf8(piece, at)) return fail(Code::bad_text, "not UTF-8");
    merger.add(PairMerger::kNone, static_cast<uint32_t>(begin), static_cast<uint32_t>(at));
  }
  merger.run([&](const PairMerger::Node& left, const PairMerger::Node& right) -> std::optional<PairMerge> {
    const auto token = find(piece.substr(left.begin, right.end - left.begin));
    if (!token) return std::nullopt;
    return PairMerge{rank_[static_cast<size_t>(*token)], static_cast<uint32_t>(*token)};
  });
  merger.each([&](const PairMerger::Node& node) { emit(piece, node, out); });
  return {};
}

void SentencePiece::emit(std::string_view piece, const PairMerger::Node& node, std::vector<TokenId>& out) const {
  if (node.symbol != PairMerger::kNone) {
    out.push_back(static_cast<TokenId>(node.symbol));
    return;
  }
  const std::string_view text = piece.substr(node.begin, node.end - node.begin);
  if (const auto token = find(text)) {
    out.push_back(*token);
    return;
  }
  for (const char c : text) {
    if (byte_token_[static_cast<uint8_t>(c)] < 0) {
      out.push_back(unknown_);  // one for the whole character
      return;
    }
  }
  for (const char c : text) out.push_back(byte_token_[static_cast<uint8_t>(c)]);
}

}  // namespace

Result<std::unique_ptr<TextModel>> make_sentence_piece(const VocabData& vocab) {
  auto out = std::make_unique<SentencePiece>();
  SNUG_CHECK_OK(out->load(vocab));
  return out;
}

std::string escape_spaces(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 2);
  for (const char c : text) {
    if (c == ' ') {
      out += kSpace;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace snug::tokenizer
