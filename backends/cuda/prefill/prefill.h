// Kernels for many rows (sm_90a): products in f16 on the tensor cores, from weights dequantized a slice at a time, and
// attention. f16 operands are in the blocked form of tiles.h.
#pragma once

#include <cuda_runtime_api.h>

#include <vector>

#include "backends/cuda/ops/ops.h"
#include "backends/cuda/prefill/tiles.h"

namespace snug::cuda {

/// What becomes of a product's values.
enum class GemmEnd : uint8_t {
  store,    ///< segments' out, f32
  add,      ///< x += scale * (value + bias)
  gate_up,  ///< groups of 8 columns are gate and up in turn: act(gate) * up, f16 blocked
};

/// A tensor map (CUtensorMap): where boxes of f16 elements lie.
struct alignas(64) TensorMap {
  uint64_t words[16] = {};
};
/// Sizes in elements, strides (of all dimensions but the first) in bytes, the first dimension contiguous.
/// Errors: cudaErrorNotSupported if the driver has no such function.
cudaError_t make_map(const void* data, const std::vector<int64_t>& sizes, const std::vector<int64_t>& strides,
                     const std::vector<int64_t>& box, TensorMap& map);

/// Of a buffer in the blocked form: boxes of 64 rows of 128 bytes.
using SliceMap = TensorMap;
/// Of one side of a layer's cache (F16): boxes of a page's 64 tokens by 64 dimensions of a head.
using KvMap = TensorMap;
cudaError_t make_slice_map(const void* data, int64_t bytes, SliceMap& map);

struct GemmSegment {
  float* out = nullptr;  ///< [n_rows, n_cols]
  const float* bias = nullptr;
  int begin = 0;  ///< first column of the whole product that is its own
  int n_cols = 0;
};

/// C = A B^T for rows [0, n_rows) and columns [n_begin, n_begin + n) of the whole product, over a part of the inner
/// columns.
struct GemmArgs {
  const uint16_t* a = nullptr;  ///< blocked [n_rows, a_cols]
  const uint16_t* b = nullptr;  ///< blocked [n, k]: the slice
  int n_rows = 0;
  int n = 0;        ///< columns in this slice; a multiple of 16
  int n_begin = 0;  ///< of the whole product
  int k = 0;        ///< inner columns of the slice; a multiple of 64
  int k_begin = 0;  ///< of A
  int a_cols = 0;
  GemmEnd end = GemmEnd::store;
  program::ActKind act = program::ActKind::silu;
  int n_segments = 1;
  GemmSegment segment[3];
  float* x = nullptr;  ///< add: [n_rows, x_cols]
  int x_cols = 0;
  float scale = 1.0f;         ///< add; store: multiplies what is stored
  float softcap = 0.0f;       ///< store
  uint16_t* tiles = nullptr;  ///< gate_up: blocked [n_rows, tiles_cols]
  int tiles_cols = 0;
};

/// Raises the kernels' shared-memory limits on the current device.
cudaError_t prepare_prefill();
/// `map` is of the slice; null turns clusters off.
cudaError_t gemm(cudaStream_t s, const GemmArgs& args, const SliceMap* map, bool wide, int n_sms);

/// How a product is cut so that slices fit kSliceBytes and tiles fill the multiprocessors.
struct GemmCut {
  int n = 0;          ///< columns a slice
  int k = 0;          ///< inner columns a slice
  bool wide = false;  ///< 128 x 256 tiles instead of 128 x 128
};
GemmCut cut_gemm(int n_rows, int n, int k, bool may_split_k, int n_sms);

/// Rows [row, row + n_rows) and columns [col, col + n_cols) of a packed matrix to the slice, from a row of it on; col
/// is a multiple of 256, n_cols of 64. With a `second` matrix of the same type, groups of 8 rows of both alternate.
cudaError_t dequant_slice(cudaStream_t s, const Matrix& m, const Matrix* second, int64_t row, int n_rows, int64_t col,
                          int n_cols, uint16_t* slice, int first_row_of_slice);

/// Rows of f32 to f16 blocked, normed where weight is given (times rsqrt(mean(x^2) + eps) * weight); `gather` picks
/// rows. `permuted` orders columns as permuted_column has it; the width is a multiple of 128 then.
cudaError_t rows_to_tiles(cudaStream_t s, const float* in, const float* weight, float eps, int64_t width,
                          const int32_t* gather, uint16_t* tiles, int n_rows, bool permuted = false);

/// Causal attention of one sequence's consecutive rows over the paged cache (F16), output f16 blocked
/// [n_rows, n_heads * D]. D is 64 or 128.
cudaError_t flash_attend(cudaStream_t s, const KvView& kv, const KvMap& keys, const KvMap& values, const StepView& step,
                         const program::AttendCore& op, const float* q, uint16_t* tiles, int n_rows);
cudaError_t make_kv_map(const KvSide& side, int64_t n_pages, KvMap& map);
cudaError_t prepare_flash();

}  // namespace snug::cuda
