#include "engine/plan/traffic.h"

#include <gtest/gtest.h>

#include "backends/reference/reference_backend.h"
#include "tests/support/toy_program.h"

namespace snug::plan {
namespace {

Plan plan_of(const program::Program& program) {
  RunSpec spec;
  spec.n_ctx = 1000;
  spec.chunk_rows = 16;
  spec.kv = {quant::DType::F32, quant::DType::F32};
  const device::DeviceCaps caps = reference::reference_caps();
  return *make_plan(program, spec, std::span(&caps, 1));
}

TEST(Traffic, ATokenReadsEveryWeightOnceAndOneEmbedding) {
  const Plan plan = plan_of(test::toy_program());
  int64_t wanted = 0;
  for (size_t w = 0; w < plan.program.weights.size(); ++w) {
    const program::WeightDecl& decl = plan.program.weights[w];
    const int64_t bytes = plan.devices[0].weights[w].size_bytes;
    if (decl.use == program::WeightUse::embedding)
      wanted += bytes / decl.n_rows;
    else
      wanted += bytes + (decl.use == program::WeightUse::tied ? bytes / decl.n_rows : 0);
  }
  EXPECT_EQ(decode_read_bytes(plan, 0), wanted);
}

TEST(Traffic, EveryCachedTokenAddsItsKeysAndValues) {
  const Plan plan = plan_of(test::toy_program());
  const int64_t token = 3 * 2 * 2 * 16 * 4;  // layers, K and V, heads of 16 floats
  EXPECT_EQ(decode_read_bytes(plan, 500) - decode_read_bytes(plan, 0), 500 * token);
  EXPECT_EQ(decode_read_bytes(plan, 1 << 20), decode_read_bytes(plan, 1024));  // no more than is kept
}

TEST(Traffic, OfExpertsOnlyTheChosenOnesAreRead) {
  program::Program program;
  program.n_vocab = 8;
  program.n_embd = 16;
  program.slots = {{"in", 16}, {"route", 4}, {"out", 2 * 8}};
  program::WeightDecl experts;
  experts.name = "experts";
  experts.n_cols = 16;
  experts.n_rows = 8;
  experts.n_experts = 4;
  program.weights = {experts};
  program.ops = {program::GroupedLinear{0, 2, 1, 0, 2, false}};
  program.layer_starts = {0, 1};
  EXPECT_EQ(decode_read_bytes(plan_of(program), 0), 2 * 8 * 16 * 4);
}

}  // namespace
}  // namespace snug::plan
