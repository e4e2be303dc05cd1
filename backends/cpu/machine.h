// What the machine has and how fast it reads: asked now, never kept.
#pragma once

#include <filesystem>

#include "backends/cpu/cpu_backend.h"

namespace snug::cpu {

/// machine_memory() with the two file systems given: `proc` holds meminfo and self/cgroup, `cgroup` is where the
/// control groups are mounted (v2, or v1 with its memory controller in `memory`).
Result<device::MemoryInfo> memory_from(const std::filesystem::path& proc, const std::filesystem::path& cgroup);

}  // namespace snug::cpu
