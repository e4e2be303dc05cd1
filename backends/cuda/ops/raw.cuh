// The kernels of raw.h as templates over a block format: a lane decodes whole blocks with the scalar decode of
// engine/quant. Correct for every type; speed is the packed kernels' work.
#pragma once

#include <cuda_fp16.h>

#include "backends/cuda/ops/raw.h"
#include "backends/cuda/ops/reduce.cuh"
#include "backends/cuda/prefill/tiles.h"
#include "engine/quant/half.h"

namespace snug::cuda {

/// Plain numbers as blocks of one element.
struct PlainF32 {
  static constexpr int kElements = 1;
  float value;
};
struct PlainF16 {
  static constexpr int kElements = 1;
  uint16_t value;
};
struct PlainBF16 {
  static constexpr int kElements = 1;
  uint16_t value;
};
__device__ inline void dequant_block(const PlainF32& b, float* y) {
  *y = b.value;
}
__device__ inline void dequant_block(const PlainF16& b, float* y) {
  *y = quant::half_to_float(b.value);
}
__device__ inline void dequant_block(const PlainBF16& b, float* y) {
  *y = quant::bf16_to_float(b.value);
}

inline constexpr int kDotWarps = 4;
inline constexpr int kDotRows = 4;

/// A warp an output and up to four items; lane l decodes blocks l, l + 32, ...
template <class Block>
__global__ void __launch_bounds__(kDotWarps * 32) raw_dot(const __grid_constant__ DotArgs a) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int64_t o = static_cast<int64_t>(blockIdx.x) * kDotWarps + (threadIdx.x >> 5);
  if (o >= a.n_out) return;
  const int per_cta = a.route != nullptr ? 1 : kDotRows;
  const int first = static_cast<int>(blockIdx.y) * per_cta;
  const int count = min(per_cta, a.n_items - first);
  const uint8_t* w = a.w + o * a.row_bytes;
  int64_t in_row = first;
  if (a.route != nullptr) {
    const int row = first / a.n_used;
    w += __float_as_int(a.route[static_cast<int64_t>(row) * 2 * a.n_used + first % a.n_used]) * a.expert_bytes;
    if (!a.in_per_expert) in_row = row;
  }
  const Block* blocks = reinterpret_cast<const Block*>(w);
  float sum[kDotRows] = {};
  float y[Block::kElements];
  for (int64_t b = lane; b < a.n_cols / Block::kElements; b += 32) {
    dequant_block(blocks[b], y);
#pragma unroll
    for (int r = 0; r < kDotRows; ++r) {
      if (r >= count) break;
      const float* x = a.in + (in_row + r) * a.n_cols + b * Block::kElements;
#pragma unroll 4
      for (int j = 0; j < Block::kElements; ++j) sum[r] += y[j] * x[j];
    }
  }
#pragma unroll
  for (int r = 0; r < kDotRows; ++r) {
    const float total = warp_sum(sum[r]);
    if (lane == 0 && r < count) a.out[(first + r) * a.n_out + o] = a.bias != nullptr ? total + a.bias[o] : total;
  }
}

/// A thread a block.
template <class Block>
__global__ void __launch_bounds__(64) raw_embed(const __grid_constant__ EmbedArgs a) {
  const int64_t b = static_cast<int64_t>(blockIdx.x) * 64 + threadIdx.x;
  const int row = static_cast<int>(blockIdx.y);
  if (b >= a.n_cols / Block::kElements) return;
  const Block* blocks = reinterpret_cast<const Block*>(a.w + a.tokens[row] * a.row_bytes);
  float y[Block::kElements];
  dequant_block(blocks[b], y);
  float* out = a.out + row * a.n_cols + b * Block::kElements;
#pragma unroll 4
  for (int j = 0; j < Block::kElements; ++j) out[j] = a.scale * y[j];
}

/// A thread a block, written to the blocked f16 form.
template <class Block>
__global__ void __launch_bounds__(64) raw_dequant(const __grid_constant__ DequantArgs a) {
  const int64_t b = static_cast<int64_t>(blockIdx.x) * 64 + threadIdx.x;
  const int row = static_cast<int>(blockIdx.y);
  if (b >= a.n_cols / Block::kElements) return;
  const Block* blocks = reinterpret_cast<const Block*>(a.w + (a.first_row + row) * a.row_bytes);
  float y[Block::kElements];
  dequant_block(blocks[b], y);
  const int to = (row / 8 * a.row_stride_8 + a.row_offset_8) * 8 + row % 8;
#pragma unroll 4
  for (int j = 0; j < Block::kElements; ++j) {
    a.out[tile_index(to, b * Block::kElements + j, a.n_cols)] = __half_as_ushort(__float2half_rn(y[j]));
  }
}

template <class Block>
RawKernels kernels_of() {
  RawKernels k;
  k.dot = [](cudaStream_t s, const DotArgs& a) {
    const int per_cta = a.route != nullptr ? 1 : kDotRows;
    const dim3 grid(static_cast<unsigned>((a.n_out + kDotWarps - 1) / kDotWarps),
                    static_cast<unsigned>((a.n_items + per_cta - 1) / per_cta));
    raw_dot<Block><<<grid, kDotWarps * 32, 0, s>>>(a);
    return cudaGetLastError();
  };
  k.embed = [](cudaStream_t s, const EmbedArgs& a) {
    const dim3 grid(static_cast<unsigned>((a.n_cols / Block::kElements + 63) / 64), static_cast<unsigned>(a.n_rows));
    raw_embed<Block><<<grid, 64, 0, s>>>(a);
    return cudaGetLastError();
  };
  k.dequant = [](cudaStream_t s, const DequantArgs& a) {
    const dim3 grid(static_cast<unsigned>((a.n_cols / Block::kElements + 63) / 64), static_cast<unsigned>(a.n_rows));
    raw_dequant<Block><<<grid, 64, 0, s>>>(a);
    return cudaGetLastError();
  };
  return k;
}

}  // namespace snug::cuda
