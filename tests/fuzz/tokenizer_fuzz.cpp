// Vocabularies and texts from hostile bytes: whatever they are, a refusal, or ids inside the vocabulary that decode to
// valid UTF-8, the same whole and in parts; text that may not name special tokens never gives one.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "engine/tokenizer/code_points.h"
#include "engine/tokenizer/detokenizer.h"
#include "engine/tokenizer/tokenizer.h"

namespace {

using namespace snug::tokenizer;

void require(bool condition) {
  if (!condition) std::abort();
}

/// Takes what it needs from the front of the input; zeros when that is used up.
class Input {
 public:
  Input(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  uint8_t byte() { return at_ < size_ ? data_[at_++] : 0; }
  std::string text(size_t most) {
    std::string out;
    for (size_t n = byte() % (most + 1); n > 0; --n) out += static_cast<char>(byte());
    return out;
  }
  std::string rest() { return at_ < size_ ? std::string(data_ + at_, data_ + size_) : std::string(); }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

VocabData make_vocab(Input& in) {
  constexpr const char* kModels[] = {"gpt2", "llama", "gemma4", "bert"};
  VocabData out;
  out.model = kModels[in.byte() % 4];
  out.pre = pre_rules()[in.byte() % pre_rules().size()].names[0];
  const uint8_t flags = in.byte();
  if (flags & 1) {  // the 256 byte tokens, so that SentencePiece is often accepted
    for (int byte = 0; byte < 256; ++byte) {
      constexpr char kHex[] = "0123456789ABCDEF";
      out.tokens.push_back(std::string("<0x") + kHex[byte / 16] + kHex[byte % 16] + ">");
      out.types.push_back(6);
      out.scores.push_back(0);
    }
  }
  for (int n = in.byte() % 40; n > 0; --n) {
    out.tokens.push_back(in.text(12));
    out.types.push_back(in.byte() % 8);
    out.scores.push_back(static_cast<float>(in.byte()) - 128.0f);
  }
  for (int n = in.byte() % 40; n > 0; --n) {
    const auto any = [&] { return out.tokens.empty() ? std::string() : out.tokens[in.byte() % out.tokens.size()]; };
    out.merges.push_back((flags & 2) ? any() + " " + any() : in.text(12));
  }
  if (flags & 4) out.types.resize(in.byte());
  if (flags & 8) out.scores.resize(in.byte());
  for (auto* id : {&out.bos, &out.eos, &out.unk}) {
    if (flags & 16) *id = static_cast<int8_t>(in.byte());
  }
  if (flags & 32) out.add_bos = out.add_eos = true;
  if (flags & 64) out.add_space_prefix = false;
  return out;
}

void require_utf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) require(decode_utf8(text, at).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Input in(data, size);
  auto tokenizer = Tokenizer::create(make_vocab(in));
  if (!tokenizer) return 0;
  const size_t cut = in.byte();
  const std::string text = in.rest();
  for (const bool parse_special : {false, true}) {
    const auto ids = (*tokenizer)->encode(text, {.parse_special = parse_special});
    if (!ids) continue;
    for (const TokenId id : *ids) {
      require((*tokenizer)->is_valid(id));
      require(parse_special || (*tokenizer)->type(id) != TokenType::control);
    }
    const auto back = detokenize(**tokenizer, *ids, {.show_special = true});
    require(back.has_value());
    require_utf8(*back);
    const std::string_view all = text;
    const TextPart parts[] = {{all.substr(0, std::min(cut, all.size())), parse_special},
                              {all.substr(std::min(cut, all.size())), parse_special}};
    const auto joined = (*tokenizer)->encode_parts(parts);
    require(joined.has_value() && *joined == *ids);
  }
  return 0;
}
