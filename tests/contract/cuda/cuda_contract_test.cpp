// The CUDA backend against the reference backend on one GPU: packing, the simple kernels, the fused decode step,
// prefill. Scratch and KV are poisoned with NaNs before each run; inputs are fresh from a printed seed.
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
using test::seed;
using test::Weights;

const DType kWeightTypes[] = {DType::F32,     DType::F16,   DType::BF16,   DType::Q4_0,    DType::Q4_1,   DType::Q5_0,
                              DType::Q5_1,    DType::Q8_0,  DType::Q2_K,   DType::Q3_K,    DType::Q4_K,   DType::Q5_K,
                              DType::Q6_K,    DType::IQ1_S, DType::IQ1_M,  DType::IQ2_XXS, DType::IQ2_XS, DType::IQ2_S,
                              DType::IQ3_XXS, DType::IQ3_S, DType::IQ4_NL, DType::IQ4_XS,  DType::TQ1_0,  DType::TQ2_0,
                              DType::MXFP4,   DType::NVFP4, DType::Q1_0,   DType::Q2_0};

TEST_F(Cuda, UnpackGivesTheFilesBlocks) {
  auto backend = cuda::make_cuda_backend(0);
  ASSERT_TRUE(backend);
  for (const DType type : kWeightTypes) {
    for (const auto& [cols, rows, experts] : {std::tuple{256, 1, 1}, {512, 33, 1}, {4352, 48, 1}, {768, 17, 3}}) {
      program::WeightDecl decl{"w", 0, type, cols, rows, experts, program::WeightUse::matrix};
      const auto blocks = bench::random_matrix(type, cols, rows * experts, seed() + static_cast<uint64_t>(cols));
      const int64_t bytes = (*backend)->caps().packed_bytes(decl);
      auto arena = (*backend)->alloc(device::ArenaKind::weights, bytes);
      ASSERT_TRUE(arena);
      const device::Place place{*arena, 0, bytes};
      const auto packed = (*backend)->pack(decl, blocks, place);
      ASSERT_TRUE(packed) << packed.error().detail;
      std::vector<std::byte> back(blocks.size(), std::byte{0x5a});
      const auto unpacked = (*backend)->unpack(decl, place, back);
      ASSERT_TRUE(unpacked) << unpacked.error().detail;
      EXPECT_EQ(back, blocks) << quant::type_info(type).name << " " << cols << " x " << rows;
      (*backend)->free(*arena);
    }
  }
}

TEST_F(Cuda, SimpleKernelsForEveryType) {
  for (const DType type : kWeightTypes) {
    test::ToyShape shape{.n_layers = 2,
                         .n_embd = 256,
                         .n_heads = 4,
                         .n_kv_heads = 2,
                         .head_dim = 64,
                         .n_ff = 512,
                         .n_vocab = 100,
                         .type = type,
                         .window = 16};
    Pair pair;
    pair.load(test::toy_program(shape), {.fuse = false}, {DType::F32, DType::F32}, {{1, 1}, {24, 24}});
    const auto tokens = random_tokens(24, 100, 1);
    EXPECT_LE(pair.step(std::span(tokens).first(21), 0, 21), 1e-9) << quant::type_info(type).name;
    for (int i = 21; i < 24; ++i) {
      EXPECT_LE(pair.step(std::span(tokens).subspan(static_cast<size_t>(i), 1), i, 1), 1e-9)
          << quant::type_info(type).name;
    }
  }
}

TEST_F(Cuda, SimpleKernelsKeepKvInEveryType) {
  // Random models amplify what is lost in the cache 20 to 50 times on its way to the logits (seen with f16 everywhere).
  for (const auto& [kv, limit] : {std::pair{device::KvTypes{DType::F16, DType::F16}, 1e-5},
                                  {device::KvTypes{DType::Q8_0, DType::Q8_0}, 5e-3},
                                  {device::KvTypes{DType::F16, DType::Q8_0}, 5e-3}}) {
    for (const int head_dim : {64, 96, 256}) {
      test::ToyShape shape{.n_layers = 2,
                           .n_embd = 256,
                           .n_heads = 4,
                           .n_kv_heads = 2,
                           .head_dim = head_dim,
                           .n_ff = 512,
                           .n_vocab = 100,
                           .type = DType::F16};
      Pair pair;
      pair.load(test::toy_program(shape), {.fuse = false}, kv, {{1, 1}, {100, 100}});
      const auto tokens = random_tokens(103, 100, 2);
      EXPECT_LE(pair.step(std::span(tokens).first(100), 0, 100), limit);
      for (int i = 100; i < 103; ++i)
        EXPECT_LE(pair.step(std::span(tokens).subspan(static_cast<size_t>(i), 1), i, 1), limit);
    }
  }
}

