#include "backends/cpu/panel.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "backends/cpu/kernels.h"
#include "engine/base/check.h"

namespace snug::cpu {
namespace {

using quant::DType;

constexpr Field kF32[] = {{0, 4, 4}};
constexpr Field kF16[] = {{0, 2, 2}};               // also BF16
constexpr Field kQ4_0[] = {{0, 2, 2}, {2, 16, 4}};  // also IQ4_NL
constexpr Field kQ4_1[] = {{0, 2, 2}, {2, 2, 2}, {4, 16, 4}};
constexpr Field kQ5_0[] = {{0, 2, 2}, {2, 4, 4}, {6, 16, 4}};
constexpr Field kQ5_1[] = {{0, 2, 2}, {2, 2, 2}, {4, 4, 4}, {8, 16, 4}};
constexpr Field kQ8_0[] = {{0, 2, 2}, {2, 32, 4}};
constexpr Field kQ2_K[] = {{80, 2, 2}, {82, 2, 2}, {0, 16, 1}, {16, 64, 4}};
constexpr Field kQ3_K[] = {{108, 2, 2}, {96, 12, 1}, {0, 32, 4}, {32, 64, 4}};
constexpr Field kQ4_K[] = {{0, 2, 2}, {2, 2, 2}, {4, 12, 1}, {16, 128, 4}};
constexpr Field kQ5_K[] = {{0, 2, 2}, {2, 2, 2}, {4, 12, 1}, {16, 32, 4}, {48, 128, 4}};
constexpr Field kQ6_K[] = {{208, 2, 2}, {192, 16, 1}, {0, 128, 4}, {128, 64, 4}};
constexpr Field kIQ4_XS[] = {{0, 2, 2}, {2, 2, 2}, {4, 4, 1}, {8, 128, 4}};
constexpr Field kMXFP4[] = {{0, 1, 1}, {1, 16, 4}};

int64_t panels_per_expert(const program::WeightDecl& w) {
  return (w.n_rows + kPanelRows - 1) / kPanelRows;
}

/// Moves units between one row's block and its places in the record.
template <bool kPack>
void move_units(const Field& field, std::byte* record_field, int row, std::byte* block_field) {
  const auto move = [&]<int kUnit>() {
    for (int u = 0; u < field.bytes / kUnit; ++u) {
      std::byte* packed = record_field + (u * kPanelRows + row) * kUnit;
      std::byte* file = block_field + u * kUnit;
      std::memcpy(kPack ? packed : file, kPack ? file : packed, kUnit);
    }
  };
  if (field.unit == 1) move.template operator()<1>();
  if (field.unit == 2) move.template operator()<2>();
  if (field.unit == 4) move.template operator()<4>();
}

/// One row of a panel: its blocks to or from the records.
template <bool kPack>
void move_row(const program::WeightDecl& weight, std::byte* panel, int row, std::byte* file_row) {
  const std::span<const Field> fields = record_fields(weight.type);
  const quant::TypeInfo& type = quant::type_info(weight.type);
  const int64_t n_blocks = weight.n_cols / type.block;
  for (int64_t b = 0; b < n_blocks; ++b) {
    std::byte* record = panel + b * type.block_bytes * kPanelRows;
    std::byte* block = file_row + b * type.block_bytes;
    for (const Field& field : fields) {
      move_units<kPack>(field, record, row, block + field.offset);
      record += field.bytes * kPanelRows;
    }
  }
}

template <bool kPack>
void move_panels(const program::WeightDecl& weight, std::byte* file, std::byte* packed, int64_t begin, int64_t end) {
  const int64_t row_bytes = file_row_bytes(weight);
  const int64_t bytes = panel_bytes(weight);
  const int64_t per_expert = panels_per_expert(weight);
  for (int64_t p = begin; p < end; ++p) {
    const int64_t expert = p / per_expert;
    const int64_t first = p % per_expert * kPanelRows;
    const int rows = static_cast<int>(std::min<int64_t>(kPanelRows, weight.n_rows - first));
    if (kPack && rows < kPanelRows) std::memset(packed + p * bytes, 0, static_cast<size_t>(bytes));
    for (int r = 0; r < rows; ++r) {
      move_row<kPack>(weight, packed + p * bytes, r, file + (expert * weight.n_rows + first + r) * row_bytes);
    }
  }
}

}  // namespace

std::span<const Field> record_fields(DType type) {
  switch (type) {
    case DType::F32:
      return kF32;
    case DType::F16:
    case DType::BF16:
      return kF16;
    case DType::Q4_0:
    case DType::IQ4_NL:
      return kQ4_0;
    case DType::Q4_1:
      return kQ4_1;
    case DType::Q5_0:
      return kQ5_0;
    case DType::Q5_1:
      return kQ5_1;
    case DType::Q8_0:
      return kQ8_0;
    case DType::Q2_K:
      return kQ2_K;
    case DType::Q3_K:
      return kQ3_K;
    case DType::Q4_K:
      return kQ4_K;
    case DType::Q5_K:
      return kQ5_K;
    case DType::Q6_K:
      return kQ6_K;
    case DType::IQ4_XS:
      return kIQ4_XS;
    case DType::MXFP4:
      return kMXFP4;
    default:
      return {};
  }
}

WeightLayout layout_of(const program::WeightDecl& weight) {
  if (weight.use == program::WeightUse::vector) return WeightLayout::floats;
  if (weight.use == program::WeightUse::embedding || record_fields(weight.type).empty()) return WeightLayout::rows;
  return WeightLayout::panels;
}

int64_t file_row_bytes(const program::WeightDecl& weight) {
  return quant::row_bytes(weight.type, weight.n_cols).value_or(0);
}

int64_t panel_bytes(const program::WeightDecl& weight) {
  return file_row_bytes(weight) * kPanelRows;
}

int64_t n_panels(const program::WeightDecl& weight) {
  return weight.n_experts * panels_per_expert(weight);
}

int64_t expert_bytes(const program::WeightDecl& weight) {
  if (layout_of(weight) == WeightLayout::panels) return panels_per_expert(weight) * panel_bytes(weight);
  return weight.n_rows * file_row_bytes(weight);
}

int64_t packed_weight_bytes(const program::WeightDecl& weight) {
  if (layout_of(weight) == WeightLayout::floats) {
    return weight.n_experts * weight.n_rows * weight.n_cols * static_cast<int64_t>(sizeof(float));
  }
  return weight.n_experts * expert_bytes(weight);
}

void pack_panels(const program::WeightDecl& weight, const std::byte* file, std::byte* packed, int64_t begin,
                 int64_t end) {
  move_panels<true>(weight, const_cast<std::byte*>(file), packed, begin, end);  // only read when packing
}

void unpack_panels(const program::WeightDecl& weight, const std::byte* packed, std::byte* file, int64_t begin,
                   int64_t end) {
  move_panels<false>(weight, file, const_cast<std::byte*>(packed), begin, end);  // only read when unpacking
}

void unpack_row(const program::WeightDecl& weight, const std::byte* packed, int64_t row, std::byte* file_row) {
  const int64_t expert = row / weight.n_rows;
  const int64_t in_expert = row % weight.n_rows;
  const int64_t panel = expert * panels_per_expert(weight) + in_expert / kPanelRows;
  move_row<false>(weight, const_cast<std::byte*>(packed) + panel * panel_bytes(weight),
                  static_cast<int>(in_expert % kPanelRows), file_row);
}

void widen_vector(const program::WeightDecl& weight, const std::byte* file, float* out) {
  const int64_t n = weight.n_experts * weight.n_rows * weight.n_cols;
  for (int64_t i = 0; i < n; ++i) {
    if (weight.type == DType::F32) {
      std::memcpy(out + i, file + 4 * i, 4);
      continue;
    }
    uint16_t bits;
    std::memcpy(&bits, file + 2 * i, 2);
    uint32_t wide = static_cast<uint32_t>(bits) << 16;
    if (weight.type == DType::F16) {
      const uint32_t sign = static_cast<uint32_t>(bits & 0x8000u) << 16;
      const uint32_t rest = bits & 0x7fffu;
      wide = rest >= 0x7c00u ? sign | 0x7f800000u | (rest & 0x3ffu) << 13  // NaN bits are kept as they are
                             : sign | std::bit_cast<uint32_t>(std::bit_cast<float>(rest << 13) * 0x1p112f);
    }
    std::memcpy(out + i, &wide, 4);
  }
}

void narrow_vector(const program::WeightDecl& weight, const float* in, std::byte* file) {
  const int64_t n = weight.n_experts * weight.n_rows * weight.n_cols;
  for (int64_t i = 0; i < n; ++i) {
    if (weight.type == DType::F32) {
      std::memcpy(file + 4 * i, in + i, 4);
      continue;
    }
    uint32_t wide;
    std::memcpy(&wide, in + i, 4);
    uint32_t bits = wide >> 16;
    if (weight.type == DType::F16) {
      const uint32_t rest = wide & 0x7fffffffu;
      // 2^-112 undoes the widening exactly: every value here came from 16 bits.
      const uint32_t narrow = rest >= 0x7f800000u
                                  ? 0x7c00u | ((rest >> 13) & 0x3ffu)
                                  : std::bit_cast<uint32_t>(std::bit_cast<float>(rest) * 0x1p-112f) >> 13;
      bits = (wide >> 16 & 0x8000u) | narrow;
    }
    const auto half = static_cast<uint16_t>(bits);
    std::memcpy(file + 2 * i, &half, 2);
  }
}

}  // namespace snug::cpu
