#include "backends/cpu/kv_page.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "engine/quant/half.h"

namespace snug::cpu {
namespace {

void put_half(std::byte* at, float value) {
  const uint16_t bits = quant::float_to_half(value);
  std::memcpy(at, &bits, sizeof bits);
}

/// Codes of one q8_0 block of 32 values; returns d. As GGUF's Q8_0: d = max |x| / 127, rounded to f16 when stored.
float q8_block(const float* x, int8_t* codes) {
  float top = 0;
  for (int i = 0; i < 32; ++i) top = std::max(top, std::fabs(x[i]));
  const float d = top / 127.0f;
  const float inverse = d > 0 ? 1.0f / d : 0.0f;
  for (int i = 0; i < 32; ++i) codes[i] = static_cast<int8_t>(std::clamp(std::round(x[i] * inverse), -127.0f, 127.0f));
  return d;
}

/// The same of a q4_0 block, code j in byte j's low nibble and code j + 16 in its high one. As GGUF's Q4_0: d = -x / 8
/// for the x of largest size, codes are x / d + 8, half up.
float q4_block(const float* x, uint8_t* bytes) {
  float top = 0;
  for (int i = 0; i < 32; ++i) top = std::fabs(x[i]) > std::fabs(top) ? x[i] : top;
  const float d = top / -8.0f;
  const float inverse = d != 0 ? 1.0f / d : 0.0f;
  const auto code = [&](float value) {
    return static_cast<uint8_t>(std::clamp(std::floor(value * inverse + 8.5f), 0.0f, 15.0f));
  };
  for (int j = 0; j < 16; ++j) bytes[j] = static_cast<uint8_t>(code(x[j]) | code(x[j + 16]) << 4);
  return d;
}

/// Element i of a token's vector goes to begin + i * step (elements).
void store_strided(KvFormat format, std::byte* head, int head_dim, int64_t begin, int64_t step, const float* x) {
  for (int i = 0; i < head_dim; ++i) {
    const int64_t at = begin + i * step;
    if (format == KvFormat::f32) {
      std::memcpy(head + 4 * at, x + i, 4);
    } else {
      put_half(head + 2 * at, x[i]);
    }
  }
}

}  // namespace

std::optional<KvFormat> kv_format(quant::DType type) {
  switch (type) {
    case quant::DType::F32:
      return KvFormat::f32;
    case quant::DType::F16:
      return KvFormat::f16;
    case quant::DType::Q8_0:
      return KvFormat::q8_0;
    case quant::DType::Q4_0:
      return KvFormat::q4_0;
    default:
      return std::nullopt;
  }
}

int64_t kv_head_bytes(KvFormat format, int head_dim) {
  switch (format) {
    case KvFormat::f32:
      return int64_t{kPagePositions} * head_dim * 4;
    case KvFormat::f16:
      return int64_t{kPagePositions} * head_dim * 2;
    case KvFormat::q8_0:
      return int64_t{kPagePositions} * head_dim / 32 * 34;
    case KvFormat::q4_0:
      return int64_t{kPagePositions} * head_dim / 32 * 18;
  }
  return 0;
}

void store_key(KvFormat format, std::byte* head, int head_dim, int slot, const float* key) {
  if (format == KvFormat::f32 || format == KvFormat::f16) {
    store_strided(format, head, head_dim, slot, kPagePositions, key);
    return;
  }
  std::byte* codes = head + int64_t{head_dim} / 32 * kPagePositions * 2;
  for (int b = 0; b < head_dim / 32; ++b) {
    std::byte* d = head + (int64_t{b} * kPagePositions + slot) * 2;
    if (format == KvFormat::q4_0) {
      uint8_t block[16];
      put_half(d, q4_block(key + 32 * b, block));
      for (int i = 0; i < 16; ++i) codes[int64_t{16 * b + i} * kPagePositions + slot] = std::byte{block[i]};
      continue;
    }
    int8_t block[32];
    put_half(d, q8_block(key + 32 * b, block));
    for (int i = 0; i < 32; ++i) codes[int64_t{32 * b + i} * kPagePositions + slot] = static_cast<std::byte>(block[i]);
  }
}

void store_value(KvFormat format, std::byte* head, int head_dim, int slot, const float* value) {
  if (format == KvFormat::f32 || format == KvFormat::f16) {
    store_strided(format, head, head_dim, int64_t{slot} * head_dim, 1, value);
    return;
  }
  const int n_blocks = head_dim / 32;
  const int64_t token_bytes = format == KvFormat::q4_0 ? head_dim / 2 : head_dim;
  std::byte* codes = head + int64_t{n_blocks} * kPagePositions * 2 + slot * token_bytes;
  for (int b = 0; b < n_blocks; ++b) {
    std::byte* d = head + (int64_t{slot} * n_blocks + b) * 2;
    if (format == KvFormat::q4_0) {
      uint8_t block[16];
      put_half(d, q4_block(value + 32 * b, block));
      std::memcpy(codes + 16 * b, block, 16);
      continue;
    }
    int8_t block[32];
    put_half(d, q8_block(value + 32 * b, block));
    std::memcpy(codes + 32 * b, block, 32);
  }
}

}  // namespace snug::cpu
