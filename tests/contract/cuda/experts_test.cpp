// Expert layers on the GPU against the reference: decode's router sums and choice, prefill's sorted products.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/contract/cuda/cuda_pair.h"
#include "tests/support/toy_program.h"

namespace snug {
namespace {

using quant::DType;
using test::Cuda;
using test::nmse;
using test::Pair;
using test::random_tokens;

struct Experts {
  DType type = DType::Q4_K;
  DType down = DType::Q6_K;
  int n_embd = 512;
  int n_ff = 256;
  int n_experts = 16;
  int n_used = 4;
  program::Route::Gate gate = program::Route::Gate::softmax;
  bool normalize = true;
};

/// A toy program whose feed-forward blocks are expert layers.
program::Program expert_program(const Experts& e) {
  using namespace program;
  test::ToyShape shape{.n_layers = 2,
                       .n_embd = e.n_embd,
                       .n_heads = 8,
                       .n_kv_heads = 2,
                       .head_dim = 64,
                       .n_ff = 256,
                       .n_vocab = 1008,
                       .type = DType::Q8_0};
  Program p = test::toy_program(shape);
  p.slots.push_back({"experts", int64_t{e.n_used} * e.n_ff, Form::f32, RowSpace::all});
  const auto inner = static_cast<SlotId>(p.slots.size() - 1);
  p.slots.push_back({"route", int64_t{2} * e.n_used, Form::f32, RowSpace::all});
  const auto route = static_cast<SlotId>(p.slots.size() - 1);
  const auto weight = [&](std::string name, DType type, int64_t cols, int64_t rows, int64_t experts) {
    p.weights.push_back(
        {std::move(name), static_cast<int32_t>(p.weights.size()), type, cols, rows, experts, WeightUse::matrix});
    return static_cast<WeightId>(p.weights.size() - 1);
  };
  for (Op& op : p.ops) {
    if (const auto* dense = std::get_if<NormGateUp>(&op)) {
      MoeGateUp moe{};
      moe.x = dense->x, moe.out = inner, moe.route = route, moe.norm = dense->norm, moe.eps = dense->eps;
      moe.router = weight("router", DType::F32, e.n_embd, e.n_experts, 1);
      moe.gate = weight("gates", e.type, e.n_embd, e.n_ff, e.n_experts);
      moe.up = weight("ups", e.type, e.n_embd, e.n_ff, e.n_experts);
      moe.n_experts = e.n_experts, moe.n_used = e.n_used, moe.gate_kind = e.gate, moe.normalize = e.normalize;
      op = moe;
    } else if (const auto* proj = std::get_if<ProjAdd>(&op); proj != nullptr && p.slots[proj->in].name == "ffn") {
      op = MoeDownCombine{inner, route, proj->x, weight("downs", e.down, e.n_ff, e.n_embd, e.n_experts), e.n_used};
    }
  }
  return p;
}

double median(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 2];
}

/// Per-row errors: a near tie that falls to another expert spoils its row, not the kernel's name.
std::vector<double> row_errors(const std::vector<float>& got, const std::vector<float>& want, size_t width) {
  std::vector<double> errors;
  for (size_t at = 0; at + width <= want.size(); at += width) {
    errors.push_back(nmse(std::span(got).subspan(at, width), std::span(want).subspan(at, width)));
  }
  return errors;
}

const Experts kShapes[] = {
    {},
    {.type = DType::Q8_0, .down = DType::Q8_0, .gate = program::Route::Gate::softmax_after_top_k},
    {.type = DType::Q5_K, .down = DType::Q4_K, .n_embd = 768, .n_ff = 768, .n_experts = 128, .n_used = 8},
    {.type = DType::Q4_0, .down = DType::Q4_1, .n_ff = 384, .gate = program::Route::Gate::sigmoid},
    {.n_ff = 2304, .n_experts = 32, .n_used = 2, .normalize = false},
};

TEST_F(Cuda, ExpertLayersDecode) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  for (const Experts& shape : kShapes) {
    Pair pair;
    pair.load(expert_program(shape), {}, {DType::F16, DType::F16}, {{1, 1}}, 1024);
    const auto tokens = random_tokens(24, 1008, 11);
    std::vector<double> errors;
    for (int i = 0; i < 24; ++i) {
      errors.push_back(pair.step(std::span(tokens).subspan(static_cast<size_t>(i), 1), i, 1));
    }
    std::printf("  experts %d of %d, inner %d: decode median nmse %.2e, worst %.2e\n", shape.n_used, shape.n_experts,
                shape.n_ff, median(errors), *std::max_element(errors.begin(), errors.end()));
    EXPECT_LE(median(errors), 5e-3);
  }
}

TEST_F(Cuda, ExpertLayersPrefill) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  for (const Experts& shape : kShapes) {
    // Rows an expert that need each of the products' tiles.
    for (const int n : {3, 40, 290, 520}) {
      if (n != 40 && &shape != kShapes) continue;  // the reference takes its time
      Pair pair;
      pair.load(expert_program(shape), {}, {DType::F16, DType::F16}, {{520, 520}}, 1024);
      const auto tokens = random_tokens(n, 1008, 12);
      auto want = pair.truth->step(tokens, 0, n);
      auto got = pair.mine->step(tokens, 0, n);
      ASSERT_TRUE(want && got);
      const auto errors = row_errors(*got, *want, 1008);
      const auto bad = std::count_if(errors.begin(), errors.end(), [](double e) { return !(e < 1e-3); });
      std::printf("  experts %d of %d, inner %d, %d rows: median nmse %.2e, %d rows above 1e-3\n", shape.n_used,
                  shape.n_experts, shape.n_ff, n, median(errors), static_cast<int>(bad));
      EXPECT_LE(median(errors), 1e-4);
      EXPECT_LE(bad, 1 + n / 10);
    }
  }
}

TEST_F(Cuda, ExpertLayersAreTheSameEachTime) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  Pair pair;
  pair.load(expert_program(kShapes[2]), {}, {DType::F16, DType::F16}, {{1, 1}, {200, 1}}, 1024);
  const auto tokens = random_tokens(260, 1008, 13);
  std::vector<std::vector<float>> first;
  for (int round = 0; round < 3; ++round) {
    auto logits = pair.mine->step(std::span(tokens).first(200), 0, 1);
    ASSERT_TRUE(logits);
    for (int i = 200; i <= 260; ++i) {
      if (round == 0) first.push_back(*logits);
      ASSERT_EQ(*logits, first[static_cast<size_t>(i - 200)]) << "round " << round << " token " << i;
      if (i == 260) break;
      logits = pair.mine->step(std::span(tokens).subspan(static_cast<size_t>(i), 1), i, 1);
      ASSERT_TRUE(logits);
    }
  }
}

}  // namespace
}  // namespace snug
