// What snug-bench passes around: tests to run, their samples, the model measured.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace snug::bench {

/// One row as llama-bench has it: n_prompt tokens in batches (pp), or n_gen steps of one token (tg), after `depth`
/// tokens that are not timed. One of the two is 0.
struct BenchTest {
  int32_t n_prompt = 0;
  int32_t n_gen = 0;
  int32_t depth = 0;
  bool operator==(const BenchTest&) const = default;

  [[nodiscard]] int32_t n_tokens() const { return n_prompt + n_gen; }
  /// "pp512", "tg128 @ d4096".
  [[nodiscard]] std::string name() const;
};

/// Tokens a second, one value a repetition.
struct Samples {
  std::vector<double> tokens_per_second;

  [[nodiscard]] double mean() const;
  [[nodiscard]] double deviation() const;  ///< of a sample (n - 1); 0 for one value
  [[nodiscard]] double best() const;
};

/// What the model costs by arithmetic and memory, from its program.
struct Work {
  double bytes_per_step = 0;         ///< weights that a step of one token reads, as they are packed
  double kv_bytes_per_position = 0;  ///< read for each cached position by a step of one token
  double body_operations = 0;        ///< of a token: two a multiply-add of every matrix but the head
  double head_operations = 0;        ///< of a row whose logits are wanted
};

struct ModelFacts {
  std::string name;  ///< "llama 135M Q4_1"
  std::string path;
  int64_t size_bytes = 0;
  int64_t n_parameters = 0;
  std::string backend;  ///< "CPU", "CUDA"
  std::string device;   ///< its name
  std::string isa;      ///< of the CPU kernels, else empty
  int32_t n_threads = 0;
  Work work;
};

/// What the machine was measured to do at best in this run; 0 where it was not measured.
struct Ceilings {
  double read_bytes_per_second = 0;
  double operations_per_second = 0;  ///< int8, two a multiply-add, in registers
};

struct Row {
  BenchTest test;
  Samples ours;
  Samples peer;  ///< empty without --vs
};

}  // namespace snug::bench
