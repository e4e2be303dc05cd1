// Special tokens, input marking, end tokens, and vocabularies that contradict themselves.
#include "engine/tokenizer/tokenizer.h"

#include <gtest/gtest.h>

#include "engine/base/error_table.h"
#include "engine/format/metadata.h"
#include "engine/tokenizer/vocab_metadata.h"

namespace snug::tokenizer {
namespace {

using Ids = std::vector<TokenId>;

/// Lower-case letters 0 to 25, space (U+0120) 26, "ab" 27, "abc" 28, <|im_start|> 29, <|im_end|> 30, <tool> 31
/// (user's).
VocabData bpe_vocab() {
  VocabData out;
  out.model = "gpt2";
  out.pre = "gpt-2";
  for (char c = 'a'; c <= 'z'; ++c) out.tokens.emplace_back(1, c);
  out.tokens.insert(out.tokens.end(), {"\u0120", "ab", "abc", "<|im_start|>", "<|im_end|>", "<tool>"});
  out.types.assign(out.tokens.size(), 1);
  out.types[29] = out.types[30] = 3;
  out.types[31] = 4;
  out.merges = {"a b", "ab c"};
  out.bos = 29;
  out.eos = 30;
  return out;
}

/// <unk> 0, <s> 1, </s> 2, <0x00> 3 to <0xFF> 258, then U+2581, "a", "b", "ab", U+2581 "ab", "<s" and ">" from 259.
VocabData spm_vocab() {
  VocabData out;
  out.model = "llama";
  out.tokens = {"<unk>", "<s>", "</s>"};
  out.types = {2, 3, 3};
  for (int byte = 0; byte < 256; ++byte) {
    constexpr char kHex[] = "0123456789ABCDEF";
    out.tokens.push_back(std::string("<0x") + kHex[byte / 16] + kHex[byte % 16] + ">");
    out.types.push_back(6);
  }
  for (const char* text : {"\u2581", "a", "b", "ab", "\u2581ab", "<s", ">"}) {
    out.tokens.emplace_back(text);
    out.types.push_back(1);
  }
  for (size_t i = 0; i < out.tokens.size(); ++i) out.scores.push_back(-static_cast<float>(i));
  return out;
}

std::unique_ptr<const Tokenizer> make(VocabData vocab) {
  auto out = Tokenizer::create(std::move(vocab));
  EXPECT_TRUE(out) << message_of(out.error());
  return out ? *std::move(out) : nullptr;
}

/// The code with which a vocabulary is refused; `internal` if it is accepted.
Code refusal(VocabData vocab) {
  const auto out = Tokenizer::create(std::move(vocab));
  return out ? Code::internal : out.error().code;
}

TEST(Tokenizer, SpecialTokensOnlyWhereTheyAreAllowed) {
  const auto tokenizer = make(bpe_vocab());
  EXPECT_EQ(tokenizer->encode("<|im_end|>abc", {.parse_special = true}), (Ids{30, 28}));
  const auto plain = tokenizer->encode("<|im_end|>abc");
  ASSERT_TRUE(plain);
  // "im" and "end" are letters that the vocabulary has; the signs are bytes that it lacks.
  EXPECT_EQ(*plain, (Ids{8, 12, 4, 13, 3, 28}));
  EXPECT_EQ(tokenizer->encode("a<tool>b"), (Ids{0, 31, 1})) << "a user-defined token is always one token";
}

TEST(Tokenizer, BosAndEosOnlyWhenAskedAndWanted) {
  VocabData vocab = bpe_vocab();
  EXPECT_EQ(make(vocab)->encode("abc", {.add_special = true}), Ids{28});
  vocab.add_bos = vocab.add_eos = true;
  EXPECT_EQ(make(vocab)->encode("abc", {.add_special = true}), (Ids{29, 28, 30}));
  EXPECT_EQ(make(vocab)->encode("abc"), Ids{28});
  vocab.bos.reset();
  EXPECT_FALSE(make(vocab)->adds_bos()) << "there is none to add";
}

TEST(Tokenizer, PartsMergeAcrossBordersButHidePersonsSpecials) {
  const auto tokenizer = make(bpe_vocab());
  const auto encode = [&](std::vector<TextPart> parts) { return tokenizer->encode_parts(parts); };
  EXPECT_EQ(encode({{"<|im_start|>a", true}, {"bc", false}, {"<|im_end|>", true}}), (Ids{29, 28, 30}));
  const Ids spelled = *tokenizer->encode("<|im_end|>");
  Ids want = {29};
  want.insert(want.end(), spelled.begin(), spelled.end());
  want.push_back(30);
  EXPECT_EQ(encode({{"<|im_start|>", true}, {"<|im_end|>", false}, {"<|im_end|>", true}}), want);
  EXPECT_EQ(encode({{"<|im_", true}, {"end|>", false}}), spelled) << "a person completes what the template began";
  EXPECT_EQ(encode({{"<|im_", false}, {"end|>", true}}), spelled) << "and begins what the template completes";
  EXPECT_EQ(encode({{"<|im_e", true}, {"", false}, {"nd|>", true}}), Ids{30}) << "an empty part is no border";
  EXPECT_EQ(encode({}), Ids{});
  EXPECT_EQ(encode({{"", false}}), Ids{});
}

TEST(Tokenizer, APartMayEndInsideACharacter) {
  const auto tokenizer = make(spm_vocab());
  const std::vector<TextPart> parts = {{"\xC3", true}, {"\xA4", false}};
  EXPECT_EQ(tokenizer->encode_parts(parts), (Ids{259, 3 + 0xC3, 3 + 0xA4}));
}

TEST(Tokenizer, EndTokens) {
  VocabData vocab = bpe_vocab();
  vocab.tokens[29] = "<|return|>";
  vocab.tokens[31] = "<|call|>";
  vocab.tokens.push_back("<|end|>");
  vocab.types.push_back(3);
  const auto harmony = make(vocab);
  EXPECT_TRUE(harmony->is_eog(29));
  EXPECT_TRUE(harmony->is_eog(30));
  EXPECT_FALSE(harmony->is_eog(32)) << "closes a message, not the answer";
  EXPECT_FALSE(harmony->is_eog(0));
  EXPECT_FALSE(harmony->is_eog(-1));
  EXPECT_FALSE(harmony->is_eog(1000));
  vocab.tokens[31] = "</s>";
  vocab.types[31] = 1;
  EXPECT_FALSE(make(vocab)->is_eog(31)) << "a normal token of that spelling is text";
}

TEST(Tokenizer, SentencePieceDefaultsBytesAndPrefix) {
  const auto tokenizer = make(spm_vocab());
  EXPECT_EQ(tokenizer->bos(), 1);
  EXPECT_EQ(tokenizer->eos(), 2);
  EXPECT_TRUE(tokenizer->adds_bos());
  EXPECT_TRUE(tokenizer->adds_space_prefix());
  EXPECT_EQ(tokenizer->encode("ab"), Ids{263});
  EXPECT_EQ(tokenizer->encode("abab ab"), (Ids{263, 262, 263}));
  EXPECT_EQ(tokenizer->encode("\u00e4"), (Ids{259, 3 + 0xC3, 3 + 0xA4}));
  EXPECT_EQ(tokenizer->encode("ab</s>ab", {.parse_special = true}), (Ids{263, 2, 263}));
  EXPECT_EQ(tokenizer->encode("<s>"), (Ids{259, 264, 265})) << "merges never make a control token";
  EXPECT_EQ(tokenizer->encode("<0x0A>").value().size(), 7u) << "nor a byte token";
  VocabData vocab = spm_vocab();
  vocab.add_space_prefix = false;
  EXPECT_EQ(make(vocab)->encode("ab"), Ids{262});
}

TEST(Tokenizer, CharacterBpeFallsBackToBytes) {
  VocabData vocab = spm_vocab();
  vocab.model = "gemma4";
  vocab.scores.clear();
  vocab.merges = {"a b", "\u2581 ab"};
  const auto tokenizer = make(vocab);
  EXPECT_EQ(tokenizer->encode("ab ab\n"), (Ids{262, 263, 3 + 0x0A}));
  EXPECT_EQ(tokenizer->encode("\u00e4"), (Ids{3 + 0xC3, 3 + 0xA4}));
}

TEST(Tokenizer, RefusesTextThatIsNotUtf8) {
  for (const VocabData& vocab : {bpe_vocab(), spm_vocab()}) {
    const auto tokenizer = make(vocab);
    for (const char* text :
         {"abc\xFF", "abc\xC3", "abc\xED\xA0\x80", "abc\xC0\x80", "abc\xF4\x90\x80\x80", "abc\x80"}) {
      const auto got = tokenizer->encode(text);
      ASSERT_FALSE(got) << text;
      EXPECT_EQ(got.error().code, Code::bad_text);
      EXPECT_EQ(got.error().detail, "byte 3 is not UTF-8");
    }
  }
}

TEST(Tokenizer, RefusesTextThatIsTooLong) {
  const auto tokenizer = make(bpe_vocab());
  const auto got = tokenizer->encode(std::string(Tokenizer::kLongestText + 1, 'a'));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Code::bad_input);
}

TEST(MalformedVocab, LengthsIdsAndTypes) {
  const auto with = [](auto change) {
    VocabData vocab = bpe_vocab();
    change(vocab);
    return refusal(std::move(vocab));
  };
  EXPECT_EQ(with([](VocabData&) {}), Code::internal);
  EXPECT_EQ(with([](VocabData& v) { v.tokens.clear(); }), Code::missing_tokenizer);
  EXPECT_EQ(with([](VocabData& v) { v.types.pop_back(); }), Code::tokenizer_malformed);
  EXPECT_EQ(with([](VocabData& v) { v.types.push_back(1); }), Code::tokenizer_malformed);
  EXPECT_EQ(with([](VocabData& v) { v.scores = {1, 2}; }), Code::tokenizer_malformed);
  EXPECT_EQ(with([](VocabData& v) { v.types[3] = 7; }), Code::tokenizer_malformed);
  EXPECT_EQ(with([](VocabData& v) { v.types[3] = -1; }), Code::tokenizer_malformed);
  for (const int64_t id : {int64_t{-1}, int64_t{32}, int64_t{1} << 31, int64_t{1} << 32, INT64_MAX, INT64_MIN}) {
    EXPECT_EQ(with([&](VocabData& v) { v.bos = id; }), Code::tokenizer_malformed) << id;
    EXPECT_EQ(with([&](VocabData& v) { v.eom = id; }), Code::tokenizer_malformed) << id;
    EXPECT_EQ(with([&](VocabData& v) { v.unk = id; }), Code::tokenizer_malformed) << id;
  }
}

TEST(MalformedVocab, Merges) {
  for (const char* merge : {"", " ", "ab", "a ", "  "}) {
    VocabData vocab = bpe_vocab();
    vocab.merges.emplace_back(merge);
    EXPECT_EQ(refusal(std::move(vocab)), Code::tokenizer_malformed) << '"' << merge << '"';
  }
  VocabData none = bpe_vocab();
  none.merges.clear();
  EXPECT_EQ(refusal(std::move(none)), Code::tokenizer_malformed);
  // A merge whose result is no token is taken back to its bytes; one step more may be a token again.
  VocabData steps = bpe_vocab();
  steps.merges = {"b c", "a bc", "x y"};
  const auto tokenizer = make(steps);
  EXPECT_EQ(tokenizer->encode("abc"), Ids{28});
  EXPECT_EQ(tokenizer->encode("bc"), (Ids{1, 2}));
  EXPECT_EQ(tokenizer->encode("xy"), (Ids{23, 24}));
  // Three spaces are parts too, if the left one is a space: no ids, no crash.
  VocabData spaces = bpe_vocab();
  spaces.merges.emplace_back("   ");
  EXPECT_TRUE(make(spaces));
}

TEST(MalformedVocab, TokenTexts) {
  VocabData vocab = bpe_vocab();
  vocab.tokens[3] = "";
  vocab.tokens[4] = "\xFF\xC3";
  vocab.tokens[5] = "a";  // twice: the last one counts
  vocab.tokens[29] = "";  // a control token without a name
  vocab.tokens[6] = std::string(100'000, 'x');
  const auto tokenizer = make(vocab);
  EXPECT_EQ(tokenizer->encode("a"), Ids{5});
  EXPECT_EQ(tokenizer->piece(3), "");
  EXPECT_EQ(tokenizer->piece(4), "\xFF\xC3");
  EXPECT_EQ(tokenizer->piece(-1), "");
  EXPECT_EQ(tokenizer->piece(32), "");
  vocab.tokens[30] = std::string(AddedTokens::kLongest + 1, '<');
  EXPECT_EQ(refusal(vocab), Code::tokenizer_malformed);
}

TEST(MalformedVocab, SentencePiece) {
  VocabData no_scores = spm_vocab();
  no_scores.scores.clear();
  EXPECT_EQ(refusal(no_scores), Code::tokenizer_malformed);
  VocabData nan = spm_vocab();
  nan.scores[5] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(refusal(nan), Code::tokenizer_malformed);
  VocabData infinite = spm_vocab();
  infinite.scores[262] = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(make(infinite));
  // CVE-2025-52566 and its like: the text of a byte token is not trusted.
  for (const char* text : {"<0x-1>", "<0x1>", "<0xGG>", "", "<0x100>"}) {
    VocabData bytes = spm_vocab();
    bytes.tokens[10] = text;
    EXPECT_EQ(refusal(bytes), Code::tokenizer_malformed) << text;
  }
  VocabData silent = spm_vocab();
  silent.types[0] = silent.types[10] = 1;
  EXPECT_EQ(refusal(silent), Code::tokenizer_malformed) << "neither every byte nor <unk>";
  VocabData fallback = spm_vocab();
  for (size_t i = 3; i < 259; ++i) fallback.types[i] = 5;
  EXPECT_EQ(make(fallback)->encode("\u00e4b"), (Ids{259, 0, 261})) << "one <unk> for a character";
}

TEST(Vocab, UnknownKindsAreNamed) {
  for (const char* model : {"bert", "t5", "rwkv", "no-such\nmodel", ""}) {
    VocabData vocab = bpe_vocab();
    vocab.model = model;
    const auto out = Tokenizer::create(vocab);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, Code::tokenizer_unsupported);
    EXPECT_FALSE(out.error().detail.empty());
  }
  VocabData vocab = bpe_vocab();
  vocab.pre = "from-the-future";
  const auto out = Tokenizer::create(vocab);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, Code::tokenizer_unsupported);
  EXPECT_NE(out.error().detail.find("from-the-future"), std::string::npos);
}

