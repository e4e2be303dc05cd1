// Q8_0, packed: two planes of 16 bytes a unit (weights 0..15, 16..31), then one half of scale a unit, padded to 16
// bytes.
#pragma once

#include "backends/cuda/layout/words.h"
#include "engine/quant/q8_0.h"

namespace snug::cuda {

struct PackedQ8_0 {
  using Block = quant::BlockQ8_0;

  SNUG_HD static void pack(const Block& in, uint8_t* row, int units, int b) {
    for (int j = 0; j < 32; ++j) row[(j >> 4) * units * 16 + b * 16 + (j & 15)] = static_cast<uint8_t>(in.qs[j]);
    uint8_t* d = row + units * 32 + b * 2;
    d[0] = static_cast<uint8_t>(in.d & 255);
    d[1] = static_cast<uint8_t>(in.d >> 8);
  }

  SNUG_HD static void unpack(Block& out, const uint8_t* row, int units, int b) {
    for (int j = 0; j < 32; ++j) out.qs[j] = static_cast<int8_t>(row[(j >> 4) * units * 16 + b * 16 + (j & 15)]);
    const uint8_t* d = row + units * 32 + b * 2;
    out.d = static_cast<uint16_t>(d[0] | d[1] << 8);
  }

  SNUG_HD static float dot(const uint8_t* row, int units, int u, const Act32& x) {
    const Words4 p = *reinterpret_cast<const Words4*>(row + u * 16);
    const Words4 r = *reinterpret_cast<const Words4*>(row + units * 16 + u * 16);
    int32_t a = kFloatBias;
    int32_t b = kFloatBias;
    a = dot4_ss(p.x, x.q0.x, a);
    b = dot4_ss(r.x, x.q1.x, b);
    a = dot4_ss(p.y, x.q0.y, a);
    b = dot4_ss(r.y, x.q1.y, b);
    a = dot4_ss(p.z, x.q0.z, a);
    b = dot4_ss(r.z, x.q1.z, b);
    a = dot4_ss(p.w, x.q0.w, a);
    b = dot4_ss(r.w, x.q1.w, b);
    return load_half(row + units * 32 + u * 2) * (x.scale0 * biased_to_float(a) + x.scale1 * biased_to_float(b));
  }

  SNUG_HD static void dequant(const uint8_t* row, int units, int u, float* w) {
    const float d = load_half(row + units * 32 + u * 2);
    for (int j = 0; j < 32; ++j) {
      w[j] = d * static_cast<float>(static_cast<int8_t>(row[(j >> 4) * units * 16 + u * 16 + (j & 15)]));
    }
  }
};

}  // namespace snug::cuda
