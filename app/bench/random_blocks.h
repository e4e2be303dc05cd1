// Random but valid blocks of every weight type, scaled so that a product of n_cols of them with unit-variance inputs
// has unit variance. For tests and benchmarks whose weights are made in memory.
#pragma once

#include <cmath>
#include <cstring>
#include <vector>

#include "engine/quant/dtype.h"
#include "engine/quant/half.h"

namespace snug::bench {

/// xorshift64*: small, fast, the same everywhere (Vigna 2016).
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ull + 1) {}
  uint64_t next() {
    state_ ^= state_ >> 12;
    state_ ^= state_ << 25;
    state_ ^= state_ >> 27;
    return state_ * 0x2545F4914F6CDD1Dull;
  }
  float uniform() { return static_cast<float>(next() >> 40) * 0x1p-24f; }
  float normal() {  // Irwin-Hall of 12
    float sum = -6.0f;
    for (int i = 0; i < 12; ++i) sum += uniform();
    return sum;
  }

 private:
  uint64_t state_;
};

/// Byte offsets of a block's f16 scales; a second one, if any, is of the minimum.
inline std::vector<int> half_fields(quant::DType type) {
  using quant::DType;
  switch (type) {
    case DType::Q4_1:
    case DType::Q5_1:
    case DType::Q4_K:
    case DType::Q5_K:
      return {0, 2};
    case DType::Q2_K:
      return {80, 82};
    case DType::Q3_K:
      return {108};
    case DType::Q6_K:
      return {208};
    case DType::TQ1_0:
      return {52};
    case DType::TQ2_0:
      return {64};
    case DType::IQ1_M:
    case DType::MXFP4:
    case DType::NVFP4:
      return {};
    default:
      return {0};
  }
}

/// Fills one block: random codes, scales d (and for the minima m).
inline void fill_block(quant::DType type, std::byte* block, Random& random, float d, float m) {
  const quant::TypeInfo& info = quant::type_info(type);
  for (int64_t i = 0; i < info.block_bytes; ++i) block[i] = static_cast<std::byte>(random.next() >> 56);
  const std::vector<int> fields = half_fields(type);
  for (size_t f = 0; f < fields.size(); ++f) {
    const uint16_t bits = quant::float_to_half((f == 0 ? d : m) * (0.75f + 0.5f * random.uniform()));
    std::memcpy(block + fields[f], &bits, 2);
  }
  if (type == quant::DType::IQ1_M) {  // the f16 scale is spread over the upper nibbles of four words at byte 48
    const uint16_t bits = quant::float_to_half(d);
    for (int i = 0; i < 4; ++i) {
      auto& high = block[48 + 2 * i + 1];
      high = (high & std::byte{0x0f}) | static_cast<std::byte>((bits >> (4 * i) & 15) << 4);
    }
  }
  if (type == quant::DType::MXFP4) block[0] = static_cast<std::byte>(118 + random.next() % 4);
  if (type == quant::DType::NVFP4) {
    for (int i = 0; i < 4; ++i) block[i] = static_cast<std::byte>(8 + random.next() % 16);
  }
}

/// n_rows rows of n_cols weights of a type.
inline std::vector<std::byte> random_matrix(quant::DType type, int64_t n_cols, int64_t n_rows, uint64_t seed) {
  const int64_t row_bytes = quant::row_bytes(type, n_cols).value();
  std::vector<std::byte> out(static_cast<size_t>(n_rows * row_bytes));
  Random random(seed);
  const float target = 1.0f / std::sqrt(static_cast<float>(n_cols));
  const quant::TypeInfo& info = quant::type_info(type);
  if (!info.quantized) {
    for (int64_t i = 0; i < n_rows * n_cols; ++i) {
      const float value = random.normal() * target;
      const uint16_t half = type == quant::DType::F16 ? quant::float_to_half(value) : quant::float_to_bf16(value);
      if (type == quant::DType::F32) std::memcpy(out.data() + 4 * i, &value, 4);
      if (type != quant::DType::F32) std::memcpy(out.data() + 2 * i, &half, 2);
    }
    return out;
  }
  // Find scales that give the target: the spread for d = 1, and a minimum that centres it where the type has one.
  std::vector<std::byte> probe(static_cast<size_t>(info.block_bytes));
  std::vector<float> values(static_cast<size_t>(info.block));
  const auto moments = [&](float d, float m, double& mean, double& deviation) {
    Random r(7);
    double sum = 0;
    double squares = 0;
    const int n = 64;
    for (int i = 0; i < n; ++i) {
      fill_block(type, probe.data(), r, d, m);
      quant::dequant_row(type)(probe.data(), values.data(), info.block);
      for (const float v : values) sum += v, squares += static_cast<double>(v) * v;
    }
    mean = sum / (n * static_cast<double>(info.block));
    deviation = std::sqrt(squares / (n * static_cast<double>(info.block)) - mean * mean);
  };
  double mean1 = 0;
  double mean0 = 0;
  double deviation = 1;
  moments(1.0f, 0.0f, mean0, deviation);
  float m = 0.0f;
  if (half_fields(type).size() == 2) {
    moments(1.0f, 1.0f, mean1, deviation);
    m = static_cast<float>(-mean0 / (mean1 - mean0));
  }
  moments(1.0f, m, mean1, deviation);
  const auto d = static_cast<float>(target / deviation);
  for (int64_t i = 0; i < n_rows * (n_cols / info.block); ++i) {
    fill_block(type, out.data() + i * info.block_bytes, random, d, m * d);
  }
  return out;
}

}  // namespace snug::bench
