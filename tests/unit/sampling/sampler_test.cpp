#include "engine/sampling/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

namespace snug::sampling {
namespace {

SamplerParams plain(float temperature = 1.0f) {
  SamplerParams p;
  p.temperature = temperature;
  p.top_k = 0;
  p.top_p = 1.0f;
  p.min_p = 0.0f;
  return p;
}

std::map<int32_t, int> draw(const SamplerParams& params, std::span<const float> logits, int n = 20000,
                            uint64_t seed = 1) {
  Sampler sampler(params, seed, std::ssize(logits));
  std::map<int32_t, int> counts;
  for (int i = 0; i < n; ++i) ++counts[sampler.sample(logits)];
  return counts;
}

TEST(Sampler, GreedyTakesTheLargestAndTheLowestIdOfEquals) {
  const std::vector<float> logits{1, 5, 5, 2};
  Sampler sampler(plain(0), 1, 4);
  EXPECT_EQ(sampler.sample(logits), 1);
}

TEST(Sampler, FrequenciesFollowTheSoftmax) {
  const std::vector<float> logits{0.0f, 1.0f, 2.0f, -1.0f};
  double sum = 0;
  for (const float l : logits) sum += std::exp(l);
  const auto counts = draw(plain(), logits, 100000);
  for (int32_t i = 0; i < 4; ++i) EXPECT_NEAR(counts.at(i) / 100000.0, std::exp(logits[i]) / sum, 0.006) << i;
}

TEST(Sampler, TemperatureSharpens) {
  const std::vector<float> logits{0.0f, 1.0f};
  const double p = 1.0 / (1.0 + std::exp(-2.0));
  EXPECT_NEAR(draw(plain(0.5f), logits, 100000).at(1) / 100000.0, p, 0.006);
}

TEST(Sampler, TopKTopPAndMinPCutWhatTheySay) {
  const std::vector<float> logits{std::log(0.5f), std::log(0.3f), std::log(0.15f), std::log(0.05f)};
  SamplerParams p = plain();
  p.top_k = 2;
  EXPECT_EQ(draw(p, logits).size(), 2u);
  p = plain();
  p.top_p = 0.75f;  // 0.5 + 0.3 reaches it
  EXPECT_EQ(draw(p, logits).size(), 2u);
  p = plain();
  p.min_p = 0.2f;  // of 0.5: 0.1
  EXPECT_EQ(draw(p, logits).size(), 3u);
}

TEST(Sampler, ANucleusWiderThanTheFirstSortIsStillWhole) {
  const std::vector<float> logits(1000, 0.0f);
  SamplerParams p = plain();
  p.top_p = 0.9f;
  const auto counts = draw(p, logits, 50000);
  EXPECT_NEAR(static_cast<double>(counts.size()), 900, 1);
}

TEST(Sampler, TheSameSeedGivesTheSameTokens) {
  std::vector<float> logits(500);
  for (size_t i = 0; i < logits.size(); ++i) logits[i] = std::sin(static_cast<float>(i));
  const auto run = [&](uint64_t seed) {
    Sampler sampler(SamplerParams{}, seed, 500);
    std::vector<int32_t> out;
    for (int i = 0; i < 100; ++i) {
      out.push_back(sampler.sample(logits));
      sampler.accept(out.back());
    }
    return out;
  };
  EXPECT_EQ(run(42), run(42));
  EXPECT_NE(run(42), run(43));
}

TEST(Sampler, PenaltiesPushSaidTokensDownWithinTheirWindow) {
  const std::vector<float> logits{2.0f, 1.9f};
  SamplerParams p = plain(0);
  p.presence_penalty = 0.5f;
  p.penalty_last_n = 2;
  Sampler sampler(p, 1, 2);
  EXPECT_EQ(sampler.sample(logits), 0);
  sampler.accept(0);
  EXPECT_EQ(sampler.sample(logits), 1);
  sampler.accept(1);
  EXPECT_EQ(sampler.sample(logits), 0);  // both are penalized
  sampler.accept(1);                     // 0 has left the window
  EXPECT_EQ(sampler.sample(logits), 0);
}

TEST(Sampler, RepeatPenaltyDividesPositiveAndMultipliesNegativeLogits) {
  SamplerParams p = plain(0);
  p.repeat_penalty = 2.0f;
  Sampler positive(p, 1, 2);
  positive.accept(0);
  EXPECT_EQ(positive.sample(std::vector<float>{3.0f, 2.0f}), 1);
  Sampler negative(p, 1, 2);
  negative.accept(0);
  EXPECT_EQ(negative.sample(std::vector<float>{-1.0f, -1.5f}), 1);
}

TEST(Sampler, ABannedTokenIsNeverDrawn) {
  SamplerParams p = plain();
  p.logit_bias = {{1, -std::numeric_limits<float>::infinity()}};
  EXPECT_EQ(draw(p, std::vector<float>{0.0f, 9.0f, 0.0f}).count(1), 0u);
}

TEST(Sampler, SettingsOutOfRangeAreNamed) {
  SamplerParams p;
  p.temperature = std::nanf("");
  ASSERT_FALSE(validate(p));
  EXPECT_NE(validate(p).error().detail.find("temperature"), std::string::npos);
  p = {};
  p.top_p = 1.5f;
  EXPECT_FALSE(validate(p));
  EXPECT_TRUE(validate(SamplerParams{}));
}

}  // namespace
}  // namespace snug::sampling
