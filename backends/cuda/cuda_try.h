// CUDA's return codes as errors. Sticky ones (an illegal access, a lost device) cannot be cleared inside the process:
// they become device_lost, and the backend remembers it.
#pragma once

#include <cuda_runtime_api.h>

#include <string_view>

#include "engine/base/result.h"

namespace snug::cuda {

/// The error of a failed call; `what` is a sentence part ("allocating 12 bytes for weights").
Error cuda_error(cudaError_t code, std::string_view what, std::source_location where = std::source_location::current());
/// Whether nothing more can be done on the device in this process.
bool is_sticky(cudaError_t code);

/// cudaSuccess becomes ok. Clears the runtime's last error where it is not sticky.
Status cuda_try(cudaError_t code, std::string_view what, std::source_location where = std::source_location::current());

}  // namespace snug::cuda
