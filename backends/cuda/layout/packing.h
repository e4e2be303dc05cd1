// How a matrix lies in device memory. Rows are grouped in tiles of 16, the columns in sections; one section of one tile
// is contiguous, so that it travels as a single bulk copy, and in it each row's planes (codes, high bits, scales) are
// contiguous, so that 32 lanes reading 32 units of 32 weights touch 32 neighbouring 16-byte words.
//
//   [expert][tile of 16 rows][section of columns][row 0..15][plane]
//
// The rows of the last tile that do not exist are zero bytes. Packing is a bijection; sizes here are the planner's too.
#pragma once

#include <cstdint>

#include "engine/program/program.h"
#include "engine/quant/dtype.h"
#include "engine/quant/host_device.h"

namespace snug::cuda {

inline constexpr int kTileRows = 16;
inline constexpr int kUnit = 32;  ///< weights that one lane takes at a time

/// raw: the file's own blocks, rows dense.
enum class Packing : uint8_t { raw, q4_k, q5_k, q6_k, q8_0, q4_0, q4_1, f16, bf16 };

/// Whether products take f16 activations (16-bit weights), not int8 ones.
SNUG_HD constexpr bool takes_halves(Packing packing) {
  return packing == Packing::f16 || packing == Packing::bf16;
}

/// Columns of a full section.
SNUG_HD constexpr int section_cols(Packing packing) {
  switch (packing) {
    case Packing::q4_k:
    case Packing::q4_0:
    case Packing::q4_1:
      return 4096;
    case Packing::f16:
    case Packing::bf16:
      return 1024;
    default:
      return 2048;
  }
}

/// Weights that share a scale block: sections are multiples of it.
SNUG_HD constexpr int packing_block(Packing packing) {
  return packing == Packing::q4_k || packing == Packing::q5_k || packing == Packing::q6_k ? 256 : 32;
}

SNUG_HD constexpr int64_t pad16(int64_t n) {
  return (n + 15) / 16 * 16;
}

/// Bytes of `cols` columns of one row in a section; a multiple of 16.
SNUG_HD constexpr int64_t row_section_bytes(Packing packing, int64_t cols) {
  const int64_t units = cols / kUnit;
  switch (packing) {
    case Packing::q4_k:
      return units * 16 + units * 2;  // codes, 16 B of scales per 8 units
    case Packing::q5_k:
      return units * 16 + units * 4 + units * 2;
    case Packing::q6_k:
      return units * 16 + units * 8 + units * 2 + pad16(units / 8 * 2);
    case Packing::q8_0:
      return units * 32 + pad16(units * 2);
    case Packing::q4_0:
      return units * 16 + pad16(units * 2);
    case Packing::q4_1:
      return units * 16 + pad16(units * 4);
    case Packing::f16:
    case Packing::bf16:
      return units * 64;
    case Packing::raw:
      return 0;
  }
  return 0;
}

/// The shape of one packed matrix.
struct PackedShape {
  Packing packing;
  int64_t n_cols;
  int64_t n_rows;

  [[nodiscard]] SNUG_HD constexpr int64_t n_tiles() const { return (n_rows + kTileRows - 1) / kTileRows; }
  [[nodiscard]] SNUG_HD constexpr int n_sections() const {
    return static_cast<int>((n_cols + section_cols(packing) - 1) / section_cols(packing));
  }
  [[nodiscard]] SNUG_HD constexpr int64_t cols_of(int section) const {
    const int64_t rest = n_cols - static_cast<int64_t>(section) * section_cols(packing);
    return rest < section_cols(packing) ? rest : section_cols(packing);
  }
  [[nodiscard]] SNUG_HD constexpr int64_t section_offset(int section) const {
    return kTileRows * row_section_bytes(packing, section_cols(packing)) * section;
  }
  [[nodiscard]] SNUG_HD constexpr int64_t tile_bytes() const {
    const int last = n_sections() - 1;
    return section_offset(last) + kTileRows * row_section_bytes(packing, cols_of(last));
  }
  [[nodiscard]] SNUG_HD constexpr int64_t bytes() const { return n_tiles() * tile_bytes(); }
  /// Byte offset of a row's part of a section.
  [[nodiscard]] SNUG_HD constexpr int64_t row_offset(int64_t row, int section) const {
    return row / kTileRows * tile_bytes() + section_offset(section) +
           row % kTileRows * row_section_bytes(packing, cols_of(section));
  }
};

/// The packing of a weight: raw for types without one, for embeddings that are only looked up, and for rows that the
/// kernels cannot split.
Packing packing_of(const program::WeightDecl& weight);
/// Bytes of a weight as this backend keeps it; vectors as f32.
int64_t packed_bytes(const program::WeightDecl& weight);

}  // namespace snug::cuda
