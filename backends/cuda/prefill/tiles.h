// The blocked f16 form that the matrix kernels read: [rows / 128][cols / 64][128 rows][64 cols], where 16-byte chunk c
// of row r lies at c ^ (r & 7): the tensor cores' 128-byte swizzle, so that a block of 128 rows by 64 columns (16 KB)
// goes to shared memory as one plain bulk copy, without a tensor map.
#pragma once

#include <cstdint>

#include "engine/quant/host_device.h"

namespace snug::cuda {

inline constexpr int kBlockRows = 128;
inline constexpr int kBlockCols = 64;
inline constexpr int kBlockBytes = kBlockRows * kBlockCols * 2;

/// Index, in halves, of element (row, col) of a matrix of n_cols columns (a multiple of 64).
SNUG_HD inline int64_t tile_index(int64_t row, int64_t col, int64_t n_cols) {
  const int64_t block = row / kBlockRows * (n_cols / kBlockCols) + col / kBlockCols;
  const int r = static_cast<int>(row % kBlockRows);
  const int c = static_cast<int>(col % kBlockCols);
  return block * (kBlockRows * kBlockCols) + r * kBlockCols + (((c >> 3) ^ (r & 7)) << 3) + (c & 7);
}

/// The column at a position of the permuted order, in which experts.cu reads tiles: within 128 columns, position
/// 64 b + 16 c + 8 h + 2 q + i holds column 32 q + 16 b + 4 c + 2 h + i, so that the four threads q of a quad each need
/// one unit of 32 weights (fragments.cuh).
SNUG_HD constexpr int permuted_column(int position) {
  const int p = position % 128;
  return position - p + 32 * (p >> 1 & 3) + 16 * (p >> 6) + 4 * (p >> 4 & 3) + 2 * (p >> 3 & 1) + (p & 1);
}

/// Bytes of the form for n_rows rows, rounded up to whole blocks.
constexpr int64_t tiles_bytes(int64_t n_rows, int64_t n_cols) {
  return (n_rows + kBlockRows - 1) / kBlockRows * kBlockRows * n_cols * 2;
}

}  // namespace snug::cuda
