// Launchers of the simple kernels: one for every primitive, any type, any number of rows. They are the oracle of the
// fused kernels and the path of GPUs and types that have none. All activations are dense f32 [n_rows, width] in device
// memory. Each returns the launch's error.
#pragma once

#include <cuda_runtime_api.h>

#include "backends/cuda/layout/packing.h"
#include "backends/cuda/ops/kv_view.h"
#include "engine/program/ops.h"

namespace snug::cuda {

/// A matrix in device (or mapped host) memory.
struct Matrix {
  const uint8_t* data = nullptr;
  quant::DType type = quant::DType::F32;
  Packing packing = Packing::raw;
  int64_t n_cols = 0;
  int64_t n_rows = 0;
  int64_t n_experts = 1;
  int64_t row_bytes = 0;     ///< raw only
  int64_t expert_bytes = 0;  ///< from one expert to the next

  [[nodiscard]] PackedShape shape() const { return {packing, n_cols, n_rows}; }
};

/// out[i] = scale * table[tokens[i]].
cudaError_t embed(cudaStream_t s, const Matrix& table, const int32_t* tokens, float* out, float scale, int n_rows);

cudaError_t norm(cudaStream_t s, const float* in, float* out, const float* weight, const float* bias, float eps,
                 int64_t width, int group, bool layer_norm, int n_rows);

/// out = W in + bias; with f32 activations.
cudaError_t linear(cudaStream_t s, const Matrix& w, const float* in, const float* bias, float* out, int n_rows);
/// For each row and each of its chosen experts; `route` is Route::out.
cudaError_t grouped_linear(cudaStream_t s, const Matrix& w, const float* in, const float* route, float* out, int n_used,
                           bool in_per_expert, int n_rows);

/// The inverse frequencies of a RopeParams, f32 [n_dims / 2], and the factor of sine and cosine.
struct RopeArgs {
  program::RopeParams params;
  const float* freq_factors = nullptr;
};
/// {cos, sin} of each row's pairs, [n_rows, n_dims / 2]: computed once a step.
cudaError_t rope_table(cudaStream_t s, const RopeArgs& rope, const int32_t* positions, float2* table, int n_rows);
cudaError_t rope(cudaStream_t s, const program::RopeParams& params, const float2* table, float* x, int n_heads,
                 int head_dim, int n_rows);

cudaError_t kv_append(cudaStream_t s, const KvView& kv, const StepView& step, const float* k, const float* v,
                      int n_rows);
cudaError_t attend(cudaStream_t s, const KvView& kv, const StepView& step, const program::AttendCore& op,
                   const float* q, const float* sinks, float* out, int n_rows);

cudaError_t act(cudaStream_t s, const float* gate, const float* up, float* out, program::ActKind kind, float param,
                int64_t n);
cudaError_t add_scale(cudaStream_t s, const float* a, const float* b, float* out, float scale, int64_t n);
cudaError_t gather_rows(cudaStream_t s, const float* in, float* out, const int32_t* rows, int64_t width, int n_rows);
cudaError_t route(cudaStream_t s, const program::Route& op, const float* logits, const float* bias, float* out,
                  int n_rows);
cudaError_t combine(cudaStream_t s, const float* in, const float* route, float* out, int64_t width, int n_used,
                    int n_rows);

/// File blocks (in device memory) to the packed layout and back; raw is the caller's plain copy.
cudaError_t pack_rows(cudaStream_t s, const Matrix& to, uint8_t* data, const uint8_t* blocks, int64_t first_row,
                      int64_t n_rows);
cudaError_t unpack_rows(cudaStream_t s, const Matrix& from, uint8_t* blocks, int64_t first_row, int64_t n_rows);

}  // namespace snug::cuda