TEST(Vocab, FromMetadata) {
  format::Metadata metadata;
  EXPECT_EQ(vocab_from_metadata(metadata).error().code, Code::missing_tokenizer);
  metadata.set("tokenizer.ggml.model", std::string("gpt2"));
  EXPECT_EQ(vocab_from_metadata(metadata).error().code, Code::missing_tokenizer);
  format::StringArray tokens;
  for (const char* text : {"a", "b", "ab"}) tokens.push_back(text);
  metadata.set("tokenizer.ggml.tokens", tokens);
  format::StringArray merges;
  merges.push_back("a b");
  metadata.set("tokenizer.ggml.merges", merges);
  metadata.set("tokenizer.ggml.eos_token_id", uint32_t{2});
  metadata.set("tokenizer.ggml.add_bos_token", false);
  const auto vocab = vocab_from_metadata(metadata);
  ASSERT_TRUE(vocab) << message_of(vocab.error());
  EXPECT_EQ(vocab->tokens.size(), 3u);
  EXPECT_EQ(vocab->eos, 2);
  EXPECT_EQ(vocab->add_bos, false);
  EXPECT_EQ(make(*vocab)->encode("aab"), (Ids{0, 2}));
  metadata.set("tokenizer.ggml.merges", std::string("a b"));
  EXPECT_EQ(vocab_from_metadata(metadata).error().code, Code::bad_value);
}

}  // namespace
}  // namespace snug::tokenizer
