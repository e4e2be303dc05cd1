// A compiled span: the phases that its ops became, and what they share within a step.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "backends/cpu/kernels.h"
#include "backends/cpu/kv_page.h"
#include "backends/cpu/pool.h"
#include "engine/device/backend.h"

namespace snug::cpu {

/// Consecutive rows of one sequence that attention takes together.
struct RowTile {
  int32_t first_row = 0;
  int32_t n_rows = 0;
};

/// Cosines and sines of one set of rope parameters for the step's rows: [n_rows, n_pairs].
struct RopeTable {
  program::RopeParams params;
  const float* factors = nullptr;   ///< f32 [n_pairs] or nullptr
  std::vector<double> frequencies;  ///< theta^(-2i/n_dims)
  std::vector<double> ramps;        ///< YaRN's share of extrapolation a pair
  std::vector<float> cosines;
  std::vector<float> sines;
};

/// What tasks see of the step.
struct Step {
  const device::StepArgs* args = nullptr;
  int64_t n_rows = 0;
  int64_t n_logit_rows = 0;
  std::vector<std::vector<RowTile>> tiles;  ///< by rows a tile (Compiler::row_tiles)
};

/// Tasks between two barriers. Tasks of a phase touch different outputs and may run in any order and together.
struct Phase {
  std::function<int64_t(const Step&)> n_tasks;
  std::function<void(const Step&, int64_t task)> run;
};

class CpuPlan final : public device::Plan, private Pool::Work {
 public:
  device::Bucket bucket;
  int32_t n_sequences = 1;
  int64_t n_vocab = 0;
  std::vector<int32_t> pages_of_group;
  std::vector<Phase> phases;
  std::vector<std::unique_ptr<RopeTable>> ropes;
  std::vector<int32_t> tile_rows;  ///< rows a tile, for each list in Step::tiles

  /// Runs one step on the pool. Errors: internal (arguments outside what was compiled), bad_token.
  Status run(Pool& pool, const device::StepArgs& args, const std::atomic<bool>& stop);
  /// Makes room for what run() fills, so that it allocates nothing.
  void reserve();

 private:
  Status check(const device::StepArgs& args) const;
  void cut_rows();
  int64_t n_tasks(int64_t phase) const override;
  void run(int64_t phase, int64_t task) const override;

  Step step_;
};

/// Rows [begin, end) of a rope table.
void fill_rope(RopeTable& table, const Step& step, int64_t begin, int64_t end);
std::unique_ptr<RopeTable> make_rope_table(const program::RopeParams& params, const float* factors, int32_t max_rows);

}  // namespace snug::cpu
