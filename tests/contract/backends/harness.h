// Runs a small program on a backend: every slot, weight and page in a place of its own, everything poisoned before.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

#include "engine/program/program.h"
#include "tests/contract/backends/limits.h"
#include "tests/contract/backends/registry.h"

namespace snug::contract {

using program::SlotId;
using program::WeightId;

/// One step's rows and what is written into slots before it.
struct StepRows {
  std::vector<int32_t> positions;
  std::vector<int32_t> sequences;  ///< empty: all 0
  std::vector<int32_t> tokens;     ///< empty: all 0
  std::vector<int32_t> logit_rows;
  std::map<SlotId, std::vector<float>> inputs;
};

/// A program with its data. Built by hand, op by op.
class Case {
 public:
  program::Program program;
  std::vector<std::vector<std::byte>> weights;  ///< the file's blocks, by WeightId
  std::vector<StepRows> steps;
  std::vector<SlotId> outputs;  ///< read after each step
  int32_t n_sequences = 1;
  int64_t n_ctx = 256;

  explicit Case(uint32_t seed = 1) : random_(seed) {}

  SlotId slot(int64_t width, program::RowSpace rows = program::RowSpace::all);
  /// A weight of random blocks.
  WeightId matrix(quant::DType type, int64_t n_cols, int64_t n_rows, int64_t n_experts = 1,
                  program::WeightUse use = program::WeightUse::matrix);
  /// f32, near 1.
  WeightId vector(int64_t n);
  /// n values from a normal distribution.
  std::vector<float> normal(int64_t n, float scale = 1.0f);
  /// n multiples of 1/32 that an int8 block of 32 holds exactly: a largest one of 127/32 in each.
  std::vector<float> lattice(int64_t n);
  /// A KV group of one layer.
  program::KvLayerId kv_layer(int32_t n_kv_heads, int32_t head_dim_k, int32_t head_dim_v, int32_t window = 0);
  /// A step of n rows at positions first, first + 1, ...
  StepRows& step(int32_t n_rows, int32_t first = 0);
  std::mt19937& random() { return random_; }

 private:
  std::mt19937 random_;
};

/// Random blocks of a type whose values are finite and near 1 in size.
std::vector<std::byte> random_blocks(quant::DType type, int64_t n_elements, std::mt19937& random);

/// outputs[step][index in Case::outputs].
using Outputs = std::vector<std::vector<std::vector<float>>>;

/// How a program is made fit for the backend.
enum class Lowering : uint8_t {
  as_is,     ///< the ops as they stand
  for_caps,  ///< composites that the backend does not fuse are expanded
  all,       ///< every composite is expanded
};

/// Runs all steps; a failure of the backend fails the test and gives no outputs.
Outputs run_case(device::Backend& backend, const Case& c, Lowering lowering, device::KvTypes kv);
/// The same on `reference`, everything lowered, KV in f32.
Outputs run_reference(const Case& c);

/// Fails the test where a value of any output is not finite or lies beyond the limit.
void expect_close(const Outputs& got, const Outputs& want, Limit limit, const std::string& what);

/// Runs the case on the backend and on `reference` and compares.
void check_case(device::Backend& backend, const Case& c, Limit limit, const std::string& what,
                device::KvTypes kv = {quant::DType::F32, quant::DType::F32});

/// For tests over all registered backends.
class BackendTest : public testing::TestWithParam<BackendCase> {
 protected:
  void SetUp() override;
  device::Backend& backend() { return *backend_; }
  [[nodiscard]] Limit limit(std::string_view op, quant::DType type, int64_t n_rows) const {
    return limit_of(op, GetParam().path(type, n_rows));
  }

 private:
  std::unique_ptr<device::Backend> backend_;
};

#define SNUG_BACKEND_TESTS(suite)                                          \
  GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(suite);                    \
  INSTANTIATE_TEST_SUITE_P(Backends, suite, testing::ValuesIn(backends()), \
                           [](const auto& param_info) { return param_info.param.name; })

}  // namespace snug::contract
