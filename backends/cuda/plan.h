// A compiled span: a list of launches, and for one row the graph that they were captured into.
#pragma once

#include <cuda_runtime_api.h>

#include <functional>
#include <vector>

#include "backends/cuda/cuda_backend.h"
#include "backends/cuda/scratch.h"
#include "engine/device/backend.h"

namespace snug::cuda {

/// What a launch may depend on beyond the plan.
struct RunShape {
  cudaStream_t stream = nullptr;
  int n_rows = 1;
  int n_logit_rows = 1;
  bool deep = false;        ///< one row: its context is longer than kShortTokens
  bool consecutive = true;  ///< the rows are of one sequence, at consecutive positions
};
using Launch = std::function<cudaError_t(const RunShape&)>;

/// One upload of step arguments that is still under way, or done.
struct ArgsSlot {
  uint8_t* pinned = nullptr;
  cudaEvent_t done = nullptr;
  uint64_t fence = 0;
};

class CudaPlan final : public device::Plan {
 public:
  ~CudaPlan() override;
  device::Bucket bucket;
  ScratchLayout layout;
  int n_groups = 0;
  int n_sequences = 1;
  uint8_t* args = nullptr;  ///< on the device
  uint8_t* staging = nullptr;
  int64_t staging_bytes = 0;
  std::vector<Launch> launches;
  cudaGraphExec_t graph = nullptr;       ///< one row, up to kShortTokens of context
  cudaGraphExec_t deep_graph = nullptr;  ///< one row, any context
  int64_t weight_bytes = 0;              ///< read by one row's step, where the plan knows
};

/// What compiling needs from the backend.
struct DeviceContext {
  std::function<uint8_t*(const device::Place&)> resolve;
  cudaStream_t stream = nullptr;
  int n_sms = 0;
  int capability = 0;
  CudaOptions options;
};

/// Errors: unsupported (an op or type without a kernel), device_failed.
Result<std::unique_ptr<CudaPlan>> compile_plan(const device::CompileRequest& request, const DeviceContext& context);

}  // namespace snug::cuda
