#include "engine/plan/plan.h"

#include <gtest/gtest.h>

#include "backends/reference/reference_backend.h"
#include "tests/support/toy_program.h"

namespace snug::plan {
namespace {

using device::ArenaKind;

RunSpec f32_spec(int64_t n_ctx = 128, int32_t chunk = 16) {
  RunSpec spec;
  spec.n_ctx = n_ctx;
  spec.chunk_rows = chunk;
  spec.kv = {quant::DType::F32, quant::DType::F32};
  return spec;
}

Plan plan_of(const program::Program& program, const RunSpec& spec, int n_devices = 1) {
  const std::vector<device::DeviceCaps> caps(static_cast<size_t>(n_devices), reference::reference_caps());
  auto plan = make_plan(program, spec, caps);
  EXPECT_TRUE(plan) << plan.error().detail;
  return *std::move(plan);
}

TEST(Plan, EveryAllocationLiesInItsArenaAndOnlySlotsShare) {
  const Plan plan = plan_of(test::toy_program(), f32_spec());
  for (size_t i = 0; i < plan.allocations.size(); ++i) {
    const Allocation& a = plan.allocations[i];
    EXPECT_LE(a.offset_bytes + a.size_bytes, plan.arenas[a.arena].size_bytes) << a.reason;
    EXPECT_EQ(a.offset_bytes % 64, 0) << a.reason;
    for (size_t j = 0; j < i; ++j) {
      const Allocation& b = plan.allocations[j];
      if (a.arena != b.arena || (a.reason.starts_with("slot ") && b.reason.starts_with("slot "))) continue;
      EXPECT_TRUE(a.offset_bytes + a.size_bytes <= b.offset_bytes || b.offset_bytes + b.size_bytes <= a.offset_bytes)
          << a.reason << " and " << b.reason;
    }
  }
}

TEST(Plan, KvBytesAreTheFormula) {
  test::ToyShape shape;
  const Plan plan = plan_of(test::toy_program(shape), f32_spec(1000));
  // 16 pages of 64 tokens, 3 layers, K and V, 2 heads of 16 floats.
  EXPECT_EQ(plan.bytes(0, ArenaKind::kv), 16 * 64 * 3 * 2 * 2 * 16 * 4);
}

TEST(Plan, AWindowGroupKeepsWindowAndChunkOnly) {
  program::KvGroupDecl group{program::KvKind::window, 512, {}};
  EXPECT_EQ(pages_per_sequence(group, 1 << 20, 512), (512 + 512) / 64 + 1);
  EXPECT_EQ(pages_per_sequence(group, 256, 512), 4);
  group.kind = program::KvKind::full;
  EXPECT_EQ(pages_per_sequence(group, 257, 512), 5);
}

TEST(Plan, NeedGrowsWithContextAndWithRows) {
  const program::Program program = test::toy_program();
  int64_t last = 0;
  for (const int64_t n_ctx : {64, 65, 1000, 100000}) {
    const Plan plan = plan_of(program, f32_spec(n_ctx));
    EXPECT_GE(plan.bytes(0, ArenaKind::kv), last);
    last = plan.bytes(0, ArenaKind::kv);
  }
  EXPECT_GT(plan_of(program, f32_spec(128, 64)).bytes(0, ArenaKind::scratch),
            plan_of(program, f32_spec(128, 8)).bytes(0, ArenaKind::scratch));
}

TEST(Plan, ASplitPutsEachLayerAndItsKvOnOneDevice) {
  RunSpec spec = f32_spec();
  spec.spans = {{0, 0, 2}, {1, 2, 3}};
  const Plan plan = plan_of(test::toy_program(), spec, 2);
  int both = 0, none = 0;
  for (size_t w = 0; w < plan.program.weights.size(); ++w) {
    const bool on0 = plan.devices[0].weights[w].arena >= 0;
    const bool on1 = plan.devices[1].weights[w].arena >= 0;
    both += on0 && on1;
    none += !on0 && !on1;
  }
  EXPECT_EQ(both, 0);
  EXPECT_EQ(none, 0);
  EXPECT_EQ(plan.bytes(0, ArenaKind::kv), 2 * plan.bytes(1, ArenaKind::kv));
  EXPECT_GE(plan.devices[0].slots[0].arena, 0);  // x lives on both: it is what crosses the cut
  EXPECT_GE(plan.devices[1].slots[0].arena, 0);
}

TEST(Plan, RefusesSpecsThatCannotBe) {
  const program::Program program = test::toy_program();
  const device::DeviceCaps caps = reference::reference_caps();
  const auto code = [&](const RunSpec& spec) {
    const auto plan = make_plan(program, spec, std::span(&caps, 1));
    return plan ? std::optional<Code>() : plan.error().code;
  };
  RunSpec spec = f32_spec();
  spec.n_ctx = 0;
  EXPECT_EQ(code(spec), Code::bad_value);
  spec = f32_spec();
  spec.spans = {{0, 0, 2}};
  EXPECT_EQ(code(spec), Code::bad_value);
  spec = f32_spec();
  spec.spans = {{1, 0, 3}};
  EXPECT_EQ(code(spec), Code::bad_value);
  spec = f32_spec();
  spec.kv = {quant::DType::F16, quant::DType::F16};
  EXPECT_EQ(code(spec), Code::unsupported);
}

TEST(Plan, AnArenaIsCutAtTheLargestAllocation) {
  device::DeviceCaps caps = reference::reference_caps();
  caps.max_alloc_bytes = 60'000;
  const auto plan = make_plan(test::toy_program(), f32_spec(), std::span(&caps, 1));
  ASSERT_TRUE(plan);
  for (const ArenaPlan& arena : plan->arenas) {
    if (arena.kind != ArenaKind::weights) continue;
    EXPECT_LE(arena.size_bytes, 60'000);
  }
}

}  // namespace
}  // namespace snug::plan
