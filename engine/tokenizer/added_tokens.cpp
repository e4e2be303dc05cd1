#include "engine/tokenizer/added_tokens.h"

#include <fmt/format.h>

namespace snug::tokenizer {

Status AddedTokens::add(std::string_view text, TokenId token, bool special) {
  if (text.empty()) return {};
  if (text.size() > kLongest) {
    return fail(Code::tokenizer_malformed, fmt::format("special token {} has {} bytes", token, text.size()));
  }
  uint32_t node = 0;
  for (const char c : text) {
    const uint64_t edge = uint64_t{node} << 8 | static_cast<uint8_t>(c);
    const auto [found, is_new] = edges_.try_emplace(edge, static_cast<uint32_t>(nodes_.size()));
    if (is_new) nodes_.emplace_back();
    node = found->second;
  }
  nodes_[node] = {token, special};
  first_byte_[static_cast<uint8_t>(text[0])] = true;
  root_empty_ = false;
  return {};
}

AddedTokens::Match AddedTokens::longest_at(std::string_view text, size_t at, size_t special_until) const {
  Match best;
  if (!first_byte_[static_cast<uint8_t>(text[at])]) return best;
  uint32_t node = 0;
  for (size_t i = at; i < text.size(); ++i) {
    const auto edge = edges_.find(uint64_t{node} << 8 | static_cast<uint8_t>(text[i]));
    if (edge == edges_.end()) break;
    node = edge->second;
    const Node& here = nodes_[node];
    if (here.token >= 0 && (!here.special || i + 1 <= special_until)) best = {here.token, i + 1};
  }
  return best;
}

}  // namespace snug::tokenizer
