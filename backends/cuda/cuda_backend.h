// The CUDA backend: what is present, what it can do, and the backend of one GPU. No CUDA header is needed to use it.
#pragma once

#include <memory>
#include <vector>

#include "engine/device/backend.h"

namespace snug::cuda {

/// What may be turned off, for tests and for finding faults.
struct CudaOptions {
  bool fuse = true;        ///< composites as fused kernels; else everything is lowered to the simple ones
  bool dependent = true;   ///< programmatic dependent launches in decode graphs
  bool clusters = true;    ///< prefill: pairs of multiprocessors share what they load
  int ring_kib = 185;      ///< decode: shared memory for weights on their way
  int in_flight_kib = 56;  ///< decode: weights under way to one multiprocessor, two copies at least
};

/// The GPUs that can be used, by CUDA's index. An error says in words why there is none: no driver, a driver that is
/// too old, no device. Errors: device_not_found, device_failed.
Result<std::vector<device::DeviceCaps>> probe_cuda();

/// Caps of a GPU by its compute capability (90 for an H100), without the device: for planning. `fuse` as in
/// CudaOptions.
device::DeviceCaps cuda_caps(int capability, bool fuse = true);

/// Total and free memory of a GPU now. Makes the process's context on it. Any thread. Errors: device_failed.
Result<device::MemoryInfo> gpu_memory(int index);

/// Bytes a second that the GPU reads from its memory, measured over up to 1 GiB. Any thread; about 0.1 s.
/// Errors: device_failed, out_of_memory.
Result<double> gpu_read_bandwidth(int index);

/// A backend for one GPU. Errors: device_not_found, out_of_memory, device_failed.
Result<std::unique_ptr<device::Backend>> make_cuda_backend(int index, const CudaOptions& options = {});

}  // namespace snug::cuda
