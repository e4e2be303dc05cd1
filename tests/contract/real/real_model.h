// A real model's file on one backend, for the tests of this folder.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "backends/cpu/cpu_backend.h"
#include "backends/reference/reference_backend.h"
#include "engine/base/error_table.h"
#include "engine/exec/executor.h"
#include "engine/models/family.h"

namespace snug::test {

inline const std::string kModelData = std::string(SNUG_TEST_DATA_DIR) + "/models/";

inline nlohmann::json read_json(const std::string& path) {
  std::ifstream in(path);
  return nlohmann::json::parse(in);
}

/// The file of a golden's model ("smollm2", "gemma3"); empty where packaging/test did not fetch it.
inline std::string real_file(const std::string& model) {
  const char* path = std::getenv(model == "gemma3" ? "SNUG_GEMMA" : "SNUG_STARTER");
  return path == nullptr ? "" : path;
}

/// A model loaded with 512 tokens of context. Steps feed the one sequence.
class RealModel {
 public:
  enum class On { reference, cpu };

  RealModel(const std::string& path, On on) {
    const Status status = load(path, on);
    EXPECT_TRUE(status) << message_of(status.error());
  }

  [[nodiscard]] bool is_loaded() const { return executor_ != nullptr; }
  /// Logits of each token after the first `keep` of the cache, [n, n_vocab]; at most 128 tokens.
  std::vector<float> feed(std::span<const int32_t> tokens, int32_t keep) {
    EXPECT_EQ(executor_->cache().rewind(0, keep), keep);
    const auto status = executor_->feed_all_logits(0, tokens);
    EXPECT_TRUE(status) << message_of(status.error());
    return {executor_->logits().begin(), executor_->logits().end()};
  }
  [[nodiscard]] int64_t n_vocab() const { return n_vocab_; }
  [[nodiscard]] std::span<const float> row(const std::vector<float>& logits, int64_t i) const {
    return std::span(logits).subspan(static_cast<size_t>(i * n_vocab_), static_cast<size_t>(n_vocab_));
  }

 private:
  Status load(const std::string& path, On on) {
    SNUG_TRY(const format::GgufFile file, format::GgufFile::open(path));
    SNUG_TRY(const models::Model model, models::build_model(file.header()));
    if (on == On::cpu) {
      SNUG_TRY(backend_, cpu::make_cpu_backend());
    } else {
      backend_ = reference::make_reference_backend();
    }
    const device::DeviceCaps& caps = backend_->caps();
    plan::RunSpec spec;
    spec.n_ctx = 512;
    spec.chunk_rows = 128;
    spec.max_logit_rows = 128;
    spec.kv = caps.default_kv;
    SNUG_TRY(plan::Plan plan, plan::make_plan(model.program, spec, std::span(&caps, 1)));
    n_vocab_ = plan.program.n_vocab;
    device::Backend* devices[] = {backend_.get()};
    SNUG_TRY(executor_, exec::Executor::load(file, std::move(plan), devices, {}));
    return {};
  }

  std::unique_ptr<device::Backend> backend_;
  std::unique_ptr<exec::Executor> executor_;
  int64_t n_vocab_ = 0;
};

/// log(sum(exp(logits))).
inline double log_sum(std::span<const float> logits) {
  const double top = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float x : logits) sum += std::exp(x - top);
  return top + std::log(sum);
}

inline int32_t best_of(std::span<const float> logits) {
  return static_cast<int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin());
}

}  // namespace snug::test
