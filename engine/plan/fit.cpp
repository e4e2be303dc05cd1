#include "engine/plan/fit.h"

#include <algorithm>

namespace snug::plan {

using device::ArenaKind;

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fits:
      return "fits";
    case Verdict::tight:
      return "tight";
    case Verdict::partial:
      return "partial";
    case Verdict::pages:
      return "pages";
    case Verdict::no:
      return "no";
    case Verdict::unknown:
      return "unknown";
  }
  return "unknown";
}

Breakdown breakdown(const Plan& plan, int32_t device, const device::DeviceCaps& caps) {
  Breakdown b;
  b.weights_bytes = plan.bytes(device, ArenaKind::weights);
  if (caps.shares_host_memory) b.weights_bytes += plan.bytes(device, ArenaKind::host_weights);
  b.kv_bytes = plan.bytes(device, ArenaKind::kv);
  b.scratch_bytes = plan.bytes(device, ArenaKind::scratch);
  b.staging_bytes = plan.bytes(device, ArenaKind::staging);
  b.overhead_bytes = caps.overhead_bytes;
  return b;
}

int64_t margin_bytes(const device::MemoryInfo& memory) {
  return std::max<int64_t>(int64_t{512} << 20, memory.total_bytes * 3 / 100);
}

Verdict judge(int64_t need_bytes, const device::MemoryInfo& memory) {
  if (need_bytes + margin_bytes(memory) <= memory.free_bytes) return Verdict::fits;
  if (need_bytes <= memory.free_bytes) return Verdict::tight;
  return Verdict::no;
}

Result<Fit> fit(const program::Program& program, const RunSpec& spec, int64_t n_ctx_train,
                std::span<const device::DeviceCaps> devices, std::span<const device::MemoryInfo> memory) {
  Fit out;
  SNUG_TRY(out.plan, make_plan(program, spec, devices));
  out.verdict = Verdict::fits;
  for (int32_t d = 0; d < std::ssize(devices); ++d) {
    const bool used =
        std::any_of(out.plan.arenas.begin(), out.plan.arenas.end(), [&](const ArenaPlan& a) { return a.device == d; });
    if (!used) continue;
    DeviceFit part{devices[d], memory[d], breakdown(out.plan, d, devices[d]), Verdict::unknown};
    part.verdict = judge(part.need.total(), memory[d]);
    out.verdict = std::max(out.verdict, part.verdict);
    out.devices.push_back(std::move(part));
  }
  out.n_ctx_max = longest_context(program, spec, devices, memory[0].free_bytes, n_ctx_train);
  return out;
}

}  // namespace snug::plan
