// Q4_K, packed: plane of codes, 16 bytes a unit (byte j: weight j low, weight j + 16 high); then 16 bytes a block of
// 256: eight bytes {6-bit scale, upper 2 bits of the minimum}, eight nibbles {lower 4 bits of the minimum}, d, dmin.
// The same number of bits as the file's block.
#pragma once

#include "backends/cuda/layout/words.h"
#include "engine/quant/q4_k.h"

namespace snug::cuda {

struct PackedQ4_K {
  using Block = quant::BlockQ4_K;

  /// Puts block `b` (0 .. units/8 - 1) of a row's section at `row`, which holds `units` units.
  SNUG_HD static void pack(const Block& in, uint8_t* row, int units, int b) {
    for (int g = 0; g < 8; ++g) {
      const uint8_t* qs = in.qs + (g >> 1) * 32;
      uint8_t* out = row + (b * 8 + g) * 16;
      for (int j = 0; j < 16; ++j) {
        const int shift = (g & 1) * 4;
        out[j] = static_cast<uint8_t>((qs[j] >> shift & 15) | (qs[j + 16] >> shift & 15) << 4);
      }
    }
    uint8_t* s = row + units * 16 + b * 16;
    for (int j = 8; j < 12; ++j) s[j] = 0;
    for (int g = 0; g < 8; ++g) {
      const quant::ScaleMin k = quant::k4_scale_min(in.scales, g);
      s[g] = static_cast<uint8_t>(k.scale | (k.min >> 4) << 6);
      s[8 + (g >> 1)] = static_cast<uint8_t>(s[8 + (g >> 1)] | (k.min & 15) << (4 * (g & 1)));
    }
    s[12] = static_cast<uint8_t>(in.d & 255);
    s[13] = static_cast<uint8_t>(in.d >> 8);
    s[14] = static_cast<uint8_t>(in.dmin & 255);
    s[15] = static_cast<uint8_t>(in.dmin >> 8);
  }

  SNUG_HD static void unpack(Block& out, const uint8_t* row, int units, int b) {
    for (int g = 0; g < 8; g += 2) {
      const uint8_t* a = row + (b * 8 + g) * 16;
      const uint8_t* c = a + 16;
      for (int j = 0; j < 16; ++j) {
        out.qs[g * 16 + j] = static_cast<uint8_t>((a[j] & 15) | (c[j] & 15) << 4);
        out.qs[g * 16 + 16 + j] = static_cast<uint8_t>(a[j] >> 4 | (c[j] >> 4) << 4);
      }
    }
    const uint8_t* s = row + units * 16 + b * 16;
    for (int j = 0; j < 12; ++j) out.scales[j] = 0;
    for (int g = 0; g < 8; ++g) {
      const int scale = s[g] & 63;
      const int min = (s[8 + (g >> 1)] >> (4 * (g & 1)) & 15) | (s[g] >> 6) << 4;
      if (g < 4) {
        out.scales[g] = static_cast<uint8_t>(out.scales[g] | scale);
        out.scales[g + 4] = static_cast<uint8_t>(out.scales[g + 4] | min);
      } else {
        out.scales[g + 4] = static_cast<uint8_t>(out.scales[g + 4] | (scale & 15) | (min & 15) << 4);
        out.scales[g - 4] = static_cast<uint8_t>(out.scales[g - 4] | (scale >> 4) << 6);
        out.scales[g] = static_cast<uint8_t>(out.scales[g] | (min >> 4) << 6);
      }
    }
    out.d = static_cast<uint16_t>(s[12] | s[13] << 8);
    out.dmin = static_cast<uint16_t>(s[14] | s[15] << 8);
  }

  /// The scale and the minimum of unit `u`: w = scale * q - min.
  SNUG_HD static void scale_min(const uint8_t* row, int units, int u, float& scale, float& min) {
    const Words4 s = *reinterpret_cast<const Words4*>(row + units * 16 + (u >> 3) * 16);
    const int g = u & 7;
    const uint32_t byte = byte_of(s.x, s.y, g);
    const uint32_t low = s.z >> (4 * g) & 15u;
    scale = half_value(static_cast<uint16_t>(s.w & 0xffffu)) * small_to_float(byte & 63u);
    min = half_value(static_cast<uint16_t>(s.w >> 16)) * small_to_float((byte >> 2 & 0x30u) | low);
  }

  /// The product of unit `u` (32 weights) with its activations.
  SNUG_HD static float dot(const uint8_t* row, int units, int u, const Act32& x) {
    const Words4 n = *reinterpret_cast<const Words4*>(row + u * 16);
    int32_t a = kFloatBias;
    int32_t b = kFloatBias;
    a = dot4_us(n.x & 0x0f0f0f0fu, x.q0.x, a);
    b = dot4_us(n.x & 0xf0f0f0f0u, x.q1.x, b);  // 16 times too large; folded into the scale
    a = dot4_us(n.y & 0x0f0f0f0fu, x.q0.y, a);
    b = dot4_us(n.y & 0xf0f0f0f0u, x.q1.y, b);
    a = dot4_us(n.z & 0x0f0f0f0fu, x.q0.z, a);
    b = dot4_us(n.z & 0xf0f0f0f0u, x.q1.z, b);
    a = dot4_us(n.w & 0x0f0f0f0fu, x.q0.w, a);
    b = dot4_us(n.w & 0xf0f0f0f0u, x.q1.w, b);
    float scale;
    float min;
    scale_min(row, units, u, scale, min);
    const float sum = x.scale0 * biased_to_float(a) + x.scale1 * 0.0625f * biased_to_float(b);
    return scale * sum - min * (x.sum0 + x.sum1);
  }

  /// The 32 weights of unit `u` as floats.
  SNUG_HD static void dequant(const uint8_t* row, int units, int u, float* w) {
    float scale;
    float min;
    scale_min(row, units, u, scale, min);
    for (int j = 0; j < 16; ++j) {
      const uint8_t code = row[u * 16 + j];
      w[j] = scale * static_cast<float>(code & 15) - min;
      w[j + 16] = scale * static_cast<float>(code >> 4) - min;
    }
  }
};

}  // namespace snug::cuda
