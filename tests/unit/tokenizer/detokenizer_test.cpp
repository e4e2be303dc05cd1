// Streaming ids back to text: never half a character, special tokens by choice, the space prefix taken away.
#include "engine/tokenizer/detokenizer.h"

#include <gtest/gtest.h>

#include "engine/base/error_table.h"

namespace snug::tokenizer {
namespace {

/// SentencePiece: <unk> 0, <s> 1, the 256 bytes from 2, then " a" 258, "a" 259.
std::unique_ptr<const Tokenizer> byte_tokenizer() {
  VocabData vocab;
  vocab.model = "llama";
  vocab.tokens = {"<unk>", "<s>"};
  vocab.types = {2, 3};
  for (int byte = 0; byte < 256; ++byte) {
    constexpr char kHex[] = "0123456789ABCDEF";
    vocab.tokens.push_back(std::string("<0x") + kHex[byte / 16] + kHex[byte % 16] + ">");
    vocab.types.push_back(6);
  }
  vocab.tokens.insert(vocab.tokens.end(), {"\u2581a", "a"});
  vocab.types.insert(vocab.types.end(), {1, 1});
  vocab.scores.assign(vocab.tokens.size(), 0.0f);
  auto out = Tokenizer::create(std::move(vocab));
  EXPECT_TRUE(out) << message_of(out.error());
  return *std::move(out);
}

TokenId byte_id(int byte) {
  return 2 + byte;
}

TEST(Detokenizer, HoldsBackHalfACharacter) {
  const auto tokenizer = byte_tokenizer();
  Detokenizer text(*tokenizer);
  EXPECT_EQ(text.push(byte_id(0xF0)), "");
  EXPECT_EQ(text.push(byte_id(0x9F)), "");
  EXPECT_EQ(text.push(byte_id(0x98)), "");
  EXPECT_EQ(text.push(byte_id(0x80)), "\U0001F600");
  EXPECT_EQ(text.finish(), "");
}

TEST(Detokenizer, BrokenBytesBecomeReplacementCharacters) {
  const auto tokenizer = byte_tokenizer();
  // Expected texts are Python's bytes.decode("utf-8", "replace").
  const std::pair<std::vector<int>, const char*> cases[] = {
      {{0xFF}, "\uFFFD"},
      {{0x80, 0x80}, "\uFFFD\uFFFD"},
      {{0xE4, 0xB8, 'x'}, "\uFFFDx"},
      {{0xE4, 0xB8}, "\uFFFD"},
      {{0xF0, 0x9F, 0x98, 0xF0, 0x9F, 0x98, 0x80}, "\uFFFD\U0001F600"},
      {{0xED, 0xA0, 0x80}, "\uFFFD\uFFFD\uFFFD"},
      {{0xF4, 0x90, 0x80, 0x80}, "\uFFFD\uFFFD\uFFFD\uFFFD"},
      {{0xC0, 0x80}, "\uFFFD\uFFFD"},
      {{0xE0, 0x80}, "\uFFFD\uFFFD"},
      {{0xC3}, "\uFFFD"},
      {{'a', 0xC3, 0xC3, 0xA4}, "a\uFFFD\u00E4"},
  };
  for (const auto& [bytes, want] : cases) {
    std::vector<TokenId> ids;
    for (const int byte : bytes) ids.push_back(byte_id(byte));
    EXPECT_EQ(detokenize(*tokenizer, ids), want);
  }
}

TEST(Detokenizer, SpecialTokensByChoice) {
  const auto tokenizer = byte_tokenizer();
  const std::vector<TokenId> ids = {1, 258, 1, 259, 0};
  EXPECT_EQ(detokenize(*tokenizer, ids), "aa");
  EXPECT_EQ(detokenize(*tokenizer, ids, {.show_special = true, .strip_space_prefix = false}), "<s> a<s>a<unk>");
}

TEST(Detokenizer, TakesOneSpaceFromTheVeryStart) {
  const auto tokenizer = byte_tokenizer();
  EXPECT_EQ(detokenize(*tokenizer, std::vector<TokenId>{258, 258}), "a a");
  EXPECT_EQ(detokenize(*tokenizer, std::vector<TokenId>{1, 258}), "a") << "hidden tokens are no start";
  EXPECT_EQ(detokenize(*tokenizer, std::vector<TokenId>{259, 258}), "a a");
  EXPECT_EQ(detokenize(*tokenizer, std::vector<TokenId>{258}, {.strip_space_prefix = false}), " a");
  Detokenizer text(*tokenizer);
  EXPECT_EQ(text.push(258), "a");
  EXPECT_EQ(text.finish(), "");
  EXPECT_EQ(text.push(258), "a") << "finish begins a new text";
}

TEST(Detokenizer, RefusesIdsOutsideTheVocabulary) {
  const auto tokenizer = byte_tokenizer();
  Detokenizer text(*tokenizer);
  EXPECT_EQ(text.push(byte_id(0xC3)), "");
  for (const TokenId id : {-1, 260, INT32_MAX, INT32_MIN}) {
    const auto got = text.push(id);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, Code::bad_token);
  }
  EXPECT_EQ(text.push(byte_id(0xA4)), "\u00E4") << "an error changes nothing";
}

}  // namespace
}  // namespace snug::tokenizer
