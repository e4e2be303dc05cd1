// Tensor types of GGUF: ids, names and sizes, and the scalar decode of each. Block layouts are in the file of each
// type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/base/result.h"

namespace snug::quant {

/// A tensor's element type, with the ids of GGUF files (ggml's). Ids that were withdrawn or are unknown have no value.
enum class DType : int32_t {
  F32 = 0,
  F16 = 1,
  Q4_0 = 2,
  Q4_1 = 3,
  Q5_0 = 6,
  Q5_1 = 7,
  Q8_0 = 8,
  Q8_1 = 9,
  Q2_K = 10,
  Q3_K = 11,
  Q4_K = 12,
  Q5_K = 13,
  Q6_K = 14,
  Q8_K = 15,
  IQ2_XXS = 16,
  IQ2_XS = 17,
  IQ3_XXS = 18,
  IQ1_S = 19,
  IQ4_NL = 20,
  IQ3_S = 21,
  IQ2_S = 22,
  IQ4_XS = 23,
  I8 = 24,
  I16 = 25,
  I32 = 26,
  I64 = 27,
  F64 = 28,
  IQ1_M = 29,
  BF16 = 30,
  TQ1_0 = 34,
  TQ2_0 = 35,
  MXFP4 = 39,
  NVFP4 = 40,
  Q1_0 = 41,
  Q2_0 = 42,
};

/// What is fixed about a type. A row of n elements takes n / block * block_bytes bytes; block divides n.
struct TypeInfo {
  DType type;
  std::string_view name;  ///< as GGUF tools print it: "Q4_K"
  int64_t block;          ///< elements a block
  int64_t block_bytes;
  bool quantized;        ///< blocks with shared scales, as opposed to plain numbers
  bool activation_only;  ///< Q8_1, Q8_K: made while computing, not a type for weights

  /// Stored bits an element.
  [[nodiscard]] constexpr double bits_per_weight() const {
    return 8.0 * static_cast<double>(block_bytes) / static_cast<double>(block);
  }
};

/// The row of an id as it stands in a file; nullptr if no type has it.
const TypeInfo* type_info(int32_t ggml_id);
/// The row of a type. Never fails for a DType that came from type_info or is written in our code.
const TypeInfo& type_info(DType type);
/// Every type, by id.
std::span<const TypeInfo> all_types();
/// True for ids that GGUF once had: Q4_2, Q4_3 and the ARM repacks of Q4_0 and IQ4_NL.
bool is_withdrawn(int32_t ggml_id);
/// The type of a name in any case ("q4_k"); nothing if there is none.
std::optional<DType> parse_dtype(std::string_view name);

/// Bytes of one row of n_cols elements. Errors: tensor_shape (block does not divide n_cols, or negative),
/// limit_exceeded (overflow).
Result<int64_t> row_bytes(DType type, int64_t n_cols);
/// Bytes of a dense tensor, shape[0] fastest. Errors as row_bytes.
Result<int64_t> tensor_bytes(DType type, std::span<const int64_t> shape);

/// Decodes n elements (a multiple of the block) to float. src needs no alignment.
using DequantRow = void (*)(const std::byte* src, float* dst, int64_t n);
/// The scalar decode of a type, the reference for every kernel; never nullptr. I64 and F64 round to float.
DequantRow dequant_row(DType type);

}  // namespace snug::quant
