// SmolLM2 and Gemma 3 against the float64 oracle (tests/data/models/make_real_goldens.py): `reference` must agree with
// it, and the CPU backend must stay as close to `reference` as int8 activations allow, in prefill and in decode.
#include "tests/contract/real/real_model.h"
#include "tests/support/npy.h"

namespace snug::test {
namespace {

using Json = nlohmann::json;

class RealGolden : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    path_ = real_file(GetParam());
    if (path_.empty()) GTEST_SKIP() << "the file of " << GetParam() << " is not here: packaging/fetch-starter";
    for (const Json& row : read_json(kModelData + "real.json")) {
      if (row.at("model") == GetParam()) rows_.push_back(row);
    }
    ASSERT_FALSE(rows_.empty());
  }
  std::string path_;
  std::vector<Json> rows_;
};

/// NMSE of every `stride`-th logit of the last position against the oracle's.
double nmse_of_kept(const Json& row, std::span<const float> last) {
  const NpyArray want = read_npy(kModelData + row.at("logits").get<std::string>());
  const auto stride = row.at("stride").get<size_t>();
  EXPECT_EQ(want.values.size(), (last.size() + stride - 1) / stride);
  double error = 0, norm = 0;
  for (size_t i = 0; i < want.values.size() && i * stride < last.size(); ++i) {
    const double d = static_cast<double>(last[i * stride]) - want.values[i];
    error += d * d;
    norm += static_cast<double>(want.values[i]) * want.values[i];
  }
  return error / norm;
}

TEST_P(RealGolden, ReferenceAgreesWithTheOracle) {
  RealModel model(path_, RealModel::On::reference);
  ASSERT_TRUE(model.is_loaded());
  for (const Json& row : rows_) {
    SCOPED_TRACE(row.at("prompt").get<std::string>());
    const auto tokens = row.at("tokens").get<std::vector<int32_t>>();
    const std::vector<float> logits = model.feed(tokens, 0);
    for (size_t i = 0; i + 1 < tokens.size(); ++i) {
      const auto here = model.row(logits, static_cast<int64_t>(i));
      EXPECT_NEAR(log_sum(here) - here[static_cast<size_t>(tokens[i + 1])], row.at("nll")[i].get<double>(), 1e-3) << i;
    }
    const auto last = model.row(logits, std::ssize(tokens) - 1);
    for (const Json& top : row.at("top")) {
      EXPECT_NEAR(last[top[0].get<size_t>()] - log_sum(last), top[1].get<double>(), 1e-3) << top;
    }
    if (row.contains("logits")) {
      EXPECT_LE(nmse_of_kept(row, last), 1e-5);
    }
    // Greedy, the oracle's own choices fed one by one: each must be ours too, but for ties.
    std::vector<float> step(last.begin(), last.end());
    for (size_t i = 0; i < row.at("greedy").size(); ++i) {
      const auto token = row.at("greedy")[i].get<int32_t>();
      if (row.at("greedy_gap")[i].get<double>() > 0.01) {
        EXPECT_EQ(best_of(step), token) << i;
      }
      step = model.feed(std::span(&token, 1), static_cast<int32_t>(tokens.size() + i));
    }
  }
}

struct Distance {
  double kl = 0;        ///< nats a token
  double same_top = 0;  ///< share of positions
};

Distance distance(const RealModel& model, const std::vector<float>& want, const std::vector<float>& got) {
  const int64_t n = std::ssize(want) / model.n_vocab();
  Distance d;
  for (int64_t i = 0; i < n; ++i) {
    const auto p = model.row(want, i);
    const auto q = model.row(got, i);
    const double p_sum = log_sum(p), q_sum = log_sum(q);
    for (size_t v = 0; v < p.size(); ++v) d.kl += std::exp(p[v] - p_sum) * ((p[v] - p_sum) - (q[v] - q_sum));
    d.same_top += best_of(p) == best_of(q) ? 1 : 0;
  }
  d.kl /= static_cast<double>(n);
  d.same_top /= static_cast<double>(n);
  return d;
}

// Limits: int8 blocks of 32 cost KL 0.004 and 5 % of the top tokens on SmolLM2's text in llama.cpp, and no int8 path
// can do much better. These are 64 positions, so each counts 1.6 %.
TEST_P(RealGolden, CpuStaysCloseToReferenceInPrefillAndDecode) {
  RealModel reference(path_, RealModel::On::reference);
  RealModel cpu(path_, RealModel::On::cpu);
  ASSERT_TRUE(reference.is_loaded() && cpu.is_loaded());
  const auto row = std::find_if(rows_.begin(), rows_.end(), [](const Json& r) { return r.at("prompt") == "story"; });
  ASSERT_NE(row, rows_.end());
  const auto tokens = row->at("tokens").get<std::vector<int32_t>>();
  const std::vector<float> want = reference.feed(tokens, 0);
  const Distance prefill = distance(reference, want, cpu.feed(tokens, 0));
  std::vector<float> got;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const std::vector<float> step = cpu.feed(std::span(tokens).subspan(i, 1), static_cast<int32_t>(i));
    got.insert(got.end(), step.begin(), step.end());
  }
  const Distance decode = distance(reference, want, got);
  for (const auto& [name, d] : {std::pair{"prefill", prefill}, {"decode", decode}}) {
    RecordProperty(std::string(name) + "_kl", std::to_string(d.kl));
    RecordProperty(std::string(name) + "_same_top", std::to_string(d.same_top));
    std::printf("%s %s: KL %.5f, same top %.3f\n", GetParam().c_str(), name, d.kl, d.same_top);
    EXPECT_LE(d.kl, 0.006) << name;
    EXPECT_GE(d.same_top, 0.92) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, RealGolden, testing::Values("smollm2", "gemma3"),
                         [](const auto& param_info) { return param_info.param; });

}  // namespace
}  // namespace snug::test
