// The table of scalar decoders: one row at a time, from bytes of any alignment.
#include <cstring>

#include "engine/base/check.h"
#include "engine/quant/blocks.h"
#include "engine/quant/dtype.h"

namespace snug::quant {
namespace {

/// Rows of blocks: each is copied to an aligned place first, since a file may align tensors to a single byte.
template <class Block>
void dequant_blocks(const std::byte* src, float* dst, int64_t n) {
  for (int64_t i = 0; i < n; i += Block::kElements, src += sizeof(Block)) {
    Block block;
    std::memcpy(&block, src, sizeof(Block));
    dequant_block(block, dst + i);
  }
}

/// Rows of plain numbers of type T, each through `convert`.
template <class T, class Convert>
void convert_numbers(const std::byte* src, float* dst, int64_t n, Convert convert) {
  for (int64_t i = 0; i < n; ++i, src += sizeof(T)) {
    T value;
    std::memcpy(&value, src, sizeof(T));
    dst[i] = convert(value);
  }
}

template <class T>
void dequant_numbers(const std::byte* src, float* dst, int64_t n) {
  convert_numbers<T>(src, dst, n, [](T value) { return static_cast<float>(value); });
}

void dequant_f32(const std::byte* src, float* dst, int64_t n) {
  std::memcpy(dst, src, static_cast<size_t>(n) * sizeof(float));
}
void dequant_f16(const std::byte* src, float* dst, int64_t n) {
  convert_numbers<uint16_t>(src, dst, n, half_to_float);
}
void dequant_bf16(const std::byte* src, float* dst, int64_t n) {
  convert_numbers<uint16_t>(src, dst, n, bf16_to_float);
}

}  // namespace

DequantRow dequant_row(DType type) {
  switch (type) {
    case DType::F32:
      return dequant_f32;
    case DType::F16:
      return dequant_f16;
    case DType::BF16:
      return dequant_bf16;
    case DType::I8:
      return dequant_numbers<int8_t>;
    case DType::I16:
      return dequant_numbers<int16_t>;
    case DType::I32:
      return dequant_numbers<int32_t>;
    case DType::I64:
      return dequant_numbers<int64_t>;
    case DType::F64:
      return dequant_numbers<double>;
    case DType::Q4_0:
      return dequant_blocks<BlockQ4_0>;
    case DType::Q4_1:
      return dequant_blocks<BlockQ4_1>;
    case DType::Q5_0:
      return dequant_blocks<BlockQ5_0>;
    case DType::Q5_1:
      return dequant_blocks<BlockQ5_1>;
    case DType::Q8_0:
      return dequant_blocks<BlockQ8_0>;
    case DType::Q8_1:
      return dequant_blocks<BlockQ8_1>;
    case DType::Q2_K:
      return dequant_blocks<BlockQ2_K>;
    case DType::Q3_K:
      return dequant_blocks<BlockQ3_K>;
    case DType::Q4_K:
      return dequant_blocks<BlockQ4_K>;
    case DType::Q5_K:
      return dequant_blocks<BlockQ5_K>;
    case DType::Q6_K:
      return dequant_blocks<BlockQ6_K>;
    case DType::Q8_K:
      return dequant_blocks<BlockQ8_K>;
    case DType::IQ2_XXS:
      return dequant_blocks<BlockIQ2_XXS>;
    case DType::IQ2_XS:
      return dequant_blocks<BlockIQ2_XS>;
    case DType::IQ3_XXS:
      return dequant_blocks<BlockIQ3_XXS>;
    case DType::IQ1_S:
      return dequant_blocks<BlockIQ1_S>;
    case DType::IQ4_NL:
      return dequant_blocks<BlockIQ4_NL>;
    case DType::IQ3_S:
      return dequant_blocks<BlockIQ3_S>;
    case DType::IQ2_S:
      return dequant_blocks<BlockIQ2_S>;
    case DType::IQ4_XS:
      return dequant_blocks<BlockIQ4_XS>;
    case DType::IQ1_M:
      return dequant_blocks<BlockIQ1_M>;
    case DType::TQ1_0:
      return dequant_blocks<BlockTQ1_0>;
    case DType::TQ2_0:
      return dequant_blocks<BlockTQ2_0>;
    case DType::MXFP4:
      return dequant_blocks<BlockMXFP4>;
    case DType::NVFP4:
      return dequant_blocks<BlockNVFP4>;
    case DType::Q1_0:
      return dequant_blocks<BlockQ1_0>;
    case DType::Q2_0:
      return dequant_blocks<BlockQ2_0>;
  }
  SNUG_CHECK(false, "a DType outside the enum");
  return nullptr;
}

}  // namespace snug::quant
