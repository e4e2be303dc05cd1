// Weights to f16 blocks, a slice at a time, for gemm.cu to read from the second-level cache.
//
//   packed: a CTA takes a block of 128 rows by 64 columns (16 KB out, about 4.6 KB in); 8 lanes write one row's 128
//   bytes,
//     each 8 weights (a quarter of a unit), so that whole lines are written.
// Bytes: packed weights in, 2 bytes a weight out.
#include <cuda_fp16.h>

#include "backends/cuda/layout/packed.h"
#include "backends/cuda/ops/raw.h"
#include "backends/cuda/prefill/prefill.h"

namespace snug::cuda {
namespace {

struct Args {
  const uint8_t* w;
  PackedShape shape;
  int64_t row;
  int n_rows;
  int64_t col;
  uint8_t* out;
  int first_row;
  int stride_8;
  int offset_8;
};

/// Eight weights (quarter q) of unit u as floats.
template <class P>
__device__ inline void eighth(const uint8_t* row, int units, int u, int q, float* w) {
  float all[kUnit];
  P::dequant(row, units, u, all);
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    if (q != i) continue;
#pragma unroll
    for (int j = 0; j < 8; ++j) w[j] = all[8 * i + j];
  }
}

/// Nibbles of quarter q: bytes 8 (q & 1) .. + 7 of the unit's codes, the high ones for q >= 2.
__device__ inline uint2 nibbles(const uint8_t* row, int u, int q) {
  uint2 n = __ldg(reinterpret_cast<const uint2*>(row + u * 16 + (q & 1) * 8));
  if (q >= 2) {
    n.x >>= 4;
    n.y >>= 4;
  }
  return make_uint2(n.x & 0x0f0f0f0fu, n.y & 0x0f0f0f0fu);
}

template <>
__device__ inline void eighth<PackedQ4_K>(const uint8_t* row, int units, int u, int q, float* w) {
  const uint2 n = nibbles(row, u, q);
  float scale;
  float min;
  PackedQ4_K::scale_min(row, units, u, scale, min);
#pragma unroll
  for (int j = 0; j < 8; ++j) w[j] = scale * small_to_float(byte_of(n.x, n.y, j)) - min;
}

template <>
__device__ inline void eighth<PackedQ6_K>(const uint8_t* row, int units, int u, int q, float* w) {
  uint2 n = nibbles(row, u, q);
  // Word q / 2 of the upper bits: pairs 2 (q & 1) and the next one.
  const uint32_t h = __ldg(reinterpret_cast<const uint32_t*>(row + units * 16 + u * 8) + (q >> 1)) >> (4 * (q & 1));
  n.x |= h << 4 & 0x30303030u;
  n.y |= h << 2 & 0x30303030u;
  float s0;
  float s1;
  PackedQ6_K::scales_of(row, units, u, s0, s1);
  const float scale = q < 2 ? s0 : s1;
#pragma unroll
  for (int j = 0; j < 8; ++j) w[j] = scale * (small_to_float(byte_of(n.x, n.y, j)) - 32.0f);
}

template <class P>
__global__ void __launch_bounds__(256) dequant_kernel(const __grid_constant__ Args a) {
  const int chunk = static_cast<int>(threadIdx.x) & 7;
  const int64_t col = a.col + static_cast<int64_t>(blockIdx.x) * kBlockCols;
  const int section = static_cast<int>(col / section_cols(a.shape.packing));
  const int units = static_cast<int>(a.shape.cols_of(section)) / kUnit;
  const int u = static_cast<int>(col % section_cols(a.shape.packing)) / kUnit + (chunk >> 2);
  const int64_t n_cols = static_cast<int64_t>(gridDim.x) * kBlockCols;
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const int r = static_cast<int>(blockIdx.y) * 128 + i * 32 + (static_cast<int>(threadIdx.x) >> 3);
    if (r >= a.n_rows) break;
    float w[8];
    eighth<P>(a.w + a.shape.row_offset(a.row + r, section), units, u, chunk & 3, w);
    const int row = a.first_row + r;
    const int to = (row / 8 * a.stride_8 + a.offset_8) * 8 + row % 8;
    alignas(16) __half2 h[4];
#pragma unroll
    for (int j = 0; j < 4; ++j) h[j] = __floats2half2_rn(w[2 * j], w[2 * j + 1]);
    uint8_t* out = a.out + tile_index(to, static_cast<int64_t>(blockIdx.x) * kBlockCols, n_cols) * 2;
    // tile_index of column 0 of the block is its chunk 0's place, at chunk (to & 7): take the row's start.
    out -= (to & 7) * 16;
    *reinterpret_cast<uint4*>(out + ((chunk ^ (to & 7)) << 4)) = *reinterpret_cast<const uint4*>(h);
  }
}

}  // namespace

cudaError_t dequant_slice(cudaStream_t s, const Matrix& m, int64_t row, int n_rows, int64_t col, int n_cols,
                          uint16_t* slice, int first_row_of_slice, int row_stride_8, int row_offset_8) {
  const Args a{m.data,       m.shape(),   row, n_rows, col, reinterpret_cast<uint8_t*>(slice), first_row_of_slice,
               row_stride_8, row_offset_8};
  const dim3 grid(static_cast<unsigned>(n_cols / kBlockCols), static_cast<unsigned>((n_rows + 127) / 128));
  switch (m.packing) {
    case Packing::q4_k:
      dequant_kernel<PackedQ4_K><<<grid, 256, 0, s>>>(a);
      break;
    case Packing::q5_k:
      dequant_kernel<PackedQ5_K><<<grid, 256, 0, s>>>(a);
      break;
    case Packing::q6_k:
      dequant_kernel<PackedQ6_K><<<grid, 256, 0, s>>>(a);
      break;
    case Packing::q8_0:
      dequant_kernel<PackedQ8_0><<<grid, 256, 0, s>>>(a);
      break;
    case Packing::q4_0:
      dequant_kernel<PackedQ4_0><<<grid, 256, 0, s>>>(a);
      break;
    case Packing::q4_1:
      dequant_kernel<PackedQ4_1><<<grid, 256, 0, s>>>(a);
      break;
    case Packing::raw:
      return cudaErrorInvalidValue;
  }
  return cudaGetLastError();
}

}  // namespace snug::cuda
