// Ids against the `tokenizers` library: every fixture of tests/data/tokenizer, and of SNUG_TOKENIZER_FIXTURES if set.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/base/error_table.h"
#include "engine/format/gguf_file.h"
#include "engine/tokenizer/detokenizer.h"
#include "engine/tokenizer/tokenizer.h"
#include "engine/tokenizer/vocab_metadata.h"

namespace snug::tokenizer {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<fs::path> fixtures() {
  std::vector<fs::path> out;
  const char* more = std::getenv("SNUG_TOKENIZER_FIXTURES");
  for (const fs::path& folder : {fs::path(SNUG_TEST_DATA_DIR) / "tokenizer", fs::path(more ? more : "")}) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) {
      const std::string name = entry.path().filename().string();
      if (name.ends_with(".json") && name != "texts.json" && name != "pieces.json") out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

template <class T>
void get(const json& from, const char* key, T& to) {
  if (from.contains(key)) to = from.at(key).get<typename std::decay_t<T>>();
}
template <class T>
void get(const json& from, const char* key, std::optional<T>& to) {
  if (from.contains(key)) to = from.at(key).get<T>();
}

/// A fixture's vocabulary: in the file itself, or the GGUF file that it names.
VocabData vocab_of(const json& fixture) {
  if (fixture.contains("gguf")) {
    auto file = format::GgufFile::open(fixture.at("gguf").get<std::string>());
    EXPECT_TRUE(file) << message_of(file.error());
    auto vocab = vocab_from_metadata(file->metadata());
    EXPECT_TRUE(vocab) << message_of(vocab.error());
    return *std::move(vocab);
  }
  const json& from = fixture.at("vocab");
  VocabData out;
  get(from, "model", out.model);
  get(from, "pre", out.pre);
  get(from, "tokens", out.tokens);
  get(from, "types", out.types);
  get(from, "scores", out.scores);
  get(from, "merges", out.merges);
  get(from, "bos", out.bos);
  get(from, "eos", out.eos);
  get(from, "unk", out.unk);
  get(from, "add_bos", out.add_bos);
  get(from, "add_space_prefix", out.add_space_prefix);
  return out;
}

class GoldenTest : public testing::TestWithParam<fs::path> {};

TEST_P(GoldenTest, IdsEqualTheOracles) {
  std::ifstream in(GetParam());
  const json fixture = json::parse(in);
  auto tokenizer = Tokenizer::create(vocab_of(fixture));
  ASSERT_TRUE(tokenizer) << message_of(tokenizer.error());
  const bool parse_special = fixture.value("parse_special", false);
  int wrong = 0;
  // A case is [text, ids] or, where decoding the ids gives another text, [text, ids, decoded].
  for (const json& one : fixture.at("cases")) {
    const auto text = one.at(0).get<std::string>();
    const auto want = one.at(1).get<std::vector<TokenId>>();
    const auto got = (*tokenizer)->encode(text, {.parse_special = parse_special});
    ASSERT_TRUE(got) << message_of(got.error());
    if (*got != want && ++wrong <= 5) {
      ADD_FAILURE() << json(text).dump() << "\n  want " << json(want).dump() << "\n  got  " << json(*got).dump();
    }
    const auto back = detokenize(**tokenizer, *got, {.show_special = true});
    ASSERT_TRUE(back) << message_of(back.error());
    EXPECT_EQ(*back, one.size() > 2 ? one.at(2).get<std::string>() : text);
  }
  EXPECT_EQ(wrong, 0) << "of " << fixture.at("cases").size();
  RecordProperty("cases", static_cast<int>(fixture.at("cases").size()));
  RecordProperty("wrong", wrong);
}

/// FNV-1a over the ids as decimal text with commas, as make_golden.py has it.
std::string hash_of(const std::vector<TokenId>& ids) {
  std::string text;
  for (const TokenId id : ids) text += (text.empty() ? "" : ",") + std::to_string(id);
  uint64_t value = 0xCBF29CE484222325;
  for (const char c : text) value = (value ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  return fmt::format("{:016x}", value);
}

TEST(StarterTokenizer, IdsEqualTheOracles) {
  const char* path = std::getenv("SNUG_STARTER");
  if (path == nullptr || *path == '\0') GTEST_SKIP() << "SNUG_STARTER does not name the starter model's file";
  auto file = format::GgufFile::open(path);
  ASSERT_TRUE(file) << message_of(file.error());
  auto vocab = vocab_from_metadata(file->metadata());
  ASSERT_TRUE(vocab) << message_of(vocab.error());
  auto tokenizer = Tokenizer::create(*std::move(vocab));
  ASSERT_TRUE(tokenizer) << message_of(tokenizer.error());
  std::ifstream in(std::string(SNUG_TEST_DATA_DIR) + "/tokenizer/starter.hashes");
  const json golden = json::parse(in);
  ASSERT_EQ(golden.at("texts").size(), golden.at("ids").size());
  for (size_t i = 0; i < golden.at("texts").size(); ++i) {
    const auto ids = (*tokenizer)->encode(golden.at("texts")[i].get<std::string>(), {.parse_special = true});
    ASSERT_TRUE(ids);
    EXPECT_EQ(hash_of(*ids), golden.at("ids")[i].get<std::string>()) << golden.at("texts")[i];
  }
  EXPECT_TRUE((*tokenizer)->is_eog(*(*tokenizer)->find_special("<|im_end|>")));
}

INSTANTIATE_TEST_SUITE_P(Fixtures, GoldenTest, testing::ValuesIn(fixtures()), [](const auto& fixture) {
  std::string name = fixture.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); }, '_');
  return name;
});

}  // namespace
}  // namespace snug::tokenizer
