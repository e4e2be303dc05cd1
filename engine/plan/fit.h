// Whether a plan fits: its need on each device against the memory that is free, in one of six words.
#pragma once

#include <string_view>
#include <vector>

#include "engine/plan/run_choice.h"

namespace snug::plan {

/// The advice; the action always stays possible.
enum class Verdict : uint8_t {
  fits,     ///< with room to spare
  tight,    ///< fits, but another program may take the rest
  partial,  ///< some layers have to run on the CPU
  pages,    ///< more than memory: would read from disk all the time
  no,       ///< not even that
  unknown,  ///< the architecture is not known, so only the weights are
};
/// "fits", "tight", "partial", "pages", "no", "unknown".
std::string_view name_of(Verdict verdict);

/// Where the bytes of a need go: the parts of the memory bar.
struct Breakdown {
  int64_t weights_bytes = 0;
  int64_t kv_bytes = 0;
  int64_t state_bytes = 0;
  int64_t scratch_bytes = 0;
  int64_t staging_bytes = 0;
  int64_t overhead_bytes = 0;

  [[nodiscard]] int64_t total() const {
    return weights_bytes + kv_bytes + state_bytes + scratch_bytes + staging_bytes + overhead_bytes;
  }
  bool operator==(const Breakdown&) const = default;
};

/// One device's part of a plan. Its total is need_bytes().
Breakdown breakdown(const Plan& plan, int32_t device, const device::DeviceCaps& caps);

struct DeviceFit {
  device::DeviceCaps caps;
  device::MemoryInfo memory;
  Breakdown need;
  Verdict verdict = Verdict::unknown;
};

struct Fit {
  Verdict verdict = Verdict::unknown;  ///< the worst of the devices
  Plan plan;
  std::vector<DeviceFit> devices;  ///< those that the plan uses
  int64_t n_ctx_max = 0;           ///< longest context that fits with the same choices; 0 if none does
};

/// Free memory that a load should leave: max(512 MiB, 3 % of the device), see the margins of other engines.
int64_t margin_bytes(const device::MemoryInfo& memory);

/// Need against free. Host memory that would page is told from "no" by the total.
Verdict judge(int64_t need_bytes, const device::MemoryInfo& memory);

/// Plans and judges. Errors: those of make_plan.
Result<Fit> fit(const program::Program& program, const RunSpec& spec, int64_t n_ctx_train,
                std::span<const device::DeviceCaps> devices, std::span<const device::MemoryInfo> memory);

}  // namespace snug::plan
