// What only the CPU backend promises: the same bits for any number of threads, ISAs that agree, the pin, abort.
#include <gtest/gtest-spi.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "backends/cpu/cpu_backend.h"
#include "backends/cpu/isa.h"
#include "backends/cpu/kv_page.h"
#include "tests/contract/backends/harness.h"

namespace snug::contract {
namespace {

using quant::DType;

/// Norm, attention, products of two kinds over several row groups.
Case busy_case(int32_t n_rows) {
  Case c(5);
  const SlotId x = c.slot(256);
  const SlotId q = c.slot(256);
  const SlotId a = c.slot(256);
  const SlotId h = c.slot(512);
  program::NormQkvRope op{};
  op.x = x, op.q = q, op.norm = c.vector(256), op.eps = 1e-5f;
  op.wq = c.matrix(DType::Q4_K, 256, 256), op.wk = c.matrix(DType::Q4_K, 256, 64),
  op.wv = c.matrix(DType::Q6_K, 256, 64);
  op.n_heads = 8, op.n_kv_heads = 2, op.head_dim = 32, op.use_rope = true, op.rope.n_dims = 32;
  op.bq = op.bk = op.bv = op.q_norm = op.k_norm = program::kNone;
  op.layer = c.kv_layer(2, 32, 32);
  c.program.ops.emplace_back(op);
  program::AttendCore core{};
  core.q = q, core.out = a, core.layer = op.layer, core.n_heads = 8, core.scale = 0.17f;
  c.program.ops.emplace_back(program::Attend{core});
  c.program.ops.emplace_back(program::ProjAdd{a, x, c.matrix(DType::F16, 256, 256)});
  c.program.ops.emplace_back(program::NormGateUp{x, h, c.vector(256), 1e-5f, c.matrix(DType::Q8_0, 256, 512),
                                                 c.matrix(DType::Q8_0, 256, 512)});
  c.program.ops.emplace_back(program::ProjAdd{h, x, c.matrix(DType::Q4_1, 512, 256)});
  c.program.n_vocab = 1;
  c.outputs = {x, q};
  c.n_ctx = 1024;
  c.step(n_rows).inputs[x] = c.normal(n_rows * 256);
  c.step(1, n_rows).inputs[x] = c.normal(256);
  return c;
}

TEST(CpuBackend, ResultsDoNotDependOnTheNumberOfThreads) {
  const Case c = busy_case(300);
  for (const cpu::Isa isa : cpu::available_isas()) {
    Outputs first;
    for (const int threads : {1, 2, 5}) {
      auto backend = cpu::make_cpu_backend({.threads = threads, .isa = std::string(cpu::name_of(isa))});
      ASSERT_TRUE(backend);
      const Outputs out = run_case(**backend, c, Lowering::for_caps, {DType::F16, DType::F16});
      if (first.empty()) first = out;
      EXPECT_EQ(out, first) << cpu::name_of(isa) << " with " << threads << " threads";
    }
  }
}

TEST(CpuBackend, InstructionSetsAgree) {
  const Case c = busy_case(70);
  auto portable = cpu::make_cpu_backend({.threads = 1, .isa = "portable"});
  const Outputs want = run_case(**portable, c, Lowering::for_caps, {DType::F16, DType::F16});
  for (const cpu::Isa isa : cpu::available_isas()) {
    auto backend = cpu::make_cpu_backend({.threads = 2, .isa = std::string(cpu::name_of(isa))});
    // Not bit for bit (fused multiply-add), but far closer than int8's own error; a rounding that tips the other way
    // moves one code of a block.
    expect_close(run_case(**backend, c, Lowering::for_caps, {DType::F16, DType::F16}), want, {2e-5, 5e-2},
                 std::string(cpu::name_of(isa)));
  }
}

TEST(CpuBackend, UnknownInstructionSetIsAnError) {
  const auto bad = cpu::make_cpu_backend({.threads = 1, .isa = "avx1024"});
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Code::unknown_isa);
}

TEST(CpuBackend, EnvironmentPinsTheInstructionSet) {
  setenv("SNUG_ISA", "portable", 1);
  EXPECT_EQ(cpu::choose_isa(), cpu::Isa::portable);
  setenv("SNUG_ISA", "no such thing", 1);
  const auto bad = cpu::choose_isa();
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Code::unknown_isa);
  EXPECT_FALSE(cpu::make_cpu_backend({.threads = 1, .isa = {}}));
  setenv("SNUG_ISA", "", 1);
  EXPECT_EQ(cpu::choose_isa(), cpu::available_isas().back());
  unsetenv("SNUG_ISA");
}

TEST(CpuBackend, RefusesMoreMemoryThanTheMachineHas) {
  auto backend = cpu::make_cpu_backend({.threads = 1, .isa = {}});
  const auto memory = (*backend)->memory();
  ASSERT_TRUE(memory);
  EXPECT_GT(memory->free_bytes, 0);
  const auto arena = (*backend)->alloc(device::ArenaKind::weights, memory->total_bytes + (int64_t{1} << 30));
  ASSERT_FALSE(arena);
  EXPECT_EQ(arena.error().code, Code::out_of_memory);
  EXPECT_FALSE((*backend)->alloc(device::ArenaKind::weights, -1));
}

TEST(CpuBackend, AbortEndsARunningStepSoonAndTheBackendWorksOn) {
  // A step of some seconds on the slowest kernels.
  Case c(9);
  const SlotId in = c.slot(1024);
  const SlotId out = c.slot(1024);
  const WeightId w = c.matrix(DType::IQ3_S, 1024, 1024);
  for (int i = 0; i < 400; ++i) c.program.ops.emplace_back(program::Linear{in, out, w});
  c.program.n_vocab = 1;
  c.step(128).inputs[in] = c.normal(128 * 1024);
  auto backend = cpu::make_cpu_backend({.threads = 2, .isa = {}});
  std::chrono::steady_clock::time_point asked;
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    asked = std::chrono::steady_clock::now();
    (*backend)->abort();
  });
  Outputs got;
  // The harness reports the cancelled step as a failure; here it is what must happen.
  {
    testing::TestPartResultArray results;
    testing::ScopedFakeTestPartResultReporter reporter(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    got = run_case(**backend, c, Lowering::for_caps, {DType::F32, DType::F32});
  }
  const auto took = std::chrono::steady_clock::now() - asked;
  stopper.join();
  EXPECT_TRUE(got.empty());
  EXPECT_LT(took, std::chrono::milliseconds(250));
  (*backend)->clear_abort();
  Case after = busy_case(3);
  EXPECT_EQ(run_case(**backend, after, Lowering::for_caps, {DType::F16, DType::F16}).size(), 2u);
}

TEST(CpuKv, APageTakesWhatThePlannerCounts) {
  using quant::DType;
  for (const DType type : {DType::F32, DType::F16, DType::Q8_0, DType::Q4_0}) {
    for (const int head_dim : {32, 64, 128, 256, 512}) {
      EXPECT_EQ(cpu::kv_head_bytes(*cpu::kv_format(type), head_dim),
                cpu::kPagePositions * quant::row_bytes(type, head_dim).value())
          << quant::type_info(type).name << " " << head_dim;
      EXPECT_TRUE(cpu::cpu_caps().keeps_kv({type, type}, head_dim));
    }
  }
  EXPECT_FALSE(cpu::cpu_caps().keeps_kv({DType::Q4_0, DType::Q4_0}, 16));
  EXPECT_FALSE(cpu::cpu_caps().keeps_kv({DType::Q5_0, DType::Q5_0}, 64));
}

}  // namespace
}  // namespace snug::contract
