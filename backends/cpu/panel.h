// The packed layout of matrices: panels of 16 rows, so that one vector holds the same column of 16 rows. The same on
// every ISA (AVX2 takes a panel as two halves), so that a plan does not depend on where it will run.
//
// A panel is a list of records, one for each block of a row. A record holds that block of the 16 rows, field by field,
// each field cut into units of 1, 2 or 4 bytes and the units interleaved: unit u of row r stands at (u * 16 + r) *
// unit_bytes. So packing is a permutation of bytes. Rows that are missing in the last panel are zero.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/program/program.h"

namespace snug::cpu {

/// A field of a block as a record holds it, in the order of the record.
struct Field {
  int16_t offset = 0;  ///< in the file's block
  int16_t bytes = 0;
  int16_t unit = 0;
};

/// The record of a type; empty where the type is not packed and its rows stay as the file has them.
std::span<const Field> record_fields(quant::DType type);

/// How a weight is kept.
enum class WeightLayout : uint8_t {
  rows,    ///< the file's rows one after the other
  panels,  ///< packed
  floats,  ///< a vector as f32
};
WeightLayout layout_of(const program::WeightDecl& weight);

/// Bytes of a row in the file; 0 where the type's block does not divide it.
int64_t file_row_bytes(const program::WeightDecl& weight);
/// Bytes of one panel of 16 rows.
int64_t panel_bytes(const program::WeightDecl& weight);
/// Bytes of one expert's matrix as kept (the only one where n_experts is 1).
int64_t expert_bytes(const program::WeightDecl& weight);
/// Bytes of the whole weight as kept.
int64_t packed_weight_bytes(const program::WeightDecl& weight);

/// Packs panels [begin, end) of the weight's n_experts * ceil(n_rows / 16) panels. `file` is the whole weight.
void pack_panels(const program::WeightDecl& weight, const std::byte* file, std::byte* packed, int64_t begin,
                 int64_t end);
/// The inverse.
void unpack_panels(const program::WeightDecl& weight, const std::byte* packed, std::byte* file, int64_t begin,
                   int64_t end);
/// One row of a packed matrix as the file's blocks: file_row_bytes() bytes.
void unpack_row(const program::WeightDecl& weight, const std::byte* packed, int64_t row, std::byte* file_row);
/// Panels of all experts.
int64_t n_panels(const program::WeightDecl& weight);

/// Vectors to f32 and back, bit for bit (F32, F16, BF16).
void widen_vector(const program::WeightDecl& weight, const std::byte* file, float* out);
void narrow_vector(const program::WeightDecl& weight, const float* in, std::byte* file);

}  // namespace snug::cpu
