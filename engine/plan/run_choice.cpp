#include "engine/plan/run_choice.h"

#include <algorithm>

namespace snug::plan {

RunSpec choose_run(const RunWish& wish, int64_t n_ctx_train, const device::DeviceCaps& device) {
  RunSpec spec;
  spec.n_ctx = wish.n_ctx > 0 ? wish.n_ctx : std::min(n_ctx_train, kDefaultContext);
  spec.n_sequences = wish.n_sequences;
  spec.chunk_rows = device.chunk_rows;
  spec.max_logit_rows = std::min<int32_t>(std::max(wish.max_logit_rows, wish.n_sequences), spec.chunk_rows);
  spec.kv = wish.kv.value_or(device.default_kv);
  return spec;
}

int64_t longest_context(const program::Program& program, RunSpec spec, std::span<const device::DeviceCaps> devices,
                        int64_t available_bytes, int64_t n_ctx_limit) {
  constexpr int64_t kStep = 256;
  const auto fits = [&](int64_t n_ctx) {
    spec.n_ctx = n_ctx;
    const auto plan = make_plan(program, spec, devices);
    return plan && need_bytes(*plan, 0, devices[0]) <= available_bytes;
  };
  if (fits(n_ctx_limit)) return n_ctx_limit;
  int64_t low = 0;  // in steps; fits, or is nothing
  int64_t high = n_ctx_limit / kStep + 1;
  while (high - low > 1) {
    const int64_t middle = (low + high) / 2;
    (fits(std::min(middle * kStep, n_ctx_limit)) ? low : high) = middle;
  }
  return low * kStep;
}

int64_t need_bytes(const Plan& plan, int32_t device, const device::DeviceCaps& caps) {
  int64_t sum = caps.overhead_bytes;
  for (const ArenaPlan& arena : plan.arenas) {
    if (arena.device != device) continue;
    if (arena.kind == device::ArenaKind::host_weights && !caps.shares_host_memory) continue;
    sum += arena.size_bytes;
  }
  return sum;
}

}  // namespace snug::plan
