// F16 and BF16, packed: four planes of 16 bytes a unit, plane p with weights 8 p .. 8 p + 7, so that lanes read
// neighbouring words. Nothing is dequantized; products take f16 activations instead of int8 ones.
#pragma once

#include "backends/cuda/layout/words.h"
#include "engine/quant/dtype.h"

namespace snug::cuda {

template <bool kBrain>
struct PackedHalf {
  /// A unit as the file has it.
  struct Block {
    static constexpr int kElements = 32;
    static constexpr quant::DType kType = kBrain ? quant::DType::BF16 : quant::DType::F16;
    uint16_t value[32];
  };

  SNUG_HD static uint16_t* word(uint8_t* row, int units, int u, int j) {
    return reinterpret_cast<uint16_t*>(row + (j >> 3) * units * 16 + u * 16) + (j & 7);
  }
  SNUG_HD static void pack(const Block& in, uint8_t* row, int units, int b) {
    for (int j = 0; j < 32; ++j) *word(row, units, b, j) = in.value[j];
  }
  SNUG_HD static void unpack(Block& out, const uint8_t* row, int units, int b) {
    for (int j = 0; j < 32; ++j) out.value[j] = *word(const_cast<uint8_t*>(row), units, b, j);
  }
  SNUG_HD static float value(uint16_t bits) {
    return kBrain ? quant::float_from_bits(static_cast<uint32_t>(bits) << 16) : half_value(bits);
  }
  SNUG_HD static float first(uint32_t pair) { return value(static_cast<uint16_t>(pair & 0xffffu)); }
  SNUG_HD static float second(uint32_t pair) {
    return kBrain ? quant::float_from_bits(pair & 0xffff0000u) : half_value(static_cast<uint16_t>(pair >> 16));
  }
  /// Eight weights with eight f16 activations, added to `sum`.
  SNUG_HD static float dot8(const Words4& w, const Words4& x, float sum) {
    const auto two = [&](uint32_t a, uint32_t b) {
      sum += first(a) * half_value(static_cast<uint16_t>(b & 0xffffu));
      sum += second(a) * half_value(static_cast<uint16_t>(b >> 16));
    };
    two(w.x, x.x);
    two(w.y, x.y);
    two(w.z, x.z);
    two(w.w, x.w);
    return sum;
  }
  SNUG_HD static void dequant(const uint8_t* row, int units, int u, float* w) {
    for (int j = 0; j < 32; ++j) w[j] = value(*word(const_cast<uint8_t*>(row), units, u, j));
  }
};
using PackedF16 = PackedHalf<false>;
using PackedBF16 = PackedHalf<true>;

}  // namespace snug::cuda
