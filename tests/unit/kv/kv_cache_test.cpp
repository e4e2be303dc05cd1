#include "engine/kv/kv_cache.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "backends/reference/reference_backend.h"
#include "tests/support/toy_program.h"

namespace snug::kv {
namespace {

plan::Plan plan_with(int32_t window, int64_t n_ctx, int32_t chunk, int32_t n_sequences = 1) {
  test::ToyShape shape;
  shape.window = window;
  plan::RunSpec spec;
  spec.n_ctx = n_ctx;
  spec.chunk_rows = chunk;
  spec.n_sequences = n_sequences;
  spec.kv = {quant::DType::F32, quant::DType::F32};
  const device::DeviceCaps caps = reference::reference_caps();
  return *plan::make_plan(test::toy_program(shape), spec, std::span(&caps, 1));
}

TEST(KvCache, RefusesMoreThanTheContext) {
  const plan::Plan plan = plan_with(0, 100, 32);
  KvCache cache(plan);
  EXPECT_TRUE(cache.extend(0, 100));
  const auto status = cache.extend(0, 1);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::prompt_too_long);
  EXPECT_EQ(cache.length(0), 100);
}

TEST(KvCache, AFullGroupRewindsToAnyPosition) {
  const plan::Plan plan = plan_with(0, 1000, 64);
  KvCache cache(plan);
  ASSERT_TRUE(cache.extend(0, 900));
  EXPECT_EQ(cache.rewind(0, 17), 17);
  EXPECT_EQ(cache.length(0), 17);
  EXPECT_EQ(cache.rewind(0, 500), 17);  // never forward
}

TEST(KvCache, AWindowThatHasMovedOnMustBeComputedAgain) {
  const plan::Plan plan = plan_with(128, 4096, 64);
  KvCache cache(plan);
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(cache.extend(0, 64));
  EXPECT_EQ(cache.rewind(0, 2048 - 20), 2048 - 20);  // everything it sees is kept
  EXPECT_EQ(cache.rewind(0, 600), 0);                // its window is gone
}

// Every position that a row of the step may see has a page of its own, whatever is done to the cache.
TEST(KvCache, VisiblePositionsAlwaysHaveAPageOfTheirOwn) {
  const int32_t window = 100;
  const plan::Plan plan = plan_with(window, 2000, 48, 2);
  KvCache cache(plan);
  std::mt19937 random(3);
  for (int round = 0; round < 3000; ++round) {
    const int32_t seq = static_cast<int32_t>(random() % 2);
    if (random() % 10 == 0) {
      cache.rewind(seq, static_cast<int32_t>(random() % (cache.length(seq) + 1)));
      continue;
    }
    const int32_t n = 1 + static_cast<int32_t>(random() % 48);
    const int32_t before = cache.length(seq);
    if (!cache.extend(seq, n)) {
      cache.rewind(seq, 0);
      continue;
    }
    for (int32_t group = 0; group < 2; ++group) {
      std::set<int32_t> pages;
      size_t held = 0;
      for (int32_t s = 0; s < 2; ++s) {
        for (int32_t p = 0; p < cache.stride(); ++p) {
          const int32_t page = cache.tables()[(s * 2 + group) * cache.stride() + p];
          if (page >= 0) ++held, pages.insert(page);
        }
      }
      EXPECT_EQ(pages.size(), held) << "a page is held twice";
      const int32_t first = group == 1 ? std::max(0, before - window + 1) : 0;
      for (int32_t pos = first; pos < cache.length(seq); ++pos) {
        ASSERT_GE(cache.tables()[(seq * 2 + group) * cache.stride() + pos / 64], 0) << "position " << pos;
      }
    }
  }
}

}  // namespace
}  // namespace snug::kv
