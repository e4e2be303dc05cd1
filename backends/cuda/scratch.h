// What a plan keeps beside its slots, as offsets into the op-scratch place: the same function sizes it for the planner
// and carves it for the plan.
#pragma once

#include <vector>

#include "engine/device/caps.h"
#include "engine/program/program.h"

namespace snug::cuda {

/// Weights dequantized to f16 at a time: what stays in a 50 MB second-level cache beside the activations.
inline constexpr int64_t kSliceBytes = int64_t{34} << 20;

struct ScratchLayout {
  int64_t tokens = 0, positions = 0, sequences = 0, logit_rows = 0, tables = 0;  ///< int32 step arguments
  int64_t args_bytes = 0;                                                        ///< all of them, from offset 0
  int table_stride = 0;
  std::vector<program::RopeParams> ropes;  ///< distinct ones
  std::vector<int64_t> rope_tables;        ///< float2 [rows, n_dims / 2]
  int64_t x_acts = 0;                      ///< the residual as ActBlocks, written by whoever wrote it
  int64_t router = 0;                      ///< one row: what each router says (router_bytes), zeroed by each step
  int64_t in_acts = 0;                     ///< any other row as ActBlocks
  int64_t qkv = 0;                         ///< f32 [rows, (n_heads + 2 n_kv_heads) head_dim]
  int64_t gathered = 0;                    ///< f32 [logit rows, n_embd]
  int64_t tiles_a = 0;                     ///< f16 blocked: normed rows, attention's output
  int64_t tiles_b = 0;                     ///< f16 blocked: the feed-forward's inner rows
  int64_t slice = 0;                       ///< f16 blocked: dequantized weights
  int64_t router_logits = 0;               ///< many rows: f32 [rows, n_experts]
  int64_t expert_begins = 0;               ///< int32 [2, n_experts + 1]
  int64_t expert_rows = 0;                 ///< int32 [2, rows * n_used]
  int64_t expert_out = 0;                  ///< f16 [rows * n_used, n_embd]
  int64_t routers_bytes = 0;               ///< of `router`, all layers
  int64_t total_bytes = 0;
};

/// Bytes of one router's sums and choice (decode/stage.h).
constexpr int64_t router_bytes(int64_t n_experts) {
  return n_experts * 32 + 128;
}

/// `fused`: the program still has composites.
ScratchLayout scratch_layout(const program::Program& program, device::Bucket bucket, int64_t n_ctx, int n_sequences);

}  // namespace snug::cuda
