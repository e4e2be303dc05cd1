// One matrix stage of a decode step, for one row: products of up to three packed matrices with int8 activations, and
// what follows them. See stage.cu.
#pragma once

#include <cuda_runtime_api.h>

#include "backends/cuda/layout/packing.h"
#include "backends/cuda/layout/words.h"
#include "backends/cuda/ops/ops.h"

namespace snug::cuda {

/// How the router's sums travel: fixed point, since integers add up to the same in any order. One every 32 bytes.
inline constexpr float kRouterOne = 4294967296.0f;
inline constexpr int kRouterStride = 4;  ///< in 64-bit words
inline constexpr int kMaxExperts = 256;
inline constexpr int kMaxUsed = 16;

/// What the writer of a residual does for the router behind it: each 16 rows add their share of every expert's logit.
struct RouterShare {
  const float* weights = nullptr;  ///< f32 [n_experts, n_embd], or none
  unsigned long long* totals = nullptr;
  int n_experts = 0;
  int n_cols = 0;
};

/// The experts of a stage. Each CTA of the rows' stage chooses them for itself from the totals, and the first tells the
/// columns' stage, which reads them before the rows' stage has ended: a word carries its own validity.
struct StageExperts {
  const unsigned long long* totals = nullptr;
  unsigned long long* chosen = nullptr;  ///< [n_used] (id + 1) << 32 | the weight's bits; zero until it is known
  const float* bias = nullptr;
  int n_experts = 0;
  int n_used = 0;
  int per_expert = 0;  ///< by rows: tiles of one expert; by columns: columns of one expert
  int64_t expert_bytes[2] = {};
  program::Route::Gate gate = program::Route::Gate::softmax;
  bool normalize = true;
  float scale = 1.0f;
};

/// Where a stage's matrices come from.
enum class StageSource : uint8_t {
  plain,
  expert_rows,     ///< gate_up: the chosen experts' rows, stacked
  expert_columns,  ///< add: the chosen experts' columns side by side, each times its weight
};

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
  StageSource source = StageSource::plain;
  RouterShare router;    ///< add
  StageExperts experts;  ///< where source is not plain
  program::ActKind act = program::ActKind::silu;
  bool halves = false;          ///< 16-bit weights: `in` is in f16 (act_block.cuh), as publish_row_block left it
  bool publish_halves = false;  ///< what the reader of `publish` takes
  bool norm = false;            ///< multiply results by rsqrt(mean(in^2) + eps)
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

/// The router's share of a whole row, for a router whose input was not written by a stage.
cudaError_t route_row(cudaStream_t s, const float* x, const float* norm_weight, const RouterShare& router);

/// f32 row(s) to ActBlocks, times an optional weight: for readers whose producer does not publish.
cudaError_t publish_row(cudaStream_t s, const float* in, const float* weight, ActBlock* out, int n_cols, bool halves,
                        bool dependent);

}  // namespace snug::cuda
