// The CPU backend: int8 products on packed panels, a pool of threads, one instruction set chosen at run time.
#pragma once

#include <memory>
#include <string>

#include "engine/device/backend.h"

namespace snug::cpu {

struct CpuOptions {
  int threads = 0;       ///< the caller included; 0: as many as the process may use
  std::string isa = {};  ///< "portable", "avx2", "avx512"; empty: SNUG_ISA if set, else the fastest
};

/// The CPU as the planner sees it. Sizes do not depend on the ISA, so a plan holds for every machine.
const device::DeviceCaps& cpu_caps();

/// Starts the pool's threads. Errors: unknown_isa, bad_value (threads).
Result<std::unique_ptr<device::Backend>> make_cpu_backend(const CpuOptions& options = {});

/// Total and free memory for this process: MemAvailable, less where its control groups (v2 or v1) allow less. Any
/// thread.
Result<device::MemoryInfo> machine_memory();

/// Bytes a second that all usable threads together read from memory, best of several passes over 256 MiB. Any thread;
/// about 0.2 s. Errors: out_of_memory.
Result<double> read_bandwidth();

/// Gives the calling thread the priority of the pool's workers, below the window's. For the engine thread.
void lower_thread_priority();

}  // namespace snug::cpu
