// The rules of tokenizer.ggml.pre, as the models' own tokenizer.json state them.
#include <algorithm>
#include <array>

#include "engine/tokenizer/pretokenizer.h"

namespace snug::tokenizer {
namespace {

using Names = std::string_view;
using Kind = PreStep::Kind;
constexpr PreStep split(std::string_view pattern) {
  return {Kind::split, pattern};
}

// Pieces of patterns that several families share.
#define CONTRACTION "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
#define BLANKS "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"
#define WORD_BY_CASE_UPPER "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]"
#define WORD_BY_CASE_LOWER "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"
#define BEFORE_WORD "[^\\r\\n\\p{L}\\p{N}]?"
#define ASCII_PUNCTUATION "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]"

// GPT-2's own pattern (openai/gpt-2, encoder.py).
#define GPT2 "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"
// cl100k and its children: only the width of numbers differs.
#define CL100K(numbers) CONTRACTION "|" BEFORE_WORD "\\p{L}+|" numbers "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|" BLANKS
// o200k: words cut where case changes; `tail` is an optional contraction.
#define O200K(tail, numbers)                                                                        \
  BEFORE_WORD WORD_BY_CASE_UPPER "*" WORD_BY_CASE_LOWER "+" tail "|" BEFORE_WORD WORD_BY_CASE_UPPER \
                                 "+" WORD_BY_CASE_LOWER "*" tail "|" numbers                        \
                                 "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|" BLANKS
// DeepSeek V3 and relatives: punctuation with the letters behind it.
#define DEEPSEEK_WORDS \
  ASCII_PUNCTUATION "[A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|" BLANKS
#define BLOOM " ?[^(\\s|.,!?…。，、।۔،)]+"
// Cased letters of DeepSeek's first tokenizers, an explicit list there.
// Left as it is: clang-format does not settle on lines of wide characters.
// clang-format off
#define DEEPSEEK_CASED                                                                                                                                                             \
  "[A-Za-zµÀ-ÖØ-öø-ƺƼ-ƿǄ-ʓʕ-ʯͰ-ͳͶͷͻ-ͽͿΆΈ-ΊΌΎ-ΡΣ-ϵϷ-ҁҊ-ԯԱ-ՖႠ-ჅᎠ-Ᏽᏸ-ᏽᲐ-ᲺᲽ-Ჿᴀ-ᴫᵫ-ᵷᵹ-ᶚḀ-ἕἘ-"                   \
  "Ἕἠ-"                                                                                                                                                                        \
  "ὅὈ-"                                                                                                                                                                        \
  "Ὅὐ-"                                                                                                                                                                        \
  "ὗὙὛὝὟ-\\u1F7Dᾀ-ᾴᾶ-ᾼ\\u1FBEῂ-ῄῆ-ῌῐ-\\u1FD3ῖ-\\u1FDBῠ-Ῥῲ-ῴῶ-ῼ"                                                                          \
  "ℂℇℊ-ℓℕℙ-ℝℤ\\u2126ℨ\\u212A-ℭℯ-ℴℹℼ-ℿⅅ-ⅉⅎↃↄⰀ-ⱻⱾ-ⳤⳫ-ⳮⳲⳳꙀ-ꙭꚀ-ꚛꜢ-ꝯꝱ-ꞇꞋ-ꞎꭰ-ꮿﬀ-ﬆﬓ-ﬗＡ-Ｚａ-" \
  "ｚ𐐀-"                                                                                                                                                                       \
  "𐑏𐒰-"                                                                                                                                                                      \
  "𐓓𐓘-"                                                                                                                                                                      \
  "𐓻𐲀-𐲲𐳀-𐳲𑢠-𑣟𞤀-𞥃]"
// clang-format on

constexpr PreStep kGpt2[] = {split(GPT2)};
constexpr Names kGpt2Names[] = {"gpt-2",      "gpt2",       "phi-2",      "jina-es",      "jina-de",
                                "jina-v1-en", "jina-v2-es", "jina-v2-de", "jina-v2-code", "roberta-bpe",
                                "gigachat",   "a.x-4.0",    "mellum",     "modern-bert",  "exaone4",
                                "mpt",        "olmo",       "jais",       "trillion",     "granite-docling"};

constexpr PreStep kLlama3[] = {split(CL100K("\\p{N}{1,3}"))};
constexpr Names kLlama3Names[] = {"llama3",  "llama-v3", "llama-bpe", "falcon3",     "falcon-h1",
                                  "pixtral", "midm-2.0", "lfm2",      "jina-v5-nano"};
constexpr Names kCl100kNames[] = {"dbrx", "smaug-bpe", "glm4", "chatglm-bpe"};

constexpr PreStep kQwen2[] = {split(CL100K("\\p{N}"))};
constexpr Names kQwen2Names[] = {"qwen2",     "deepseek-r1-qwen", "kormo",      "f2llmv2", "megrez",
                                 "stablelm2", "hunyuan",          "solar-open", "grok-2"};

constexpr PreStep kQwen35[] = {
    split(CONTRACTION "|" BEFORE_WORD "[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|" BLANKS)};
constexpr Names kQwen35Names[] = {"qwen35"};

constexpr PreStep kSmollm[] = {split("\\p{N}"), split(GPT2)};
constexpr Names kSmollmNames[] = {"smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b"};

constexpr PreStep kFalcon[] = {split("[\\p{P}\\$\\+<=>\\^~\\|`]+"), split(GPT2), split("[0-9][0-9][0-9]")};
constexpr Names kFalconNames[] = {"falcon"};

constexpr PreStep kDefault[] = {split("[\\p{P}\\$\\+<=>\\^~\\|]+"), split(GPT2), split("\\p{N}+"),
                                split("[0-9][0-9][0-9]")};
constexpr Names kDefaultNames[] = {"default"};

// `\s+$` with the look-behind that keeps long runs of blanks linear: only their first blank can begin a match.
constexpr PreStep kDeepseekLlm[] = {
    split("[\\r\\n]"),        split("\\s?" DEEPSEEK_CASED "+"), split("\\s?[!-/:-~！-／：-～‘-‟\\u3000-。]+"),
    split("(?<!\\s)\\s+\\z"), split("[一-龥ࠀ-一가-\\uD7FF]+"),  split("\\p{N}+")};
constexpr Names kDeepseekLlmNames[] = {"deepseek-llm"};

constexpr PreStep kDeepseekCoder[] = {split("[\\r\\n]"), split("\\s?\\p{L}+"), split("\\s?\\p{P}+"),
                                      split("[一-龥ࠀ-一가-\\uD7FF]+"), split("\\p{N}")};
constexpr Names kDeepseekCoderNames[] = {"deepseek-coder"};

constexpr PreStep kDeepseekV3[] = {split("\\p{N}{1,3}"), split("[一-龥\\u3040-ゟ゠-ヿ]+"), split(DEEPSEEK_WORDS)};
constexpr Names kDeepseekV3Names[] = {"deepseek-v3", "hunyuan-dense"};

constexpr PreStep kTekken[] = {split(O200K("", "\\p{N}"))};
constexpr Names kTekkenNames[] = {"tekken"};

constexpr PreStep kO200k[] = {split(O200K(CONTRACTION "?", "\\p{N}{1,3}"))};
constexpr Names kO200kNames[] = {"gpt-4o", "llama4", "kanana2", "minimax-m2"};

constexpr PreStep kTinyAya[] = {{Kind::triples_of_words}, split(O200K(CONTRACTION "?", "\\p{N}{1,3}"))};
constexpr Names kTinyAyaNames[] = {"tiny_aya"};

constexpr PreStep kYoutu[] = {
    split("[가-힣ㄱ-ㆎ]+|[！…“”‘’—：；，、-〿︰-﹏]+|[ㄅ-ㄯ]+|[一-龥\\u3040-ゟ゠-ヿ]+"),
    split(O200K(CONTRACTION "?", "\\p{N}"))};
constexpr Names kYoutuNames[] = {"youtu"};

#define HAN_FREE(set) "[" set "&&[^\\p{Han}]]"
#define KIMI_UPPER HAN_FREE("\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}")
#define KIMI_LOWER HAN_FREE("\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}")
constexpr PreStep kKimi[] = {split("\\p{Han}+|" BEFORE_WORD KIMI_UPPER "*" KIMI_LOWER "+" CONTRACTION
                                   "?|" BEFORE_WORD KIMI_UPPER "+" KIMI_LOWER "*" CONTRACTION
                                   "?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|" BLANKS)};
constexpr Names kKimiNames[] = {"kimi-k2"};

constexpr PreStep kSuperBpe[] = {split("\\p{N}+"), {Kind::triples_ahead}};

constexpr PreStep kBailing[] = {split("'(?i:[sdmt]|ll|ve|re)|" BEFORE_WORD
                                      "\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+")};
constexpr Names kBailingNames[] = {"bailingmoe", "bailingmoe2", "llada-moe"};

constexpr PreStep kSeedCoder[] = {
    split(CONTRACTION "|" BEFORE_WORD "\\p{L}+|\\p{N}{1}| ?[^\\s\\p{L}\\p{N}\\r\\n]+|" BLANKS)};
constexpr Names kSeedCoderNames[] = {"seed-coder"};

constexpr PreStep kJais2[] = {
    split(CONTRACTION "|" BEFORE_WORD "\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+"
                      "|\\s{512}(?!\\S)|\\s{256}(?!\\S)|\\s{128}(?!\\S)|\\s{64}(?!\\S)|\\s{32}(?!\\S)|\\s{16}(?!\\S)"
                      "|\\s{8}(?!\\S)|\\s{4}(?!\\S)|\\s{1,2}(?!\\S)|\\s{1}")};
constexpr Names kJais2Names[] = {"jais-2"};

constexpr PreStep kBloom[] = {split(BLOOM)};
constexpr Names kBloomNames[] = {"bloom", "poro-chat", "gpt3-finnish"};
constexpr PreStep kViking[] = {split(BLOOM), split("\\p{N}")};
constexpr Names kVikingNames[] = {"viking"};

constexpr PreStep kExaoneMoe[] = {split(CONTRACTION
                                        "|" BEFORE_WORD "(?>(?:\\p{L}\\p{M}*(?: \\p{L}\\p{M}*)*)+)"
                                        "|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]?|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+")};
constexpr Names kExaoneMoeNames[] = {"exaone-moe"};

constexpr PreStep kChameleon[] = {split("<sentinel:[0-9]+>"),      split("(?:IMGIMG)(?:(?:A|B|C|D|E|F|G|H|I){1,4})Z"),
                                  split("(?:[\\t\\n]|    |  )"),   split("\\p{N}"),
                                  split("[\\p{P}!-/:-@\\[-`{-~]"), split(GPT2)};
constexpr Names kChameleonNames[] = {"chameleon"};

constexpr PreStep kAfmoe[] = {
    {Kind::triples},
    split("[一-鿿㐀-䶿豈-\\uFAFF\\u3040-ゟ゠-ヿ･-ﾟ⼀-\\u2FDFเ-\\u0E7F\\u0E80-\\u0EFFក-"
          "\\u17FFက-႟ꩠ-ꩿꧠ-\\uA9FF가-\\uD7AFᄀ-ᇿ]+"),
    split(DEEPSEEK_WORDS)};
constexpr Names kAfmoeNames[] = {"afmoe"};
constexpr Names kSuperBpeNames[] = {"superbpe"};

constexpr PreRule kRules[] = {
    {kGpt2Names, kGpt2},
    {kLlama3Names, kLlama3, true, true},
    {kCl100kNames, kLlama3},
    {kQwen2Names, kQwen2},
    {kQwen35Names, kQwen35},
    {kSmollmNames, kSmollm},
    {kFalconNames, kFalcon},
    {kDefaultNames, kDefault},
    {kDeepseekLlmNames, kDeepseekLlm},
    {kDeepseekCoderNames, kDeepseekCoder},
    {kDeepseekV3Names, kDeepseekV3},
    {kTekkenNames, kTekken, true, true},
    {kO200kNames, kO200k},
    {kTinyAyaNames, kTinyAya},
    {kYoutuNames, kYoutu, true},
    {kKimiNames, kKimi},
    {kSuperBpeNames, kSuperBpe},
    {kBailingNames, kBailing},
    {kSeedCoderNames, kSeedCoder},
    {kJais2Names, kJais2},
    {kBloomNames, kBloom},
    {kVikingNames, kViking},
    {kExaoneMoeNames, kExaoneMoe},
    {kChameleonNames, kChameleon, false, true},
    {kAfmoeNames, kAfmoe},
};

}  // namespace

const PreRule* find_pre_rule(std::string_view name) {
  for (const PreRule& rule : kRules) {
    if (std::find(rule.names.begin(), rule.names.end(), name) != rule.names.end()) return &rule;
  }
  return nullptr;
}

std::span<const PreRule> pre_rules() {
  return kRules;
}

}  // namespace snug::tokenizer
