#include "backends/cpu/plan.h"

#include <fmt/format.h>

#include <algorithm>

namespace snug::cpu {

void CpuPlan::reserve() {
  step_.tiles.resize(tile_rows.size());
  for (auto& list : step_.tiles) list.reserve(static_cast<size_t>(bucket.max_rows));
}

Status CpuPlan::check(const device::StepArgs& args) const {
  const auto n = std::ssize(args.tokens);
  if (n < 1 || n > bucket.max_rows || std::ssize(args.positions) != n || std::ssize(args.sequences) != n ||
      std::ssize(args.logit_rows) > bucket.max_logit_rows) {
    return fail(Code::internal, "a step does not fit the plan's bucket");
  }
  const auto n_groups = std::ssize(pages_of_group);
  if (n_groups > 0 && std::ssize(args.page_tables) < n_sequences * n_groups * args.table_stride) {
    return fail(Code::internal, "the page tables are too short");
  }
  for (int64_t r = 0; r < n; ++r) {
    if (args.tokens[r] < 0 || args.tokens[r] >= n_vocab)
      return fail(Code::bad_token, fmt::format("id {}", args.tokens[r]));
    const int64_t pages = args.positions[r] / kPagePositions;
    if (args.sequences[r] < 0 || args.sequences[r] >= n_sequences || args.positions[r] < 0 ||
        (n_groups > 0 && pages >= args.table_stride)) {
      return fail(Code::internal,
                  fmt::format("row {} names sequence {} and position {}", r, args.sequences[r], args.positions[r]));
    }
  }
  for (const int32_t r : args.logit_rows) {
    if (r < 0 || r >= n) return fail(Code::internal, "a logit row outside the step");
  }
  for (int64_t i = 0; i < n_sequences * n_groups * args.table_stride; ++i) {
    const int64_t group = i / args.table_stride % n_groups;
    if (args.page_tables[i] < -1 || args.page_tables[i] >= pages_of_group[group]) {
      return fail(Code::internal, "a page outside the cache");
    }
  }
  return {};
}

void CpuPlan::cut_rows() {
  for (size_t i = 0; i < tile_rows.size(); ++i) {
    auto& list = step_.tiles[i];
    list.clear();
    for (int32_t r = 0; r < step_.n_rows; ++r) {
      const bool grows = !list.empty() && list.back().n_rows < tile_rows[i] &&
                         step_.args->sequences[r] == step_.args->sequences[r - 1];
      if (grows) {
        ++list.back().n_rows;
      } else {
        list.push_back({r, 1});
      }
    }
  }
}

Status CpuPlan::run(Pool& pool, const device::StepArgs& args, const std::atomic<bool>& stop) {
  SNUG_CHECK_OK(check(args));
  step_.args = &args;
  step_.n_rows = std::ssize(args.tokens);
  step_.n_logit_rows = std::ssize(args.logit_rows);
  cut_rows();
  pool.run(*this, std::ssize(phases), stop);
  step_.args = nullptr;
  return {};
}

int64_t CpuPlan::n_tasks(int64_t phase) const {
  return phases[phase].n_tasks(step_);
}
void CpuPlan::run(int64_t phase, int64_t task) const {
  phases[phase].run(step_, task);
}

}  // namespace snug::cpu
