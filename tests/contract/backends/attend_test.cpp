// The cache and attention over it: prefill, then decode, pages out of order, every KV type the backend keeps.
#include <gtest/gtest-spi.h>

#include <cmath>

#include "tests/contract/backends/harness.h"

namespace snug::contract {
namespace {

using program::kNone;

struct Variant {
  int32_t n_heads = 4;
  int32_t n_kv_heads = 2;
  int32_t head_dim_k = 64;
  int32_t head_dim_v = 64;
  int32_t window = 0;
  float softcap = 0;
  bool sinks = false;
};

class AttendTest : public BackendTest {
 protected:
  static Case make(const Variant& v, const std::vector<int32_t>& chunks, int64_t n_ctx) {
    Case c(static_cast<uint32_t>(v.head_dim_k + v.n_heads + v.window));
    const SlotId q = c.slot(int64_t{v.n_heads} * v.head_dim_k);
    const SlotId k = c.slot(int64_t{v.n_kv_heads} * v.head_dim_k);
    const SlotId val = c.slot(int64_t{v.n_kv_heads} * v.head_dim_v);
    const SlotId out = c.slot(int64_t{v.n_heads} * v.head_dim_v);
    const program::KvLayerId layer = c.kv_layer(v.n_kv_heads, v.head_dim_k, v.head_dim_v, v.window);
    c.program.ops.emplace_back(program::KvAppend{k, val, layer});
    program::AttendCore core{};
    core.q = q, core.out = out, core.layer = layer, core.n_heads = v.n_heads;
    core.scale = 1.0f / std::sqrt(static_cast<float>(v.head_dim_k));
    core.softcap = v.softcap, core.window = v.window, core.sinks = v.sinks ? c.vector(v.n_heads) : kNone;
    c.program.ops.emplace_back(core);
    c.program.n_vocab = 1;
    c.outputs = {out};
    c.n_ctx = n_ctx;
    int32_t position = 0;
    for (const int32_t n : chunks) {
      StepRows& s = c.step(n, position);
      s.inputs[q] = c.normal(n * c.program.slots[q].width, 2.0f);
      s.inputs[k] = c.normal(n * c.program.slots[k].width);
      s.inputs[val] = c.normal(n * c.program.slots[val].width);
      position += n;
    }
    return c;
  }

