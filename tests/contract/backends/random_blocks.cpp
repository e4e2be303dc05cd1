// Blocks with random codes and sane scales, for every type: what a file could hold.
#include <cstring>

#include "engine/quant/dtype.h"
#include "engine/quant/half.h"
#include "tests/contract/backends/harness.h"

namespace snug::contract {
namespace {

using quant::DType;

/// Where a type's blocks have f16 scales, and how large they are so that values come out near 1.
struct Scales {
  DType type;
  std::vector<int> offsets;
  float size;
};

const std::vector<Scales>& scales() {
  static const std::vector<Scales> all = {
      {DType::Q4_0, {0}, 0.2f},      {DType::Q4_1, {0, 2}, 0.2f},   {DType::Q5_0, {0}, 0.1f},
      {DType::Q5_1, {0, 2}, 0.1f},   {DType::Q8_0, {0}, 0.01f},     {DType::Q2_K, {80, 82}, 0.05f},
      {DType::Q3_K, {108}, 0.02f},   {DType::Q4_K, {0, 2}, 0.003f}, {DType::Q5_K, {0, 2}, 0.002f},
      {DType::Q6_K, {208}, 0.0005f}, {DType::IQ2_XXS, {0}, 0.01f},  {DType::IQ2_XS, {0}, 0.01f},
      {DType::IQ2_S, {0}, 0.01f},    {DType::IQ3_XXS, {0}, 0.01f},  {DType::IQ3_S, {0}, 0.01f},
      {DType::IQ1_S, {0}, 0.1f},     {DType::IQ4_NL, {0}, 0.01f},   {DType::IQ4_XS, {0}, 0.001f},
      {DType::TQ1_0, {52}, 1.0f},    {DType::TQ2_0, {64}, 1.0f},    {DType::Q1_0, {0}, 1.0f},
      {DType::Q2_0, {0}, 0.7f}};
  return all;
}

void set_u16(std::byte* at, uint16_t value) {
  std::memcpy(at, &value, sizeof value);
}

void make_sane(DType type, std::byte* block, std::mt19937& random) {
  std::uniform_real_distribution<float> spread(0.5f, 1.5f);
  for (const Scales& s : scales()) {
    if (s.type != type) continue;
    for (const int offset : s.offsets) set_u16(block + offset, quant::float_to_half(s.size * spread(random)));
    // A minimum near minus half the range, as real weights have it: values of both signs.
    if (type == DType::Q4_1 || type == DType::Q5_1) set_u16(block + 2, quant::float_to_half(-1.5f * spread(random)));
    return;
  }
  if (type == DType::MXFP4) block[0] = static_cast<std::byte>(124 + random() % 4);
  if (type == DType::NVFP4) {
    for (int i = 0; i < 4; ++i) block[i] = static_cast<std::byte>(0x28 + random() % 16);
  }
  if (type == DType::IQ1_M) {  // the f16 scale is spread over the top nibbles of four words: 0x2... is about 2^-6
    const auto high = static_cast<uint8_t>(block[55]);
    block[55] = static_cast<std::byte>((high & 0x0f) | 0x20);
  }
}

}  // namespace

std::vector<std::byte> random_blocks(DType type, int64_t n_elements, std::mt19937& random) {
  const quant::TypeInfo& info = quant::type_info(type);
  std::vector<std::byte> bytes(static_cast<size_t>(n_elements / info.block * info.block_bytes));
  std::normal_distribution<float> normal(0.0f, 1.0f);
  for (int64_t i = 0; i < n_elements / info.block; ++i) {
    std::byte* block = bytes.data() + i * info.block_bytes;
    const float value = normal(random);
    if (type == DType::F32) std::memcpy(block, &value, 4);
    if (type == DType::F16) set_u16(block, quant::float_to_half(value));
    if (type == DType::BF16) set_u16(block, quant::float_to_bf16(value));
    if (!info.quantized) continue;
    for (int64_t b = 0; b < info.block_bytes; ++b) block[b] = static_cast<std::byte>(random() & 255);
    make_sane(type, block, random);
  }
  return bytes;
}

}  // namespace snug::contract