/// Llama-shaped, with a Q6_K value, down and head matrix as the mixes have them.
program::Program mixed_program(DType base, DType better, int head_dim, int n_heads, int n_kv_heads, int n_ff) {
  test::ToyShape shape{.n_layers = 2,
                       .n_embd = 512,
                       .n_heads = n_heads,
                       .n_kv_heads = n_kv_heads,
                       .head_dim = head_dim,
                       .n_ff = n_ff,
                       .n_vocab = 1008,
                       .type = base};
  program::Program p = test::toy_program(shape);
  for (program::WeightDecl& w : p.weights) {
    if (w.name == "v0" || w.name == "down1" || w.name == "head") w.type = better;
  }
  return p;
}

TEST_F(Cuda, FusedDecodeStep) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  // int8 activations in blocks of 16 lose 1.6e-5 a product (ProductsAlone holds that); a random model amplifies the sum
  // of its products' errors 20 to 50 times.
  int n_done = 0;
  for (const auto& [base, better] : {std::pair{DType::Q4_K, DType::Q6_K},
                                     {DType::Q8_0, DType::Q8_0},
                                     {DType::Q5_K, DType::Q6_K},
                                     {DType::Q4_0, DType::Q4_1},
                                     {DType::F16, DType::F16},
                                     {DType::BF16, DType::BF16}}) {
    for (const auto& [dim, heads, kv_heads, ff] : {std::tuple{64, 8, 2, 2560}, {128, 4, 4, 1024}, {128, 8, 1, 4352}}) {
      const bool dependent = n_done % 2 == 0;
      const int n_tokens = n_done++ == 0 ? 140 : 18;  // the first over more than two pages
      Pair pair;
      pair.load(mixed_program(base, better, dim, heads, kv_heads, ff), {.dependent = dependent},
                {DType::F16, DType::F16}, {{1, 1}}, 2048);
      const auto tokens = random_tokens(n_tokens, 1008, 3);
      std::vector<double> errors;
      for (int i = 0; i < n_tokens; ++i) {
        errors.push_back(pair.step(std::span(tokens).subspan(static_cast<size_t>(i), 1), i, 1));
      }
      std::sort(errors.begin(), errors.end());
      const double median = errors[errors.size() / 2];
      std::printf("  %s/%s dim %d heads %d/%d dependent %d: median nmse %.2e, worst %.2e\n",
                  std::string(quant::type_info(base).name).c_str(), std::string(quant::type_info(better).name).c_str(),
                  dim, heads, kv_heads, dependent, median, errors.back());
      EXPECT_LE(median, 5e-3);
      EXPECT_LE(errors.back(), 0.3);
    }
  }
}

/// Embedding, one feed-forward block if `n_ff` > 0, head: nothing that amplifies.
program::Program shallow_program(DType type, int n_embd, int n_ff) {
  test::ToyShape shape{.n_layers = 1,
                       .n_embd = n_embd,
                       .n_heads = 4,
                       .n_kv_heads = 2,
                       .head_dim = 64,
                       .n_ff = std::max(n_ff, 256),
                       .n_vocab = 2032,
                       .type = type};
  program::Program p = test::toy_program(shape);
  std::erase_if(p.ops, [&](const program::Op& op) {
    const auto kind = program::kind_of(op);
    const bool feed_forward = kind == program::OpKind::norm_gate_up || kind == program::OpKind::proj_add;
    const auto* proj = std::get_if<program::ProjAdd>(&op);
    const bool after_attention = proj != nullptr && p.slots[proj->in].name == "attention";
    return kind == program::OpKind::norm_qkv_rope || kind == program::OpKind::attend || after_attention ||
           (feed_forward && n_ff == 0);
  });
  p.layer_starts = {1, static_cast<int32_t>(p.ops.size()) - 1};
  return p;
}

TEST_F(Cuda, ProductsAlone) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  for (const DType type :
       {DType::Q4_K, DType::Q5_K, DType::Q6_K, DType::Q8_0, DType::Q4_0, DType::Q4_1, DType::F16, DType::BF16}) {
    const bool halves = type == DType::F16 || type == DType::BF16;
    for (const auto& [embd, ff] : {std::pair{256, 0}, {4096, 0}, {4352, 0}, {768, 0}, {512, 14336}, {2048, 6400}}) {
      Pair pair;
      pair.load(shallow_program(type, embd, ff), {}, {DType::F16, DType::F16}, {{1, 1}, {40, 40}});
      const auto tokens = random_tokens(43, 2032, 6);
      const double many = pair.step(std::span(tokens).first(40), 0, 40);
      const double one = pair.step(std::span(tokens).subspan(40, 1), 40, 1);
      std::printf("  %s %d ff %d: many rows %.1e, one %.1e\n", std::string(quant::type_info(type).name).c_str(), embd,
                  ff, many, one);
      EXPECT_LE(many, ff > 0 ? 4e-6 : 5e-7);
      EXPECT_LE(one, halves ? 4e-6 : ff > 0 ? 3e-4 : 5e-5);
    }
  }
}

