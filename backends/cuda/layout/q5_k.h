// Q5_K, packed: low nibbles as in q4_k.h, 16 bytes a unit; then 4 bytes of fifth bits a unit (byte b, bit i: weight
// 4 i + b; bit 4 + i: weight 16 + 4 i + b); then the scale block of q4_k.h.
#pragma once

#include "backends/cuda/layout/q4_k.h"
#include "engine/quant/q5_k.h"

namespace snug::cuda {

struct PackedQ5_K {
  using Block = quant::BlockQ5_K;

  /// Place of the fifth bit of weight j of a unit: byte j & 3, this bit of it.
  SNUG_HD static int bit_of(int j) { return (j >> 4) * 4 + (j >> 2 & 3); }

  SNUG_HD static void pack(const Block& in, uint8_t* row, int units, int b) {
    quant::BlockQ4_K low;
    low.d = in.d;
    low.dmin = in.dmin;
    for (int j = 0; j < 12; ++j) low.scales[j] = in.scales[j];
    for (int j = 0; j < 128; ++j) low.qs[j] = in.qs[j];
    // The scale block follows the fifth bits: lend it a row whose scales begin there.
    pack_low(low, row, units, b);
    for (int g = 0; g < 8; ++g) {
      uint8_t* high = row + units * 16 + (b * 8 + g) * 4;
      for (int j = 0; j < 4; ++j) high[j] = 0;
      for (int j = 0; j < 32; ++j) {
        high[j & 3] = static_cast<uint8_t>(high[j & 3] | (in.qh[j] >> g & 1) << bit_of(j));
      }
    }
  }

  SNUG_HD static void unpack(Block& out, const uint8_t* row, int units, int b) {
    quant::BlockQ4_K low;
    unpack_low(low, row, units, b);
    out.d = low.d;
    out.dmin = low.dmin;
    for (int j = 0; j < 12; ++j) out.scales[j] = low.scales[j];
    for (int j = 0; j < 128; ++j) out.qs[j] = low.qs[j];
    for (int j = 0; j < 32; ++j) out.qh[j] = 0;
    for (int g = 0; g < 8; ++g) {
      const uint8_t* high = row + units * 16 + (b * 8 + g) * 4;
      for (int j = 0; j < 32; ++j) {
        out.qh[j] = static_cast<uint8_t>(out.qh[j] | (high[j & 3] >> bit_of(j) & 1) << g);
      }
    }
  }

  SNUG_HD static float dot(const uint8_t* row, int units, int u, const Act32& x) {
    const Words4 n = *reinterpret_cast<const Words4*>(row + u * 16);
    const uint32_t h = *reinterpret_cast<const uint32_t*>(row + units * 16 + u * 4);
    int32_t a = kFloatBias;
    int32_t b = kFloatBias;
    a = dot4_us((n.x & 0x0f0f0f0fu) | (h << 4 & 0x10101010u), x.q0.x, a);
    b = dot4_us((n.x >> 4 & 0x0f0f0f0fu) | (h & 0x10101010u), x.q1.x, b);
    a = dot4_us((n.y & 0x0f0f0f0fu) | (h << 3 & 0x10101010u), x.q0.y, a);
    b = dot4_us((n.y >> 4 & 0x0f0f0f0fu) | (h >> 1 & 0x10101010u), x.q1.y, b);
    a = dot4_us((n.z & 0x0f0f0f0fu) | (h << 2 & 0x10101010u), x.q0.z, a);
    b = dot4_us((n.z >> 4 & 0x0f0f0f0fu) | (h >> 2 & 0x10101010u), x.q1.z, b);
    a = dot4_us((n.w & 0x0f0f0f0fu) | (h << 1 & 0x10101010u), x.q0.w, a);
    b = dot4_us((n.w >> 4 & 0x0f0f0f0fu) | (h >> 3 & 0x10101010u), x.q1.w, b);
    float scale;
    float min;
    PackedQ4_K::scale_min(row + units * 4, units, u, scale, min);
    return scale * (x.scale0 * biased_to_float(a) + x.scale1 * biased_to_float(b)) - min * (x.sum0 + x.sum1);
  }

  SNUG_HD static void dequant(const uint8_t* row, int units, int u, float* w) {
    float scale;
    float min;
    PackedQ4_K::scale_min(row + units * 4, units, u, scale, min);
    for (int j = 0; j < 32; ++j) {
      const int low = row[u * 16 + (j & 15)] >> (j < 16 ? 0 : 4) & 15;
      const int high = row[units * 16 + u * 4 + (j & 3)] >> bit_of(j) & 1;
      w[j] = scale * static_cast<float>(low | high << 4) - min;
    }
  }

 private:
  /// Codes at the row's start, scales after codes and fifth bits.
  SNUG_HD static void pack_low(const quant::BlockQ4_K& low, uint8_t* row, int units, int b) {
    uint8_t one[8 * 16 + 16];
    PackedQ4_K::pack(low, one, 8, 0);
    for (int j = 0; j < 128; ++j) row[b * 128 + j] = one[j];
    for (int j = 0; j < 16; ++j) row[units * 20 + b * 16 + j] = one[128 + j];
  }
  SNUG_HD static void unpack_low(quant::BlockQ4_K& low, const uint8_t* row, int units, int b) {
    uint8_t one[8 * 16 + 16];
    for (int j = 0; j < 128; ++j) one[j] = row[b * 128 + j];
    for (int j = 0; j < 16; ++j) one[128 + j] = row[units * 20 + b * 16 + j];
    PackedQ4_K::unpack(low, one, 8, 0);
  }
};

}  // namespace snug::cuda
