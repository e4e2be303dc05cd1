// One GPU against the reference backend: the same random weights and steps on both.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>

#include "app/bench/random_blocks.h"
#include "backends/cuda/cuda_backend.h"
#include "backends/reference/reference_backend.h"
#include "tests/support/loaded_program.h"

namespace snug::test {

using quant::DType;

inline uint64_t seed() {
  static const uint64_t value = [] {
    const char* fixed = std::getenv("SNUG_TEST_SEED");
    const uint64_t s = fixed != nullptr ? std::strtoull(fixed, nullptr, 10) : std::random_device{}();
    std::printf("SNUG_TEST_SEED=%llu\n", static_cast<unsigned long long>(s));
    return s;
  }();
  return value;
}

/// Weights of a program, made once for both backends.
struct Weights {
  std::vector<std::vector<std::byte>> bytes;

  explicit Weights(const program::Program& p) {
    for (size_t w = 0; w < p.weights.size(); ++w) {
      const program::WeightDecl& d = p.weights[w];
      bytes.push_back(bench::random_matrix(d.type, d.n_cols, d.n_rows * d.n_experts, seed() + w));
      if (d.use != program::WeightUse::vector) continue;
      bench::Random random(seed() + 1000 + w);
      for (int64_t i = 0; i < d.n_cols; ++i) {
        const float v = 0.5f + random.uniform();  // norm weights near one
        std::memcpy(bytes.back().data() + 4 * i, &v, 4);
      }
    }
  }
  [[nodiscard]] WeightBytes source() const {
    return [this](program::WeightId id) { return std::span<const std::byte>(bytes[id]); };
  }
};

/// sum of squared errors over the sum of squares; NaN never passes a comparison.
inline double nmse(std::span<const float> got, std::span<const float> want) {
  double error = 0;
  double size = 0;
  for (size_t i = 0; i < want.size(); ++i) {
    error += std::pow(static_cast<double>(got[i]) - want[i], 2);
    size += std::pow(static_cast<double>(want[i]), 2);
  }
  return got.size() == want.size() ? error / size : NAN;
}

/// Runs the same steps on both and compares the logits of each.
struct Pair {
  std::unique_ptr<device::Backend> cuda, reference;
  std::unique_ptr<LoadedProgram> mine, truth;

  void load(const program::Program& program, const cuda::CudaOptions& options, device::KvTypes kv,
            const std::vector<device::Bucket>& buckets, int64_t n_ctx = 512) {
    const Weights weights(program);
    auto made = cuda::make_cuda_backend(0, options);
    ASSERT_TRUE(made) << made.error().detail;
    cuda = std::move(*made);
    reference = reference::make_reference_backend();
    plan::RunSpec spec;
    spec.n_ctx = n_ctx;
    spec.chunk_rows = 1;
    for (const device::Bucket& b : buckets) spec.chunk_rows = std::max(spec.chunk_rows, b.max_rows);
    for (const device::Bucket& b : buckets) spec.max_logit_rows = std::max(spec.max_logit_rows, b.max_logit_rows);
    spec.kv = {DType::F32, DType::F32};
    auto loaded = LoadedProgram::load(*reference, program, spec, weights.source(), buckets);
    ASSERT_TRUE(loaded) << loaded.error().detail;
    truth = std::move(*loaded);
    spec.kv = kv;
    loaded = LoadedProgram::load(*cuda, program, spec, weights.source(), buckets);
    ASSERT_TRUE(loaded) << loaded.error().detail;
    mine = std::move(*loaded);
    ASSERT_TRUE(mine->poison());
  }

  double step(std::span<const int32_t> tokens, int32_t position, int32_t n_logits) {
    auto want = truth->step(tokens, position, n_logits);
    auto got = mine->step(tokens, position, n_logits);
    if (!want || !got) {
      ADD_FAILURE() << (got ? want.error().detail : got.error().detail);
      return NAN;
    }
    return nmse(*got, *want);
  }
};

inline std::vector<int32_t> random_tokens(int n, int n_vocab, uint64_t salt) {
  bench::Random random(seed() ^ salt);
  std::vector<int32_t> tokens;
  for (int i = 0; i < n; ++i) tokens.push_back(static_cast<int32_t>(random.next() >> 33) % n_vocab);
  return tokens;
}

class Cuda : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto found = cuda::probe_cuda();
    if (!found) GTEST_SKIP() << found.error().detail;
    hopper_ = found->front().features.front() == "sm_90";
    seed();
  }
  bool hopper_ = false;
};

}  // namespace snug::test