  void check(const Variant& v, const std::vector<int32_t>& chunks, int64_t n_ctx, const std::string& what) {
    const Case c = make(v, chunks, n_ctx);
    const Outputs want = run_reference(c);
    for (const device::KvTypes& kv : GetParam().kv_types) {
      if (!backend().caps().keeps_kv(kv, v.head_dim_k) || !backend().caps().keeps_kv(kv, v.head_dim_v)) continue;
      const std::string types =
          std::string(quant::type_info(kv.k).name) + "/" + std::string(quant::type_info(kv.v).name);
      expect_close(run_case(backend(), c, Lowering::for_caps, kv), want, attend_limit(kv), what + " " + types);
    }
  }
};

TEST_P(AttendTest, HeadsOfEverySize) {
  for (const int32_t dim : {16, 32, 40, 64, 80, 96, 128, 256}) {
    check({.head_dim_k = dim, .head_dim_v = dim}, {70, 1, 3, 1}, 128, "head_dim " + std::to_string(dim));
  }
  check({.head_dim_k = 96, .head_dim_v = 64}, {20, 1}, 64, "unlike K and V");
}

// Keys and values that Q4_0 blocks hold exactly (d = 1/16, codes -8 .. 7): attention over them is as exact as in f32.
TEST_P(AttendTest, Q4BlocksHoldWhatTheySay) {
  const device::KvTypes q4{quant::DType::Q4_0, quant::DType::Q4_0};
  for (const int32_t dim : {32, 64, 128, 256, 512}) {
    if (!backend().caps().keeps_kv(q4, dim)) GTEST_SKIP() << "no q4_0 cache here";
    Case c = make({.head_dim_k = dim, .head_dim_v = dim}, {70, 1, 3}, 128);
    std::uniform_int_distribution<int> code(-8, 7);
    for (StepRows& step : c.steps) {
      for (const SlotId slot : {1, 2}) {
        std::vector<float>& values = step.inputs[slot];
        for (size_t i = 0; i < values.size(); ++i) {
          values[i] = static_cast<float>(i % 32 == 5 ? -8 : code(c.random())) / 16.0f;
        }
      }
    }
    expect_close(run_case(backend(), c, Lowering::for_caps, q4), run_reference(c), {1e-9, 1e-3},
                 "q4_0, head_dim " + std::to_string(dim));
  }
}

TEST_P(AttendTest, GroupsOfHeads) {
  for (const auto& [heads, kv_heads] : {std::pair{1, 1}, {3, 3}, {9, 3}, {8, 1}, {14, 2}, {40, 1}}) {
    check({.n_heads = heads, .n_kv_heads = kv_heads}, {66, 1, 5}, 128,
          std::to_string(heads) + "/" + std::to_string(kv_heads));
  }
}

TEST_P(AttendTest, WindowSoftcapSinks) {
  check({.window = 20}, {100, 1, 1}, 256, "window");
  check({.window = 64}, {64, 64, 1}, 256, "window of a page");
  check({.window = 1}, {10, 1}, 64, "window of one");
  check({.softcap = 5.0f}, {70, 1}, 128, "softcap");
  check({.sinks = true}, {70, 1}, 128, "sinks");
  check({.window = 30, .softcap = 20.0f, .sinks = true}, {100, 1}, 256, "all three");
}

TEST_P(AttendTest, LongContextDecodes) {
  // Long enough to be cut into parts, with a last part that is not full.
  check({.n_heads = 3, .n_kv_heads = 1, .head_dim_k = 32, .head_dim_v = 32}, {512, 512, 265, 1, 4, 1}, 2048, "long");
}

TEST_P(AttendTest, SequencesDoNotSeeEachOther) {
  Variant v;
  Case c = make(v, {}, 128);
  c.n_sequences = 3;
  const std::vector<std::vector<std::pair<int32_t, int32_t>>> steps = {
      {{0, 0}, {0, 1}, {0, 2}, {2, 0}, {2, 1}, {1, 0}},  // sequence, position
      {{2, 2}, {0, 3}, {1, 1}},
      {{0, 4}, {1, 2}, {1, 3}, {2, 3}, {0, 5}}};
  for (const auto& rows : steps) {
    StepRows& s = c.step(0);
    for (const auto& [sequence, position] : rows) {
      s.sequences.push_back(sequence);
      s.positions.push_back(position);
    }
    const auto n = std::ssize(rows);
    for (SlotId slot = 0; slot < 3; ++slot) s.inputs[slot] = c.normal(n * c.program.slots[slot].width);
  }
  const Outputs want = run_reference(c);
  for (const device::KvTypes& kv : GetParam().kv_types) {
    expect_close(run_case(backend(), c, Lowering::for_caps, kv), want, attend_limit(kv), "three sequences");
  }
}

TEST_P(AttendTest, RefusesStepsOutsideThePlan) {
  for (int fault = 0; fault < 3; ++fault) {
    Case c = make({}, {4}, 64);
    if (fault == 0) c.steps[0].sequences = {0, 0, 1, 0};
    if (fault == 1) c.steps[0].positions[3] = 64;
    if (fault == 2) c.steps[0].tokens = {0, 0, 0, 1};
    testing::TestPartResultArray failures;
    Outputs out;
    {
      testing::ScopedFakeTestPartResultReporter reporter(
          testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
      out = run_case(backend(), c, Lowering::for_caps, GetParam().kv_types[0]);
    }
    EXPECT_EQ(failures.size(), 1) << fault;
    EXPECT_TRUE(out.empty()) << fault;
  }
}

SNUG_BACKEND_TESTS(AttendTest);

}  // namespace
}  // namespace snug::contract
