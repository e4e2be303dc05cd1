// Byte-pair encoding with a list of merges: over bytes (GPT-2 and most models since) or over characters (Gemma 4).
#include <fmt/format.h>

#include <array>
#include <string>
#include <unordered_map>

#include "engine/tokenizer/byte_level.h"
#include "engine/tokenizer/pair_merger.h"
#include "engine/tokenizer/pair_table.h"
#include "engine/tokenizer/piece_cache.h"
#include "engine/tokenizer/text_model.h"

namespace snug::tokenizer {
namespace {

enum class Unit : uint8_t { byte, character };

// Gemma 4 cuts nowhere but between lines and blank lines; its merges do not cross there.
constexpr PreStep kLines[] = {{PreStep::Kind::split, "[^\\n]+|\\n+"}};

/// Symbols are token ids; above them come texts that only occur inside merges, or as single bytes, without being
/// tokens.
class MergeListBpe final : public TextModel {
 public:
  MergeListBpe(Unit unit, PreTokenizer pre) : unit_(unit), pre_(std::move(pre)) {}

  Status load(const VocabData& vocab, bool ignore_merges);
  Status encode(std::string_view text, std::vector<TokenId>& out) const override;

 private:
  using SymbolMap = std::unordered_map<std::string, uint32_t>;
  std::string text_of(std::string_view token) const {
    return unit_ == Unit::byte ? bytes_of_token(token) : std::string(token);
  }
  uint32_t symbol_of(SymbolMap& symbols, std::string text);
  Status load_merges(const VocabData& vocab, SymbolMap& symbols);
  void add_units(std::string_view piece, PairMerger& merger) const;
  void encode_piece(std::string_view piece, PairMerger& merger, std::vector<TokenId>& out) const;
  void emit(std::string_view piece, const PairMerger::Node& node, std::vector<TokenId>& out) const;

