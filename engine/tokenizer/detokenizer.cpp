#include "engine/tokenizer/detokenizer.h"

#include <fmt/format.h>

#include "engine/tokenizer/code_points.h"

namespace snug::tokenizer {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// How many of the bytes at text[at] begin a character correctly, given that no whole character stands there (Unicode
/// Standard 3.9, "maximal subpart"; table 3-7 for the second byte). At least 1.
size_t broken_prefix(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const int length = utf8_length(lead);
  if (length < 2 || at + 1 >= text.size()) return 1;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (second < low || second > high) return 1;
  size_t n = 2;
  while (n < static_cast<size_t>(length) && at + n < text.size() &&
         (static_cast<unsigned char>(text[at + n]) & 0xC0) == 0x80) {
    ++n;
  }
  return n;
}

}  // namespace

Detokenizer::Detokenizer(const Tokenizer& tokenizer, DetokenizeOptions options)
    : tokenizer_(&tokenizer), options_(options) {}

Result<std::string> Detokenizer::push(TokenId id) {
  if (!tokenizer_->is_valid(id)) {
    return fail(Code::bad_token, fmt::format("{} of a vocabulary of {}", id, tokenizer_->size()));
  }
  if (tokenizer_->is_special(id) && !options_.show_special) return std::string();
  std::string_view piece = tokenizer_->piece(id);
  if (at_start_ && !piece.empty()) {
    at_start_ = false;
    const bool strips = options_.strip_space_prefix && tokenizer_->adds_space_prefix() && !tokenizer_->is_special(id);
    if (strips && piece.front() == ' ') piece.remove_prefix(1);
  }
  waiting_ += piece;
  std::string out;
  size_t at = 0;
  while (at < waiting_.size()) {
    const size_t begin = at;
    if (decode_utf8(waiting_, at)) {
      out.append(waiting_, begin, at - begin);
      continue;
    }
    const size_t broken = broken_prefix(waiting_, at);
    // A correct beginning at the very end may still become a character.
    if (at + broken == waiting_.size() && utf8_length(static_cast<unsigned char>(waiting_[at])) > 0) break;
    out += kReplacement;
    at += broken;
  }
  waiting_.erase(0, at);
  return out;
}

std::string Detokenizer::finish() {
  // What waits is one correct beginning: one replacement.
  std::string out(waiting_.empty() ? "" : kReplacement);
  waiting_.clear();
  at_start_ = true;
  return out;
}

Result<std::string> detokenize(const Tokenizer& tokenizer, std::span<const TokenId> ids, DetokenizeOptions options) {
  Detokenizer detokenizer(tokenizer, options);
  std::string out;
  for (const TokenId id : ids) {
    SNUG_TRY(const std::string text, detokenizer.push(id));
    out += text;
  }
  out += detokenizer.finish();
  return out;
}

}  // namespace snug::tokenizer
