// Products: every type at shapes with tails, one row and many.
#include "tests/contract/backends/harness.h"

namespace snug::contract {
namespace {

using program::kNone;
using quant::DType;

constexpr DType kTypes[] = {DType::F32,   DType::F16,     DType::BF16,   DType::Q4_0,   DType::Q4_1,    DType::Q5_0,
                            DType::Q5_1,  DType::Q8_0,    DType::Q2_K,   DType::Q3_K,   DType::Q4_K,    DType::Q5_K,
                            DType::Q6_K,  DType::IQ2_XXS, DType::IQ2_XS, DType::IQ2_S,  DType::IQ3_XXS, DType::IQ3_S,
                            DType::IQ1_S, DType::IQ1_M,   DType::IQ4_NL, DType::IQ4_XS, DType::MXFP4,   DType::NVFP4,
                            DType::TQ1_0, DType::TQ2_0,   DType::Q1_0,   DType::Q2_0};

struct Shape {
  int32_t n_rows;  ///< tokens
  int64_t n_out;
  int64_t n_blocks;  ///< columns in blocks of the type
};

constexpr Shape kShapes[] = {{1, 1, 1},   {1, 33, 3},  {1, 160, 2}, {2, 16, 1},  {3, 17, 2},
                             {5, 100, 1}, {17, 48, 2}, {65, 31, 1}, {130, 15, 2}};

class LinearTest : public BackendTest {
 protected:
  void check(DType type, const Shape& s, int64_t n_cols, bool bias, bool lattice) {
    Case c(static_cast<uint32_t>(n_cols * 131 + s.n_out * 7 + s.n_rows));
    const SlotId in = c.slot(n_cols);
    const SlotId out = c.slot(s.n_out);
    const WeightId w = c.matrix(type, n_cols, s.n_out);
    c.program.ops.emplace_back(program::Linear{in, out, w, bias ? c.vector(s.n_out) : kNone});
    c.program.n_vocab = 1;
    c.outputs = {out};
    c.step(s.n_rows).inputs[in] = lattice ? c.lattice(s.n_rows * n_cols) : c.normal(s.n_rows * n_cols);
    check_case(backend(), c, limit(lattice ? "linear_lattice" : "linear", type, s.n_rows),
               std::string(quant::type_info(type).name) + " " + std::to_string(s.n_rows) + " x " +
                   std::to_string(s.n_out) + " x " + std::to_string(n_cols));
  }
};

TEST_P(LinearTest, EveryTypeMatchesReference) {
  for (const DType type : kTypes) {
    for (const Shape& s : kShapes) {
      const int64_t n_cols = s.n_blocks * quant::type_info(type).block * (quant::type_info(type).block == 1 ? 37 : 1);
      check(type, s, n_cols, s.n_out % 2 == 0, true);
      // Few values make the error of rounding uneven: what the limit speaks of are products of some length.
      if (n_cols >= 64 && s.n_out * s.n_rows >= 100) check(type, s, n_cols, false, false);
    }
  }
}

TEST_P(LinearTest, LargeShapesMatchReference) {
  for (const DType type : {DType::Q4_1, DType::Q8_0, DType::F16, DType::Q4_0})
    check(type, {1, 1536, 0}, 576, false, false);
  for (const DType type : {DType::Q4_K, DType::Q6_K}) {
    check(type, {1, 256, 0}, 2048, false, false);
    check(type, {70, 256, 0}, 1024, false, false);
  }
}

TEST_P(LinearTest, ZerosAndTinyValuesStayFinite) {
  for (const DType type : {DType::Q4_1, DType::Q8_0, DType::Q6_K, DType::F16}) {
    Case c(3);
    const SlotId in = c.slot(256);
    const SlotId out = c.slot(20);
    c.program.ops.emplace_back(program::Linear{in, out, c.matrix(type, 256, 20)});
    c.program.n_vocab = 1;
    c.outputs = {out};
    auto& values = c.step(2).inputs[in];
    values.assign(512, 0.0f);
    values[300] = 1e-40f;
    const Outputs got = run_case(backend(), c, Lowering::for_caps, {DType::F32, DType::F32});
    ASSERT_EQ(got.size(), 1u);
    for (const float v : got[0][0]) EXPECT_LT(std::abs(v), 1e-30f);
  }
}

TEST_P(LinearTest, ExpertsMatchReference) {
  for (const DType type : {DType::Q4_K, DType::Q8_0, DType::F16, DType::IQ3_S}) {
    for (const int32_t n_rows : {1, 4, 100}) {
      for (const bool per_expert : {false, true}) {
        Case c(static_cast<uint32_t>(n_rows));
        constexpr int32_t kExperts = 5;
        constexpr int32_t kUsed = 2;
        const SlotId logits = c.slot(kExperts);
        const SlotId route = c.slot(2 * kUsed);
        const SlotId in = c.slot(per_expert ? 256 * kUsed : 256);
        const SlotId each = c.slot(int64_t{40} * kUsed);
        const SlotId out = c.slot(40);
        c.program.ops.emplace_back(
            program::Route{.logits = logits, .out = route, .n_experts = kExperts, .n_used = kUsed});
        c.program.ops.emplace_back(
            program::GroupedLinear{in, each, route, c.matrix(type, 256, 40, kExperts), kUsed, per_expert});
        c.program.ops.emplace_back(program::Combine{each, route, out, kUsed});
        c.program.n_vocab = 1;
        c.outputs = {each, out};
        StepRows& s = c.step(n_rows);
        s.inputs[logits] = c.normal(n_rows * kExperts, 2.0f);
        s.inputs[in] = c.lattice(n_rows * c.program.slots[in].width);
        check_case(backend(), c, limit("linear_lattice", type, n_rows),
                   std::string(quant::type_info(type).name) + " experts");
      }
    }
  }
}

SNUG_BACKEND_TESTS(LinearTest);

}  // namespace
}  // namespace snug::contract
