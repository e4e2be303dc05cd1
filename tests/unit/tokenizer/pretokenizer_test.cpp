// Where text is cut: against the `tokenizers` library for every rule, and on input made to be slow.
#include "engine/tokenizer/pretokenizer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/base/error_table.h"

namespace snug::tokenizer {
namespace {

using nlohmann::json;

json data(const std::string& name) {
  std::ifstream in(std::string(SNUG_TEST_DATA_DIR) + "/tokenizer/" + name);
  return json::parse(in);
}

/// The hash of make_golden.py: FNV-1a over the ends as decimal text with commas.
std::string hash_of(const std::vector<ByteSpan>& pieces) {
  std::string text;
  for (const ByteSpan& piece : pieces) text += (text.empty() ? "" : ",") + std::to_string(piece.end);
  uint64_t value = 0xCBF29CE484222325;
  for (const char c : text) value = (value ^ static_cast<uint8_t>(c)) * 0x100000001B3;
  return fmt::format("{:016x}", value);
}

std::string show(std::string_view text, const std::vector<ByteSpan>& pieces) {
  json out = json::array();
  for (const ByteSpan& piece : pieces) out.push_back(text.substr(piece.begin, piece.end - piece.begin));
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

TEST(PreTokenizer, CutsWhereTheOracleCuts) {
  const auto texts = data("texts.json").get<std::vector<std::string>>();
  const json pieces = data("pieces.json");
  ASSERT_GE(pieces.size(), 20u);
  for (const auto& [name, hashes] : pieces.items()) {
    const PreRule* rule = find_pre_rule(name);
    ASSERT_NE(rule, nullptr) << name;
    auto pre = PreTokenizer::create(rule->steps);
    ASSERT_TRUE(pre) << name << ": " << message_of(pre.error());
    ASSERT_EQ(hashes.size(), texts.size());
    int wrong = 0;
    for (size_t i = 0; i < texts.size(); ++i) {
      const auto got = pre->split(texts[i]);
      ASSERT_TRUE(got) << message_of(got.error());
      if (hash_of(*got) != hashes[i].get<std::string>() && ++wrong <= 3) {
        ADD_FAILURE() << name << ", text " << i << ": " << show(texts[i], *got);
      }
    }
    EXPECT_EQ(wrong, 0) << name;
  }
}

TEST(PreTokenizer, EveryRuleCompilesAndEveryNameIsUnique) {
  std::set<std::string_view> names;
  for (const PreRule& rule : pre_rules()) {
    for (const std::string_view name : rule.names) EXPECT_TRUE(names.insert(name).second) << name;
    const auto pre = PreTokenizer::create(rule.steps);
    EXPECT_TRUE(pre) << rule.names[0] << ": " << message_of(pre.error());
  }
  EXPECT_EQ(find_pre_rule("no-such-rule"), nullptr);
}

TEST(PreTokenizer, PiecesCoverTheTextWithoutGaps) {
  const auto texts = data("texts.json").get<std::vector<std::string>>();
  for (const PreRule& rule : pre_rules()) {
    const auto pre = PreTokenizer::create(rule.steps);
    ASSERT_TRUE(pre);
    for (const std::string& text : texts) {
      const auto got = pre->split(text);
      ASSERT_TRUE(got);
      uint32_t at = 0;
      for (const ByteSpan& piece : *got) {
        ASSERT_EQ(piece.begin, at);
        ASSERT_LT(piece.begin, piece.end);
        at = piece.end;
      }
      ASSERT_EQ(at, text.size());
    }
  }
}

TEST(PreTokenizer, RefusesWhatIsNotUtf8) {
  const auto pre = PreTokenizer::create(find_pre_rule("smollm")->steps);
  ASSERT_TRUE(pre);
  const auto got = pre->split("ab\xFFz");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, Code::bad_text);
  EXPECT_NE(got.error().detail.find("byte 2"), std::string::npos) << got.error().detail;
}

/// A quadratic run over 100,000 bytes takes many seconds; a linear one some milliseconds.
TEST(PreTokenizer, TimeIsLinearOnHostileText) {
  const std::string_view units[] = {"a", "A", " ", "\n", "1", ".", "\xE4\xB8\xAD", "a ", "aA", "'", "\xC2\xA0", "IMG"};
  for (const PreRule& rule : pre_rules()) {
    const auto pre = PreTokenizer::create(rule.steps);
    ASSERT_TRUE(pre);
    for (const std::string_view unit : units) {
      std::string text;
      while (text.size() < 100'000) text += unit;
      text += "5x";
      const auto start = std::chrono::steady_clock::now();
      ASSERT_TRUE(pre->split(text)) << rule.names[0] << " on " << unit;
      const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
      EXPECT_LT(took.count(), 1.0) << rule.names[0] << " on \"" << unit << "\"";
    }
  }
}

}  // namespace
}  // namespace snug::tokenizer
