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

inline constexpr int kEmbedBlocks = 16;
inline constexpr int kEmbedThreads = 128;

/// The table may lie in host memory, where each load is a trip over the bus: the CTA fetches its blocks at once,
/// threads decode a block each into shared memory, and all write.
template <class Block>
__global__ void __launch_bounds__(kEmbedThreads) raw_embed(const __grid_constant__ EmbedArgs a) {
  __shared__ alignas(16) uint16_t raw[kEmbedBlocks * sizeof(Block) / 2 + 8];
  __shared__ float values[kEmbedBlocks * (Block::kElements + 1)];
  const int64_t first = static_cast<int64_t>(blockIdx.x) * kEmbedBlocks;
  const int row = static_cast<int>(blockIdx.y);
  const int count = static_cast<int>(min(static_cast<int64_t>(kEmbedBlocks), a.n_cols / Block::kElements - first));
  const uint8_t* from = a.w + a.tokens[row] * a.row_bytes + first * static_cast<int64_t>(sizeof(Block));
  const int bytes = count * static_cast<int>(sizeof(Block));
  const int thread = static_cast<int>(threadIdx.x);
  if (reinterpret_cast<uintptr_t>(from) % 4 == 0) {
    for (int i = thread; i < bytes / 4; i += kEmbedThreads) {
      reinterpret_cast<uint32_t*>(raw)[i] = reinterpret_cast<const uint32_t*>(from)[i];
    }
    for (int i = bytes / 4 * 4 + thread; i < bytes; i += kEmbedThreads) reinterpret_cast<uint8_t*>(raw)[i] = from[i];
  } else {
    for (int i = thread; i < bytes; i += kEmbedThreads) reinterpret_cast<uint8_t*>(raw)[i] = from[i];
  }
  __syncthreads();
  if (thread < count)
    dequant_block(reinterpret_cast<const Block*>(raw)[thread], values + thread * (Block::kElements + 1));
  __syncthreads();
  float* out = a.out + row * a.n_cols + first * Block::kElements;
  for (int i = thread; i < count * Block::kElements; i += kEmbedThreads) {
    out[i] = a.scale * values[i / Block::kElements * (Block::kElements + 1) + i % Block::kElements];
  }
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
    const int64_t n_blocks = a.n_cols / Block::kElements;
    const dim3 grid(static_cast<unsigned>((n_blocks + kEmbedBlocks - 1) / kEmbedBlocks),
                    static_cast<unsigned>(a.n_rows));
    raw_embed<Block><<<grid, kEmbedThreads, 0, s>>>(a);
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
