// Q4_0 and Q4_1, packed: 16 bytes of codes a unit as in the file (byte j: weight j low, j + 16 high), then a plane of
// scales: one half a unit for Q4_0, a pair {scale, minimum} for Q4_1; padded to 16 bytes.
#pragma once

#include "backends/cuda/layout/words.h"
#include "engine/quant/q4_0.h"
#include "engine/quant/q4_1.h"

namespace snug::cuda {

/// Sums of the low and of the high nibbles' products; the high one is 16 times too large.
SNUG_HD inline void nibble_dot(const Words4& n, const Act32& x, float& low, float& high) {
  int32_t a = kFloatBias;
  int32_t b = kFloatBias;
  a = dot4_us(n.x & 0x0f0f0f0fu, x.q0.x, a);
  b = dot4_us(n.x & 0xf0f0f0f0u, x.q1.x, b);
  a = dot4_us(n.y & 0x0f0f0f0fu, x.q0.y, a);
  b = dot4_us(n.y & 0xf0f0f0f0u, x.q1.y, b);
  a = dot4_us(n.z & 0x0f0f0f0fu, x.q0.z, a);
  b = dot4_us(n.z & 0xf0f0f0f0u, x.q1.z, b);
  a = dot4_us(n.w & 0x0f0f0f0fu, x.q0.w, a);
  b = dot4_us(n.w & 0xf0f0f0f0u, x.q1.w, b);
  low = biased_to_float(a);
  high = biased_to_float(b);
}

struct PackedQ4_0 {
  using Block = quant::BlockQ4_0;

  SNUG_HD static void pack(const Block& in, uint8_t* row, int units, int b) {
    for (int j = 0; j < 16; ++j) row[b * 16 + j] = in.qs[j];
    row[units * 16 + b * 2] = static_cast<uint8_t>(in.d & 255);
    row[units * 16 + b * 2 + 1] = static_cast<uint8_t>(in.d >> 8);
  }
  SNUG_HD static void unpack(Block& out, const uint8_t* row, int units, int b) {
    for (int j = 0; j < 16; ++j) out.qs[j] = row[b * 16 + j];
    out.d = static_cast<uint16_t>(row[units * 16 + b * 2] | row[units * 16 + b * 2 + 1] << 8);
  }
  SNUG_HD static float dot(const uint8_t* row, int units, int u, const Act32& x) {
    float low;
    float high;
    nibble_dot(*reinterpret_cast<const Words4*>(row + u * 16), x, low, high);
    const float d = load_half(row + units * 16 + u * 2);
    return d * (x.scale0 * low + x.scale1 * 0.0625f * high - 8.0f * (x.sum0 + x.sum1));
  }
  SNUG_HD static void dequant(const uint8_t* row, int units, int u, float* w) {
    const float d = load_half(row + units * 16 + u * 2);
    for (int j = 0; j < 16; ++j) {
      const uint8_t code = row[u * 16 + j];
      w[j] = static_cast<float>((code & 15) - 8) * d;
      w[j + 16] = static_cast<float>((code >> 4) - 8) * d;
    }
  }
};

struct PackedQ4_1 {
  using Block = quant::BlockQ4_1;

  SNUG_HD static void pack(const Block& in, uint8_t* row, int units, int b) {
    for (int j = 0; j < 16; ++j) row[b * 16 + j] = in.qs[j];
    uint8_t* s = row + units * 16 + b * 4;
    s[0] = static_cast<uint8_t>(in.d & 255);
    s[1] = static_cast<uint8_t>(in.d >> 8);
    s[2] = static_cast<uint8_t>(in.m & 255);
    s[3] = static_cast<uint8_t>(in.m >> 8);
  }
  SNUG_HD static void unpack(Block& out, const uint8_t* row, int units, int b) {
    for (int j = 0; j < 16; ++j) out.qs[j] = row[b * 16 + j];
    const uint8_t* s = row + units * 16 + b * 4;
    out.d = static_cast<uint16_t>(s[0] | s[1] << 8);
    out.m = static_cast<uint16_t>(s[2] | s[3] << 8);
  }
  SNUG_HD static float dot(const uint8_t* row, int units, int u, const Act32& x) {
    float low;
    float high;
    nibble_dot(*reinterpret_cast<const Words4*>(row + u * 16), x, low, high);
    const uint8_t* s = row + units * 16 + u * 4;
    return load_half(s) * (x.scale0 * low + x.scale1 * 0.0625f * high) + load_half(s + 2) * (x.sum0 + x.sum1);
  }
  SNUG_HD static void dequant(const uint8_t* row, int units, int u, float* w) {
    const float d = load_half(row + units * 16 + u * 4);
    const float m = load_half(row + units * 16 + u * 4 + 2);
    for (int j = 0; j < 16; ++j) {
      const uint8_t code = row[u * 16 + j];
      w[j] = static_cast<float>(code & 15) * d + m;
      w[j + 16] = static_cast<float>(code >> 4) * d + m;
    }
  }
};

}  // namespace snug::cuda
