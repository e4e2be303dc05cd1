// Where a KV layer's pages lie and how one is arranged inside: for code on the device.
//
// A page holds 64 tokens: [n_kv_heads][64][head_dim]. F16 with head_dim a multiple of 64 keeps 16-byte chunk c of token
// t at c ^ (t & 7), so that eight lanes reading the same chunk of eight tokens hit eight different bank groups, and a
// page of one head can be copied to shared memory as it is. Q8_0 keeps all codes first, then all scales.
#pragma once

#include <cuda_fp16.h>

#include <cstdint>

#include "engine/quant/dtype.h"

namespace snug::cuda {

inline constexpr int kPage = 64;

struct KvSide {
  uint8_t* base;
  int64_t page_bytes;
  quant::DType type;
  int n_heads;
  int dim;
};

struct KvView {
  KvSide k;
  KvSide v;
  int group;  ///< which page table
};

/// The page tables and rows of a step, on the device.
struct StepView {
  const int32_t* tokens;
  const int32_t* positions;
  const int32_t* sequences;
  const int32_t* logit_rows;
  const int32_t* tables;  ///< [n_sequences, n_groups, table_stride]
  int n_groups;
  int table_stride;
};

#ifdef __CUDACC__
__device__ inline int page_of(const StepView& step, int sequence, int group, int position) {
  return step.tables[(sequence * step.n_groups + group) * step.table_stride + position / kPage];
}

__device__ inline int swizzled(int dim, int t, int d) {
  return (dim & 63) == 0 ? ((d >> 3) ^ (t & 7)) * 8 + (d & 7) : d;
}

/// Bytes from a page's start to element 0 of a token of a head, F16 and F32.
__device__ inline int64_t token_offset(const KvSide& side, int head, int t, int element_bytes) {
  return (static_cast<int64_t>(head) * kPage + t) * side.dim * element_bytes;
}

/// Reads one element.
__device__ inline float load_kv(const KvSide& side, int page, int head, int t, int d) {
  const uint8_t* p = side.base + page * side.page_bytes;
  if (side.type == quant::DType::F16) {
    const __half* row = reinterpret_cast<const __half*>(p + token_offset(side, head, t, 2));
    return __half2float(row[swizzled(side.dim, t, d)]);
  }
  if (side.type == quant::DType::F32) {
    return reinterpret_cast<const float*>(p + token_offset(side, head, t, 4))[d];
  }
  const int64_t token = static_cast<int64_t>(head) * kPage + t;
  const int8_t code = reinterpret_cast<const int8_t*>(p)[token * side.dim + d];
  const __half* scales = reinterpret_cast<const __half*>(p + static_cast<int64_t>(side.n_heads) * kPage * side.dim);
  return __half2float(scales[token * (side.dim / 32) + d / 32]) * static_cast<float>(code);
}

/// Stores element d = 32 * i + lane for all i; a whole warp calls, `value(d)` gives the element.
template <class F>
__device__ inline void store_kv(const KvSide& side, int page, int head, int t, F value) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  uint8_t* p = side.base + page * side.page_bytes;
  for (int d = lane; d < side.dim; d += 32) {
    const float x = value(d);
    if (side.type == quant::DType::F16) {
      reinterpret_cast<__half*>(p + token_offset(side, head, t, 2))[swizzled(side.dim, t, d)] = __float2half_rn(x);
    } else if (side.type == quant::DType::F32) {
      reinterpret_cast<float*>(p + token_offset(side, head, t, 4))[d] = x;
    } else {
      float most = fabsf(x);
      for (int o = 16; o != 0; o >>= 1) most = fmaxf(most, __shfl_xor_sync(~0u, most, o));
      const float scale = most / 127.0f;
      const int64_t token = static_cast<int64_t>(head) * kPage + t;
      reinterpret_cast<int8_t*>(p)[token * side.dim + d] =
          static_cast<int8_t>(__float2int_rn(most > 0.0f ? x * (127.0f / most) : 0.0f));
      __half* scales = reinterpret_cast<__half*>(p + static_cast<int64_t>(side.n_heads) * kPage * side.dim);
      if (lane == 0) scales[token * (side.dim / 32) + d / 32] = __float2half_rn(scale);
    }
  }
}
#endif

}  // namespace snug::cuda
