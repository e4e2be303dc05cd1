// Launching with the attribute that lets a kernel start before the one it depends on has ended. Only for .cu files.
#pragma once

#include <cuda_runtime.h>

namespace snug::cuda {

/// Kernels launched with `dependent` must call wait_for_previous() before they read what earlier kernels wrote.
template <class... Params, class... Args>
cudaError_t launch(cudaStream_t s, dim3 grid, int threads, int shared_bytes, bool dependent, void (*kernel)(Params...),
                   Args&&... args) {
  cudaLaunchAttribute attribute{};
  attribute.id = cudaLaunchAttributeProgrammaticStreamSerialization;
  attribute.val.programmaticStreamSerializationAllowed = 1;
  cudaLaunchConfig_t config{};
  config.gridDim = grid;
  config.blockDim = dim3(static_cast<unsigned>(threads));
  config.dynamicSmemBytes = static_cast<size_t>(shared_bytes);
  config.stream = s;
  config.attrs = &attribute;
  config.numAttrs = dependent ? 1 : 0;
  return cudaLaunchKernelEx(&config, kernel, Params(args)...);
}

}  // namespace snug::cuda
