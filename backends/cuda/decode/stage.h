// One matrix stage of a decode step, for one row: products of up to three packed matrices with int8 activations, and
// what follows them. See stage.cu.
#pragma once

#include <cuda_runtime_api.h>

#include "backends/cuda/layout/packing.h"
#include "backends/cuda/layout/words.h"
#include "backends/cuda/ops/ops.h"

namespace snug::cuda {

enum class StageKind : uint8_t {
  store,    ///< out = W x (+ bias), f32
  add,      ///< x += scale * (W in + bias), and x is published for the next reader
  gate_up,  ///< act(gate) * up is published
};

inline constexpr int kMaxStageCtas = 264;

struct StageSegment {
  const uint8_t* w = nullptr;
  const float* bias = nullptr;
  float* out = nullptr;  ///< store
  int64_t tile_bytes = 0;
  int n_tiles = 0;
  int n_rows = 0;
  Packing packing = Packing::raw;
};

struct StageArgs {
  StageSegment segment[3];
  const ActBlock* in = nullptr;           ///< [n_cols / 16]
  float* x = nullptr;                     ///< add: the residual
  ActBlock* publish = nullptr;            ///< add, gate_up
  const float* publish_weight = nullptr;  ///< the next norm's, or none
  float eps = 0.0f;
  float scale = 1.0f;
  float softcap = 0.0f;  ///< store
  int n_cols = 0;
  int n_segments = 1;
  int slot_bytes = 0;
  int n_slots = 0;
  int in_flight = 1;  ///< bulk copies under way at a time
  StageKind kind = StageKind::store;
  program::ActKind act = program::ActKind::silu;
  bool norm = false;                            ///< multiply results by rsqrt(mean(in^2) + eps)
  uint16_t first_tile[kMaxStageCtas + 1] = {};  ///< by CTA, one past the end last
};

/// A stage with its launch shape. Made once at compile time; pure host code.
struct Stage {
  StageArgs args;
  int n_ctas = 0;
  int shared_bytes = 0;
  int64_t weight_bytes = 0;
};

/// Settings that the benchmark varies.
struct StageTuning {
  int ring_bytes = 185 * 1024;
  int in_flight_bytes = 56 * 1024;  ///< but two copies at least
};

/// Fills launch shape and tile split for `n_sms` multiprocessors; segments, n_cols, kind and in/out are set by the
/// caller.
void finish_stage(Stage& stage, int n_sms, const StageTuning& tuning);

/// Raises the kernels' shared-memory limit on the current device; once a device.
cudaError_t prepare_stage_kernel();
cudaError_t launch_stage(cudaStream_t s, const Stage& stage, bool dependent);

/// f32 row(s) to ActBlocks, times an optional weight: for readers whose producer does not publish.
cudaError_t publish_row(cudaStream_t s, const float* in, const float* weight, ActBlock* out, int n_cols,
                        bool dependent);

}  // namespace snug::cuda
