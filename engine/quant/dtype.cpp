#include "engine/quant/dtype.h"

#include <algorithm>
#include <array>
#include <string>

#include "engine/base/check.h"
#include "engine/base/checked.h"

namespace snug::quant {
namespace {

constexpr bool kPlain = false;
constexpr bool kQuantized = true;

constexpr std::array kTypes{
    TypeInfo{DType::F32, "F32", 1, 4, kPlain, false},
    TypeInfo{DType::F16, "F16", 1, 2, kPlain, false},
    TypeInfo{DType::Q4_0, "Q4_0", 32, 18, kQuantized, false},
    TypeInfo{DType::Q4_1, "Q4_1", 32, 20, kQuantized, false},
    TypeInfo{DType::Q5_0, "Q5_0", 32, 22, kQuantized, false},
    TypeInfo{DType::Q5_1, "Q5_1", 32, 24, kQuantized, false},
    TypeInfo{DType::Q8_0, "Q8_0", 32, 34, kQuantized, false},
    TypeInfo{DType::Q8_1, "Q8_1", 32, 36, kQuantized, true},
    TypeInfo{DType::Q2_K, "Q2_K", 256, 84, kQuantized, false},
    TypeInfo{DType::Q3_K, "Q3_K", 256, 110, kQuantized, false},
    TypeInfo{DType::Q4_K, "Q4_K", 256, 144, kQuantized, false},
    TypeInfo{DType::Q5_K, "Q5_K", 256, 176, kQuantized, false},
    TypeInfo{DType::Q6_K, "Q6_K", 256, 210, kQuantized, false},
    TypeInfo{DType::Q8_K, "Q8_K", 256, 292, kQuantized, true},
    TypeInfo{DType::IQ2_XXS, "IQ2_XXS", 256, 66, kQuantized, false},
    TypeInfo{DType::IQ2_XS, "IQ2_XS", 256, 74, kQuantized, false},
    TypeInfo{DType::IQ3_XXS, "IQ3_XXS", 256, 98, kQuantized, false},
    TypeInfo{DType::IQ1_S, "IQ1_S", 256, 50, kQuantized, false},
    TypeInfo{DType::IQ4_NL, "IQ4_NL", 32, 18, kQuantized, false},
    TypeInfo{DType::IQ3_S, "IQ3_S", 256, 110, kQuantized, false},
    TypeInfo{DType::IQ2_S, "IQ2_S", 256, 82, kQuantized, false},
    TypeInfo{DType::IQ4_XS, "IQ4_XS", 256, 136, kQuantized, false},
    TypeInfo{DType::I8, "I8", 1, 1, kPlain, false},
    TypeInfo{DType::I16, "I16", 1, 2, kPlain, false},
    TypeInfo{DType::I32, "I32", 1, 4, kPlain, false},
    TypeInfo{DType::I64, "I64", 1, 8, kPlain, false},
    TypeInfo{DType::F64, "F64", 1, 8, kPlain, false},
    TypeInfo{DType::IQ1_M, "IQ1_M", 256, 56, kQuantized, false},
    TypeInfo{DType::BF16, "BF16", 1, 2, kPlain, false},
    TypeInfo{DType::TQ1_0, "TQ1_0", 256, 54, kQuantized, false},
    TypeInfo{DType::TQ2_0, "TQ2_0", 256, 66, kQuantized, false},
    TypeInfo{DType::MXFP4, "MXFP4", 32, 17, kQuantized, false},
    TypeInfo{DType::NVFP4, "NVFP4", 64, 36, kQuantized, false},
    TypeInfo{DType::Q1_0, "Q1_0", 128, 18, kQuantized, false},
    TypeInfo{DType::Q2_0, "Q2_0", 64, 18, kQuantized, false},
};

constexpr int32_t kIdLimit = 43;

/// id -> index in kTypes, -1 where there is none.
constexpr auto kIndexOfId = [] {
  std::array<int8_t, kIdLimit> index{};
  index.fill(-1);
  for (size_t i = 0; i < kTypes.size(); ++i) {
    index[static_cast<size_t>(kTypes[i].type)] = static_cast<int8_t>(i);
  }
  return index;
}();

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

const TypeInfo* type_info(int32_t ggml_id) {
  if (ggml_id < 0 || ggml_id >= kIdLimit) return nullptr;
  const int8_t index = kIndexOfId[static_cast<size_t>(ggml_id)];
  return index < 0 ? nullptr : &kTypes[static_cast<size_t>(index)];
}

const TypeInfo& type_info(DType type) {
  const TypeInfo* info = type_info(static_cast<int32_t>(type));
  SNUG_CHECK(info != nullptr, "a DType outside the enum");
  return *info;
}

std::span<const TypeInfo> all_types() {
  return kTypes;
}

bool is_withdrawn(int32_t ggml_id) {
  return ggml_id == 4 || ggml_id == 5 || (ggml_id >= 31 && ggml_id <= 33) || (ggml_id >= 36 && ggml_id <= 38);
}

std::optional<DType> parse_dtype(std::string_view name) {
  for (const TypeInfo& info : kTypes) {
    const bool same = std::equal(name.begin(), name.end(), info.name.begin(), info.name.end(),
                                 [](char a, char b) { return upper(a) == b; });
    if (same) return info.type;
  }
  return std::nullopt;
}

Result<int64_t> row_bytes(DType type, int64_t n_cols) {
  const TypeInfo& info = type_info(type);
  if (n_cols < 0 || n_cols % info.block != 0) {
    return fail(Code::tensor_shape, std::string(info.name) + " rows are multiples of " + std::to_string(info.block) +
                                        " elements, this one has " + std::to_string(n_cols));
  }
  const auto bytes = checked_mul(n_cols / info.block, info.block_bytes);
  if (!bytes) return fail(Code::limit_exceeded, "a row of " + std::to_string(n_cols) + " elements");
  return *bytes;
}

Result<int64_t> tensor_bytes(DType type, std::span<const int64_t> shape) {
  SNUG_TRY(int64_t bytes, row_bytes(type, shape.empty() ? 1 : shape[0]));
  for (size_t i = 1; i < shape.size(); ++i) {
    const auto product = checked_mul(bytes, shape[i]);
    if (!product) return fail(Code::limit_exceeded, "a tensor of more than 2^63 bytes");
    bytes = *product;
  }
  return bytes;
}

}  // namespace snug::quant
