// Loads one model and times tests on it.
#pragma once

#include <memory>
#include <string>

#include "app/bench/bench.h"
#include "engine/base/result.h"

namespace snug::bench {

struct RunnerOptions {
  std::string path;    ///< a GGUF file, or
  std::string shape;   ///< "llama3.2-1b:Q4_K_M": weights made in memory
  std::string device;  ///< empty: the best present
  int32_t n_threads = 0;
  int32_t batch = 0;  ///< most tokens of a step; 0: the device's own
  int64_t n_ctx = 0;
};

/// One thread.
class Runner {
 public:
  /// Errors: those of the file, planner and executor; usage for a shape that is not known.
  static Result<std::unique_ptr<Runner>> load(const RunnerOptions& options);
  ~Runner();

  [[nodiscard]] const ModelFacts& facts() const;
  /// Tokens a second of one repetition. The first call of a test should not count.
  Result<double> run(const BenchTest& test);

 private:
  struct Parts;
  explicit Runner(std::unique_ptr<Parts> parts);
  Status feed(int32_t n, bool want_logits);

  std::unique_ptr<Parts> parts_;
};

}  // namespace snug::bench
