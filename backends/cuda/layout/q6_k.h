// Q6_K, packed: low nibbles as in q4_k.h, 16 bytes a unit; then 8 bytes of upper bits a unit (byte b of word 0: weights
// b, b + 4, b + 8, b + 12 from the lowest pair on; word 1: the second sixteen); then two signed scales a unit; then d,
// one half a block of 256, padded to 16 bytes.
#pragma once

#include "backends/cuda/layout/words.h"
#include "engine/quant/q6_k.h"

namespace snug::cuda {

struct PackedQ6_K {
  using Block = quant::BlockQ6_K;

  SNUG_HD static int low_of(const Block& in, int i) {
    const int quarter = i >> 5 & 3;
    const uint8_t packed = in.ql[(i >> 7) * 64 + (i & 31) + (quarter & 1) * 32];
    return quarter < 2 ? packed & 15 : packed >> 4;
  }
  SNUG_HD static int high_of(const Block& in, int i) {
    return in.qh[(i >> 7) * 32 + (i & 31)] >> (2 * (i >> 5 & 3)) & 3;
  }

  SNUG_HD static void pack(const Block& in, uint8_t* row, int units, int b) {
    for (int g = 0; g < 8; ++g) {
      const int u = b * 8 + g;
      uint8_t* low = row + u * 16;
      uint8_t* high = row + units * 16 + u * 8;
      for (int j = 0; j < 16; ++j) {
        low[j] = static_cast<uint8_t>(low_of(in, g * 32 + j) | low_of(in, g * 32 + 16 + j) << 4);
      }
      for (int j = 0; j < 8; ++j) {
        int byte = 0;
        for (int i = 0; i < 4; ++i) byte |= high_of(in, g * 32 + (j >> 2) * 16 + 4 * i + (j & 3)) << (2 * i);
        high[j] = static_cast<uint8_t>(byte);
      }
    }
    uint8_t* scales = row + units * 24 + b * 16;
    for (int j = 0; j < 16; ++j) scales[j] = static_cast<uint8_t>(in.scales[j]);
    uint8_t* d = row + units * 26 + b * 2;
    d[0] = static_cast<uint8_t>(in.d & 255);
    d[1] = static_cast<uint8_t>(in.d >> 8);
  }

  SNUG_HD static void unpack(Block& out, const uint8_t* row, int units, int b) {
    for (int j = 0; j < 128; ++j) out.ql[j] = 0;
    for (int j = 0; j < 64; ++j) out.qh[j] = 0;
    for (int i = 0; i < 256; ++i) {
      const int u = b * 8 + (i >> 5);
      const int j = i & 31;
      const int low = row[u * 16 + (j & 15)] >> (j < 16 ? 0 : 4) & 15;
      const uint8_t byte = row[units * 16 + u * 8 + (j >> 4) * 4 + (j & 3)];
      const int high = byte >> (2 * (j >> 2 & 3)) & 3;
      const int quarter = i >> 5 & 3;
      uint8_t& ql = out.ql[(i >> 7) * 64 + (i & 31) + (quarter & 1) * 32];
      ql = static_cast<uint8_t>(ql | low << (quarter < 2 ? 0 : 4));
      uint8_t& qh = out.qh[(i >> 7) * 32 + (i & 31)];
      qh = static_cast<uint8_t>(qh | high << (2 * quarter));
    }
    const uint8_t* scales = row + units * 24 + b * 16;
    for (int j = 0; j < 16; ++j) out.scales[j] = static_cast<int8_t>(scales[j]);
    const uint8_t* d = row + units * 26 + b * 2;
    out.d = static_cast<uint16_t>(d[0] | d[1] << 8);
  }

  SNUG_HD static void scales_of(const uint8_t* row, int units, int u, float& s0, float& s1) {
    const uint16_t pair = *reinterpret_cast<const uint16_t*>(row + units * 24 + u * 2);
    const float d = load_half(row + units * 26 + (u >> 3) * 2);
    s0 = d * static_cast<float>(static_cast<int8_t>(pair & 255));
    s1 = d * static_cast<float>(static_cast<int8_t>(pair >> 8));
  }

  SNUG_HD static float dot(const uint8_t* row, int units, int u, const Act32& x) {
    const Words4 n = *reinterpret_cast<const Words4*>(row + u * 16);
    const Words2 h = *reinterpret_cast<const Words2*>(row + units * 16 + u * 8);
    int32_t a = kFloatBias;
    int32_t b = kFloatBias;
    a = dot4_us((n.x & 0x0f0f0f0fu) | (h.x << 4 & 0x30303030u), x.q0.x, a);
    b = dot4_us((n.x >> 4 & 0x0f0f0f0fu) | (h.y << 4 & 0x30303030u), x.q1.x, b);
    a = dot4_us((n.y & 0x0f0f0f0fu) | (h.x << 2 & 0x30303030u), x.q0.y, a);
    b = dot4_us((n.y >> 4 & 0x0f0f0f0fu) | (h.y << 2 & 0x30303030u), x.q1.y, b);
    a = dot4_us((n.z & 0x0f0f0f0fu) | (h.x & 0x30303030u), x.q0.z, a);
    b = dot4_us((n.z >> 4 & 0x0f0f0f0fu) | (h.y & 0x30303030u), x.q1.z, b);
    a = dot4_us((n.w & 0x0f0f0f0fu) | (h.x >> 2 & 0x30303030u), x.q0.w, a);
    b = dot4_us((n.w >> 4 & 0x0f0f0f0fu) | (h.y >> 2 & 0x30303030u), x.q1.w, b);
    float s0;
    float s1;
    scales_of(row, units, u, s0, s1);
    return s0 * (x.scale0 * biased_to_float(a) - 32.0f * x.sum0) +
           s1 * (x.scale1 * biased_to_float(b) - 32.0f * x.sum1);
  }

  SNUG_HD static void dequant(const uint8_t* row, int units, int u, float* w) {
    float s0;
    float s1;
    scales_of(row, units, u, s0, s1);
    for (int j = 0; j < 32; ++j) {
      const int low = row[u * 16 + (j & 15)] >> (j < 16 ? 0 : 4) & 15;
      const int high = row[units * 16 + u * 8 + (j >> 4) * 4 + (j & 3)] >> (2 * (j >> 2 & 3)) & 3;
      w[j] = (j < 16 ? s0 : s1) * static_cast<float>((low | high << 4) - 32);
    }
  }
};

}  // namespace snug::cuda