TEST_F(Cuda, FusedDecodeIsTheSameEachTime) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  Pair pair;
  pair.load(mixed_program(DType::Q4_K, DType::Q6_K, 64, 8, 2, 2560), {}, {DType::F16, DType::F16}, {{1, 1}}, 2048);
  const auto tokens = random_tokens(300, 1008, 4);
  std::vector<std::vector<float>> first;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 300; ++i) {
      auto logits = pair.mine->step(std::span(tokens).subspan(static_cast<size_t>(i), 1), i, 1);
      ASSERT_TRUE(logits);
      if (round == 0) {
        first.push_back(*logits);
        continue;
      }
      ASSERT_EQ(*logits, first[static_cast<size_t>(i)]) << "round " << round << " token " << i;
    }
  }
}

TEST_F(Cuda, Prefill) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  for (const auto& [base, better] :
       {std::pair{DType::Q4_K, DType::Q6_K}, {DType::Q8_0, DType::Q4_0}, {DType::F16, DType::F16}}) {
    for (const auto& [dim, heads, kv_heads, ff] : {std::tuple{64, 8, 2, 2560}, {128, 4, 4, 1024}}) {
      Pair pair;
      pair.load(mixed_program(base, better, dim, heads, kv_heads, ff), {}, {DType::F16, DType::F16},
                {{1, 1}, {300, 300}}, 1024);
      const auto tokens = random_tokens(420, 1008, 5);
      const double whole = pair.step(std::span(tokens).first(279), 0, 279);
      const double more = pair.step(std::span(tokens).subspan(279, 133), 279, 133);
      const double few = pair.step(std::span(tokens).subspan(412, 3), 412, 3);
      const double one = pair.step(std::span(tokens).subspan(415, 1), 415, 1);
      std::printf("  prefill dim %d heads %d/%d: nmse %.2e, %.2e, %.2e, then one row %.2e\n", dim, heads, kv_heads,
                  whole, more, few, one);
      EXPECT_LE(whole, 2e-4);
      EXPECT_LE(more, 2e-4);
      EXPECT_LE(few, 2e-4);
      EXPECT_LE(one, 2e-2);
    }
  }
}

TEST_F(Cuda, DeepDecodeAgreesWithPrefill) {
  if (!hopper_) GTEST_SKIP() << "the fused kernels are for sm_90";
  // Past kShortTokens another attention kernel runs. The reference would take minutes there; prefill, tested above
  // against it, is the oracle. Tokens 0 .. n - 1 by prefill, then n by a decode step and by prefill.
  for (const auto& [dim, heads, kv_heads] : {std::tuple{64, 8, 2}, {128, 4, 4}, {128, 8, 1}}) {
    const program::Program p = mixed_program(DType::Q8_0, DType::Q6_K, dim, heads, kv_heads, 1024);
    const Weights weights(p);
    auto backend = cuda::make_cuda_backend(0);
    ASSERT_TRUE(backend);
    plan::RunSpec spec;
    spec.n_ctx = 4096;
    spec.chunk_rows = 1000;
    auto loaded = test::LoadedProgram::load(**backend, p, spec, weights.source(), {{1, 1}, {1000, 1}});
    ASSERT_TRUE(loaded) << loaded.error().detail;
    ASSERT_TRUE((*loaded)->poison());
    const auto tokens = random_tokens(3002, 1008, 8);
    double total = 0;
    int n = 0;
    for (int at = 0; at < 3000; at += 1000) {
      ASSERT_TRUE((*loaded)->step(std::span(tokens).subspan(static_cast<size_t>(at), 1000), at, 1));
      const auto one = (*loaded)->step(std::span(tokens).subspan(static_cast<size_t>(at + 1000), 1), at + 1000, 1);
      // The same last row out of a chunk of two: not the one-row plan.
      const auto two = (*loaded)->step(std::span(tokens).subspan(static_cast<size_t>(at + 999), 2), at + 999, 1);
      ASSERT_TRUE(one && two);
      total += nmse(*one, *two);
      n += 1;
    }
    std::printf("  deep decode dim %d heads %d/%d: mean nmse %.2e\n", dim, heads, kv_heads, total / n);
    EXPECT_LE(total / n, 2e-2);
  }
}

TEST_F(Cuda, OutOfMemoryIsAnError) {
  auto backend = cuda::make_cuda_backend(0);
  ASSERT_TRUE(backend);
  const auto arena = (*backend)->alloc(device::ArenaKind::weights, int64_t{1} << 50);
  ASSERT_FALSE(arena);
  EXPECT_EQ(arena.error().code, Code::out_of_memory);
  EXPECT_TRUE((*backend)->health());
}

}  // namespace
}  // namespace snug
