// Logits of the reference backend against an independent float64 oracle (tests/data/models/oracle.py), family by
// family.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "backends/reference/reference_backend.h"
#include "engine/base/error_table.h"
#include "engine/exec/executor.h"
#include "engine/models/family.h"
#include "tests/support/npy.h"

namespace snug {
namespace {

const std::string kFolder = std::string(SNUG_TEST_DATA_DIR) + "/models/";

struct Golden {
  std::string model;
  std::string logits;
  std::vector<int32_t> tokens;
  double nmse = 0;
};

std::vector<Golden> goldens() {
  std::ifstream in(kFolder + "goldens.json");
  std::vector<Golden> out;
  for (const auto& row : nlohmann::json::parse(in))
    out.push_back({row["model"], row["logits"], row["tokens"], row["nmse"]});
  return out;
}

double nmse(std::span<const float> got, std::span<const float> want) {
  double error = 0, norm = 0;
  for (size_t i = 0; i < want.size(); ++i) {
    error += (double{got[i]} - want[i]) * (double{got[i]} - want[i]);
    norm += double{want[i]} * want[i];
  }
  return error / norm;
}

class GoldenTest : public testing::TestWithParam<Golden> {
 protected:
  std::unique_ptr<exec::Executor> load(int64_t n_ctx, int32_t chunk_rows, int32_t max_logit_rows) {
    auto file = format::GgufFile::open(kFolder + GetParam().model);
    EXPECT_TRUE(file) << message_of(file.error());
    auto model = models::build_model(file->header());
    EXPECT_TRUE(model) << message_of(model.error());
    plan::RunSpec spec;
    spec.n_ctx = n_ctx;
    spec.chunk_rows = chunk_rows;
    spec.max_logit_rows = max_logit_rows;
    spec.kv = {quant::DType::F32, quant::DType::F32};
    const device::DeviceCaps caps = reference::reference_caps();
    auto plan = plan::make_plan(model->program, spec, std::span(&caps, 1));
    EXPECT_TRUE(plan) << message_of(plan.error());
    device::Backend* devices[] = {backend_.get()};
    auto executor = exec::Executor::load(*file, *std::move(plan), devices, {});
    EXPECT_TRUE(executor) << message_of(executor.error());
    return *std::move(executor);
  }
  std::unique_ptr<device::Backend> backend_ = reference::make_reference_backend();
};

TEST_P(GoldenTest, OneStepMatchesTheOracle) {
  const Golden& golden = GetParam();
  const test::NpyArray want = test::read_npy(kFolder + golden.logits);
  ASSERT_EQ(want.shape.size(), 2u);
  auto executor = load(64, 64, 64);
  ASSERT_TRUE(executor->feed_all_logits(0, golden.tokens));
  ASSERT_EQ(executor->logits().size(), want.values.size());
  EXPECT_LE(nmse(executor->logits(), want.values), golden.nmse);
}

TEST_P(GoldenTest, TokenByTokenAndInChunksMatchesTheOracle) {
  const Golden& golden = GetParam();
  const test::NpyArray want = test::read_npy(kFolder + golden.logits);
  const size_t n_vocab = static_cast<size_t>(want.shape[1]);
  auto executor = load(64, 7, 1);
  for (size_t i = 0; i < golden.tokens.size();) {
    const size_t n = std::min<size_t>(i % 3 == 0 ? 1 : 7, golden.tokens.size() - i);
    ASSERT_TRUE(executor->feed(0, std::span(golden.tokens).subspan(i, n), true));
    i += n;
    EXPECT_LE(nmse(executor->logits(), std::span(want.values).subspan((i - 1) * n_vocab, n_vocab)), golden.nmse) << i;
  }
}

TEST_P(GoldenTest, RewindingAndSayingTheSameAgainGivesTheSameLogits) {
  const Golden& golden = GetParam();
  auto executor = load(64, 8, 1);
  const auto feed_from = [&](size_t from) {
    for (size_t i = from; i < golden.tokens.size(); i += 8) {
      const size_t n = std::min<size_t>(8, golden.tokens.size() - i);
      ASSERT_TRUE(executor->feed(0, std::span(golden.tokens).subspan(i, n), true));
    }
  };
  feed_from(0);
  const std::vector<float> first(executor->logits().begin(), executor->logits().end());
  const int32_t from = executor->cache().rewind(0, 11);
  feed_from(static_cast<size_t>(from));
  EXPECT_LE(nmse(executor->logits(), first), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Families, GoldenTest, testing::ValuesIn(goldens()), [](const auto& param_info) {
  std::string name = param_info.param.model;
  for (char& c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
  }
  return name;
});

}  // namespace
}  // namespace snug