  Unit unit_;
  PreTokenizer pre_;
  PairTable merges_;
  std::array<TokenId, 256> byte_token_{};                    // -1: the vocabulary lacks it
  std::array<uint32_t, 256> byte_symbol_{};                  // Unit::byte: where every piece starts
  std::unordered_map<uint32_t, uint32_t> character_symbol_;  // Unit::character: code point to symbol
  std::unordered_map<std::string, TokenId> whole_;           // tokens that stay whole, only with ignore_merges
  std::vector<bool> is_token_;                               // of each symbol
  TokenId unknown_ = -1;
};

uint32_t MergeListBpe::symbol_of(SymbolMap& symbols, std::string text) {
  const auto next = static_cast<uint32_t>(is_token_.size());
  auto [found, is_new] = symbols.try_emplace(std::move(text), next);
  if (is_new) is_token_.push_back(false);
  return found->second;
}

Status MergeListBpe::load(const VocabData& vocab, bool ignore_merges) {
  is_token_.assign(vocab.tokens.size(), true);
  byte_token_.fill(-1);
  if (vocab.unk) unknown_ = static_cast<TokenId>(*vocab.unk);
  SymbolMap symbols;
  symbols.reserve(vocab.tokens.size());
  bool needs_merges = false;
  for (size_t i = 0; i < vocab.tokens.size(); ++i) {
    const TokenType type = type_of(vocab, i);
    if (unit_ == Unit::character) {
      if (const auto byte = byte_of_token_text(vocab.tokens[i])) byte_token_[*byte] = static_cast<TokenId>(i);
    }
    // A special token never comes out of merges: text that spells one stays text.
    if (type != TokenType::normal) continue;
    std::string text = text_of(vocab.tokens[i]);
    needs_merges = needs_merges || text.size() > 1;
    if (unit_ == Unit::byte && text.size() == 1) byte_token_[static_cast<uint8_t>(text[0])] = static_cast<TokenId>(i);
    symbols.insert_or_assign(std::move(text), static_cast<uint32_t>(i));
  }
  if (vocab.merges.empty() && needs_merges && !ignore_merges) {
    return fail(Code::tokenizer_malformed, "a byte-pair vocabulary without merges");
  }
  for (int byte = 0; byte < 256; ++byte) {
    byte_symbol_[static_cast<size_t>(byte)] = symbol_of(symbols, std::string(1, static_cast<char>(byte)));
  }
  SNUG_CHECK_OK(load_merges(vocab, symbols));
  for (const auto& [text, symbol] : symbols) {
    size_t at = 0;
    if (unit_ == Unit::character) {
      if (const auto c = decode_utf8(text, at); c && at == text.size()) character_symbol_[*c] = symbol;
    } else if (ignore_merges && symbol < vocab.tokens.size()) {
      whole_.emplace(text, static_cast<TokenId>(symbol));
    }
  }
  return {};
}

Status MergeListBpe::load_merges(const VocabData& vocab, SymbolMap& symbols) {
  merges_ = PairTable(vocab.merges.size());
  for (size_t rank = 0; rank < vocab.merges.size(); ++rank) {
    const std::string& merge = vocab.merges[rank];
    // The left side is never empty, so that a space may begin it.
    const size_t space = merge.find(' ', 1);
    if (space == std::string::npos || space + 1 == merge.size()) {
      return fail(Code::tokenizer_malformed, fmt::format("merge {} has not two sides: {}", rank, printable(merge, 60)));
    }
    std::string left = text_of(std::string_view(merge).substr(0, space));
    std::string right = text_of(std::string_view(merge).substr(space + 1));
    const uint32_t joined = symbol_of(symbols, left + right);
    const uint32_t left_symbol = symbol_of(symbols, std::move(left));
    const uint32_t right_symbol = symbol_of(symbols, std::move(right));
    merges_.insert(left_symbol, right_symbol, {static_cast<uint32_t>(rank), joined});
  }
  return {};
}

Status MergeListBpe::encode(std::string_view text, std::vector<TokenId>& out) const {
  std::string escaped;
  if (unit_ == Unit::character) {
    escaped = escape_spaces(text);
    text = escaped;
  }
  SNUG_TRY(const std::vector<ByteSpan> pieces, pre_.split(text));
  PairMerger merger;
  PieceCache cache(text.size());
  for (const ByteSpan& span : pieces) {
    const std::string_view piece = text.substr(span.begin, span.end - span.begin);
    if (cache.append(piece, out)) continue;
    const size_t begin = out.size();
    encode_piece(piece, merger, out);
    cache.put(piece, begin, out);
  }
  return {};
}

void MergeListBpe::add_units(std::string_view piece, PairMerger& merger) const {
  for (size_t at = 0; at < piece.size();) {
    const auto begin = static_cast<uint32_t>(at);
    if (unit_ == Unit::byte) {
      ++at;
      merger.add(byte_symbol_[static_cast<uint8_t>(piece[begin])], begin, begin + 1);
      continue;
    }
    const auto c = decode_utf8(piece, at);
    if (!c) return;  // not reached: split has checked the text
    const auto found = character_symbol_.find(*c);
    merger.add(found == character_symbol_.end() ? PairMerger::kNone : found->second, begin, static_cast<uint32_t>(at));
  }
}

void MergeListBpe::encode_piece(std::string_view piece, PairMerger& merger, std::vector<TokenId>& out) const {
  if (!whole_.empty()) {
    if (const auto found = whole_.find(std::string(piece)); found != whole_.end()) {
      out.push_back(found->second);
      return;
    }
  }
  merger.clear();
  add_units(piece, merger);
  merger.run([this](const PairMerger::Node& left, const PairMerger::Node& right) {
    return merges_.find(left.symbol, right.symbol);
  });
  merger.each([&](const PairMerger::Node& node) { emit(piece, node, out); });
}

void MergeListBpe::emit(std::string_view piece, const PairMerger::Node& node, std::vector<TokenId>& out) const {
  if (node.symbol != PairMerger::kNone && is_token_[node.symbol]) {
    out.push_back(static_cast<TokenId>(node.symbol));
    return;
  }
  for (uint32_t i = node.begin; i < node.end; ++i) {
    const TokenId token = byte_token_[static_cast<uint8_t>(piece[i])];
    if (token >= 0) {
      out.push_back(token);
    } else if (unit_ == Unit::character && unknown_ >= 0) {
      out.push_back(unknown_);
      return;  // one for the whole character
    }
    // A byte that a byte-level vocabulary lacks (SmolLM2's has no 0xF1, which begins unassigned planes) is dropped, as
    // the `tokenizers` library does: the "unknown" token that files name is often the end-of-text token.
  }
}

}  // namespace

Result<std::unique_ptr<TextModel>> make_byte_level_bpe(const VocabData& vocab, const PreRule& rule) {
  SNUG_TRY(PreTokenizer pre, PreTokenizer::create(rule.steps));
  auto out = std::make_unique<MergeListBpe>(Unit::byte, std::move(pre));
  SNUG_CHECK_OK(out->load(vocab, rule.ignore_merges));
  return out;
}

Result<std::unique_ptr<TextModel>> make_character_bpe(const VocabData& vocab) {
  SNUG_TRY(PreTokenizer pre, PreTokenizer::create(kLines));
  auto out = std::make_unique<MergeListBpe>(Unit::character, std::move(pre));
  SNUG_CHECK_OK(out->load(vocab, false));
  return out;
}

}  // namespace snug::tokenizer
