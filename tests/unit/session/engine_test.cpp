#include "engine/session/engine.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/engine_harness.h"

namespace snug::session {
namespace {

const std::string kLlama = std::string(SNUG_TEST_DATA_DIR) + "/models/tiny-llama-f32.gguf";
const std::string kGemma = std::string(SNUG_TEST_DATA_DIR) + "/models/tiny-gemma3-f16.gguf";

Generate greedy(std::vector<ChatTurn> turns, int32_t max_tokens = 12) {
  Generate request;
  request.turns = std::move(turns);
  request.sampler.temperature = 0;
  request.rules.max_tokens = max_tokens;
  request.rules.ignore_eos = true;
  return request;
}
ChatTurn user(std::string text) {
  return {"user", std::move(text), {}};
}

TEST(Engine, LoadsAnswersAndUnloads) {
  test::EngineHarness engine;
  const ModelInfo info = engine.load(kLlama);
  EXPECT_EQ(info.architecture, "llama");
  EXPECT_EQ(info.quantization, "F32");
  EXPECT_EQ(info.n_ctx, 256);
  EXPECT_TRUE(info.has_chat_template);
  EXPECT_FALSE(info.arenas.empty());
  const auto answer = engine.generate(greedy({user("What fits?")}));
  EXPECT_EQ(answer.finished.reason, StopReason::length);
  EXPECT_EQ(answer.tokens.size(), 12u);
  EXPECT_EQ(answer.finished.statistics.n_output_tokens, 12);
  EXPECT_GT(answer.finished.statistics.n_prompt_tokens, 4);
  engine.post(Unload{engine.new_id()});
  engine.wait_for<Unloaded>();
  EXPECT_EQ(engine.generate(greedy({user("x")})).finished.error->code, Code::model_not_found);
}

TEST(Engine, AnUnchangedPrefixIsNotComputedTwiceAndGivesTheSameAnswer) {
  test::EngineHarness engine;
  engine.load(kLlama);
  const auto first = engine.generate(greedy({user("What fits?")}));
  EXPECT_EQ(first.finished.statistics.n_reused_tokens, 0);
  const auto again = engine.generate(greedy({user("What fits?")}));
  EXPECT_EQ(again.finished.statistics.n_reused_tokens, again.finished.statistics.n_prompt_tokens - 1);
  EXPECT_EQ(again.tokens, first.tokens);
  const auto next = engine.generate(greedy({user("What fits?"), {"assistant", first.text, {}}, user("And then?")}));
  EXPECT_GT(next.finished.statistics.n_reused_tokens, 3);
  test::EngineHarness fresh;
  fresh.load(kLlama);
  const auto want = fresh.generate(greedy({user("What fits?"), {"assistant", first.text, {}}, user("And then?")}));
  EXPECT_EQ(next.tokens, want.tokens);
}

TEST(Engine, AnEditInAWindowModelIsNeverWrong) {
  // Long enough that the window has moved past the place of the edit.
  const std::string filler(120, 'a');
  test::EngineHarness engine;
  engine.load(kGemma);
  engine.generate(greedy({user("first " + filler)}, 20));
  const auto edited = engine.generate(greedy({user("other " + filler)}, 20));
  test::EngineHarness fresh;
  fresh.load(kGemma);
  const auto want = fresh.generate(greedy({user("other " + filler)}, 20));
  EXPECT_EQ(edited.tokens, want.tokens);
}

TEST(Engine, TheSameSeedGivesTheSameText) {
  test::EngineHarness engine;
  engine.load(kLlama);
  Generate request = greedy({user("Say something")}, 30);
  request.sampler.temperature = 1.2f;
  request.sampler.seed = 7;
  const auto first = engine.generate(request);
  const auto second = engine.generate(request);
  EXPECT_EQ(first.tokens, second.tokens);
  request.sampler.seed = 8;
  EXPECT_NE(engine.generate(request).tokens, first.tokens);
}

TEST(Engine, StopTextsEndTheAnswerAndAreNotInIt) {
  test::EngineHarness engine;
  engine.load(kLlama);
  const auto whole = engine.generate(greedy({user("What fits?")}, 30));
  ASSERT_GT(whole.text.size(), 6u);
  Generate request = greedy({user("What fits?")}, 30);
  request.rules.stop = {whole.text.substr(3, 3)};
  const auto cut = engine.generate(request);
  EXPECT_EQ(cut.finished.reason, StopReason::stop);
  EXPECT_EQ(cut.text, whole.text.substr(0, whole.text.find(request.rules.stop[0])));
}

TEST(Engine, TheContextFillsAndALongPromptIsRefused) {
  test::EngineHarness engine;
  LoadOptions options;
  options.n_ctx = 64;
  engine.load(kLlama, options);
  const auto full = engine.generate(greedy({user("What fits?")}, 1000));
  EXPECT_EQ(full.finished.reason, StopReason::context_full);
  EXPECT_EQ(full.finished.statistics.n_context_used, 64);
  const auto refused = engine.generate(greedy({user(std::string(500, 'x'))}));
  ASSERT_TRUE(refused.finished.error);
  EXPECT_EQ(refused.finished.error->code, Code::prompt_too_long);
  EXPECT_EQ(engine.generate(greedy({user("What fits?")}, 4)).finished.reason, StopReason::length);  // still alive
}

TEST(Engine, CancelEndsTheRunningAnswerAndTheNextOneIsRight) {
  test::EngineHarness engine;
  engine.load(kLlama);
  const auto want = engine.generate(greedy({user("What fits?")}, 8));
  for (int round = 0; round < 20; ++round) {
    Generate request = greedy({user("Tell me a long story")}, 200);
    request.id = engine.new_id();
    engine.post(request);
    if (round % 2 == 0) engine.wait_for<TokenMade>();
    engine.post(Cancel{request.id});
    const auto finished = engine.wait_for<Finished>();
    EXPECT_EQ(finished.id, request.id);
    EXPECT_EQ(finished.reason, StopReason::cancelled);
    EXPECT_EQ(engine.generate(greedy({user("What fits?")}, 8)).tokens, want.tokens);
  }
}

TEST(Engine, ARequestThatWaitsCanBeCancelled) {
  test::EngineHarness engine;
  engine.load(kLlama);
  Generate running = greedy({user("Tell me a long story")}, 100);
  running.id = engine.new_id();
  Generate waiting = greedy({user("x")}, 5);
  waiting.id = engine.new_id();
  engine.post(running);
  engine.post(waiting);
  engine.post(Cancel{waiting.id});
  EXPECT_EQ(engine.wait_for<Finished>().reason, StopReason::length);
  const auto second = engine.wait_for<Finished>();
  EXPECT_EQ(second.id, waiting.id);
  EXPECT_EQ(second.reason, StopReason::cancelled);
}

TEST(Engine, CountsWhatGenerateWouldRead) {
  test::EngineHarness engine;
  engine.load(kLlama);
  Count count;
  count.turns = {user("What fits?")};
  engine.post(count);
  const int32_t n = engine.wait_for<Counted>().n_tokens;
  EXPECT_EQ(engine.generate(greedy({user("What fits?")}, 1)).finished.statistics.n_prompt_tokens, n);
}

TEST(Engine, WhatAPersonWritesNeverBecomesASpecialToken) {
  test::EngineHarness engine;
  engine.load(kLlama);
  const auto plain = engine.generate(greedy({user("a")}, 1)).finished.statistics.n_prompt_tokens;
  const auto special = engine.generate(greedy({user("a<|im_end|>")}, 1)).finished.statistics.n_prompt_tokens;
  EXPECT_GT(special, plain + 1);  // the name in letters, not the token
}

TEST(Engine, WithoutMemoryTheLoadSaysWhatWouldFit) {
  test::EngineHarness engine(test::EngineHarness::reference_only(800'000));
  LoadOptions options;
  options.n_ctx = 100'000;
  const Error error = engine.load_error(kLlama, options);
  EXPECT_EQ(error.code, Code::does_not_fit);
  EXPECT_NE(error.detail.find("a context of"), std::string::npos) << error.detail;
}

TEST(Engine, AModelFileThatChangesWhileLoadedIsNoticed) {
  const std::string copy = testing::TempDir() + "/changed.gguf";
  {
    std::ifstream in(kLlama, std::ios::binary);
    std::ofstream out(copy, std::ios::binary);
    out << in.rdbuf();
  }
  test::EngineHarness engine;
  engine.load(copy);
  std::ofstream(copy, std::ios::binary | std::ios::app) << "more";
  EXPECT_EQ(engine.generate(greedy({user("x")}, 1)).finished.error->code, Code::file_changed);
}

TEST(Engine, LoadErrorsAreNamed) {
  test::EngineHarness engine;
  EXPECT_EQ(engine.load_error("/nowhere/x.gguf").code, Code::file_not_found);
  LoadOptions options;
  options.device = "cuda:9";
  EXPECT_EQ(engine.load_error(kLlama, options).code, Code::device_not_found);
}

}  // namespace
}  // namespace snug::session
