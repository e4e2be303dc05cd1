// Programs of which only a part is fused: what a fused op hands to a lowered one must be f32 rows.
#include <gtest/gtest.h>

#include "tests/contract/cuda/cuda_pair.h"
#include "tests/support/toy_program.h"

namespace snug {
namespace {

using quant::DType;
using test::Cuda;
using test::Pair;
using test::random_tokens;

/// A toy program, the weights of one name in another type.
program::Program with_type(const std::string& name, DType type) {
  program::Program p = test::toy_program({.n_layers = 2,
                                          .n_embd = 512,
                                          .n_heads = 8,
                                          .n_kv_heads = 2,
                                          .head_dim = 64,
                                          .n_ff = 512,
                                          .n_vocab = 1008,
                                          .type = DType::Q8_0});
  for (program::WeightDecl& w : p.weights) {
    if (w.name == name + "0" || w.name == name + "1") w.type = type;
  }
  return p;
}

void expect_same(const program::Program& p, const std::string& what) {
  Pair pair;
  pair.load(p, {}, {DType::F16, DType::F16}, {{1, 1}, {100, 100}}, 1024);
  const auto tokens = random_tokens(104, 1008, 14);
  EXPECT_LE(pair.step(std::span(tokens).first(100), 0, 100), 2e-4) << what;
  for (int i = 100; i < 104; ++i) {
    EXPECT_LE(pair.step(std::span(tokens).subspan(static_cast<size_t>(i), 1), i, 1), 5e-2) << what;
  }
}

TEST_F(Cuda, OneMatrixOfEachLayerIsNotFused) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  // "o": attention's output read by a lowered product, which was once left unwritten. "down": the feed-forward's.
  for (const char* name : {"o", "down", "gate", "q"}) {
    for (const DType type : {DType::F32, DType::F16, DType::BF16, DType::IQ4_XS}) {
      expect_same(with_type(name, type), std::string(name) + " " + std::string(quant::type_info(type).name));
    }
  }
}

TEST_F(Cuda, NormsBehindTheProjections) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  program::Program p = with_type("o", DType::Q8_0);
  for (program::Op& op : p.ops) {
    auto* proj = std::get_if<program::ProjAdd>(&op);
    if (proj == nullptr) continue;
    p.weights.push_back({"post", 0, DType::F32, 512, 1, 1, program::WeightUse::vector});
    proj->post_norm = static_cast<program::WeightId>(p.weights.size() - 1);
    proj->eps = 1e-5f;
  }
  expect_same(p, "post norms");
}

}  // namespace
}  // namespace snug
