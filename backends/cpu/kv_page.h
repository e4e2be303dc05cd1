// One KV head of one page (64 tokens): how it lies in memory, its size, and how a token is stored.
//
//   K, f32 and f16:  [head_dim][64]  transposed, so that scores of 16 tokens are made without any sum across lanes
//   K, q8_0:         f16 d[head_dim / 32][64], then int8 [head_dim][64]
//   K, q4_0:         f16 d[head_dim / 32][64], then bytes [head_dim / 2][64]: row 16 b + i has elements 32 b + i (low
//                    nibble) and 32 b + i + 16 of each token
//   V, f32 and f16:  [64][head_dim]
//   V, q8_0:         f16 d[64][head_dim / 32], then int8 [64][head_dim]
//   V, q4_0:         f16 d[64][head_dim / 32], then bytes [64][head_dim / 2], each block of 32 as GGUF's Q4_0 has it
// A page is its heads one after the other. head_dim % 32 == 0 for q8_0 and q4_0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "backends/cpu/kernels.h"

namespace snug::cpu {

inline constexpr int kPagePositions = 64;

/// The format of a stored type; nothing where the CPU does not keep it.
std::optional<KvFormat> kv_format(quant::DType type);
/// Bytes of one head of one page.
int64_t kv_head_bytes(KvFormat format, int head_dim);
/// Stores one token's key or value of one head at `slot` (0..63) of the head's page.
void store_key(KvFormat format, std::byte* head, int head_dim, int slot, const float* key);
void store_value(KvFormat format, std::byte* head, int head_dim, int slot, const float* value);

}  // namespace snug::cpu
