// Kernels over the file's own blocks, one set a type: launchers in a table, filled by raw_*.cu.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "engine/quant/dtype.h"

namespace snug::cuda {

/// out[item, o] = sum_i w[expert(item), o, i] * in[row(item), i] + bias[o]; without a route, items are rows.
struct DotArgs {
  const uint8_t* w;
  int64_t row_bytes;
  int64_t expert_bytes;
  int64_t n_cols;
  int64_t n_out;
  const float* in;
  const float* bias;
  float* out;
  const float* route;  ///< [rows, 2 * n_used] or null
  int n_used;
  bool in_per_expert;
  int n_items;  ///< rows, or rows * n_used
};

struct EmbedArgs {
  const uint8_t* w;
  int64_t row_bytes;
  int64_t n_cols;
  const int32_t* tokens;
  float* out;
  float scale;
  int n_rows;
};

/// Rows [first_row, first_row + n_rows) of a matrix to f16, in the blocked form of prefill/tiles.h: row i of the
/// matrix becomes row `to_row(i)`.
struct DequantArgs {
  const uint8_t* w;
  int64_t row_bytes;
  int64_t n_cols;
  int64_t first_row;
  int n_rows;
  uint16_t* out;
  int row_stride_8;  ///< groups of 8 rows: 1 dense; 2 leaves every other group for a second matrix
  int row_offset_8;
};

struct RawKernels {
  cudaError_t (*dot)(cudaStream_t, const DotArgs&) = nullptr;
  cudaError_t (*embed)(cudaStream_t, const EmbedArgs&) = nullptr;
  cudaError_t (*dequant)(cudaStream_t, const DequantArgs&) = nullptr;
};

/// The kernels of a type; null members for types that are no weights.
RawKernels raw_kernels(quant::DType type);

RawKernels raw_kernels_plain(quant::DType type);
RawKernels raw_kernels_k(quant::DType type);
RawKernels raw_kernels_iq(quant::DType type);

}  // namespace snug::cuda
