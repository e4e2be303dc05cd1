// Weights to f16 blocks, a slice at a time, for gemm.cu to read from the second-level cache.
//
//   a CTA takes 32 rows by 256 columns: 8 lanes write one row's 128 bytes of a block of 64 columns, each 8 weights (a
//     quarter of a unit) in each of four blocks, so that whole lines are written and a scale block is read once.
//   blockIdx.z chooses among two matrices whose rows are interleaved in groups of 8 (gate and up).
// Bytes: packed weights in, 2 bytes a weight out.
#include <cuda_fp16.h>

#include "backends/cuda/decode/hopper.cuh"
#include "backends/cuda/decode/launch.h"
#include "backends/cuda/layout/packed.h"
#include "backends/cuda/prefill/prefill.h"

namespace snug::cuda {
namespace {

constexpr int kGroupCols = 256;
constexpr int kRowsPerCta = 32;

struct Args {
  const uint8_t* w[2];
  PackedShape shape;
  int64_t tile_bytes;
  int row;
  int n_rows;
  int col;
  int n_cols;
  uint8_t* out;
  int first_row;
  int stride_8;
};

/// Eight weights of a row: quarter q of unit u. The general way decodes the unit and picks.
template <class P>
struct Eight {
  __device__ static void decode(const uint8_t* row, int units, int u, int q, float (&w)[8]) {
    float all[kUnit];
    P::dequant(row, units, u, all);
#pragma unroll
    for (int j = 0; j < 8; ++j) {
      const float low = (q & 1) != 0 ? all[8 + j] : all[j];
      const float high = (q & 1) != 0 ? all[24 + j] : all[16 + j];
      w[j] = q >= 2 ? high : low;
    }
  }
};

/// Nibbles of quarter q: bytes 8 (q & 1) .. + 7 of the unit's codes, the high ones for q >= 2.
__device__ inline uint2 nibbles(const uint8_t* row, int u, int q) {
  const uint2 n = __ldg(reinterpret_cast<const uint2*>(row + u * 16 + (q & 1) * 8));
  const int shift = q >= 2 ? 4 : 0;
  return make_uint2(n.x >> shift & 0x0f0f0f0fu, n.y >> shift & 0x0f0f0f0fu);
}

/// 128 + byte j of the pair (below 128), as a float in one instruction: the byte becomes the upper mantissa of 128.
__device__ inline float float_128(const uint2& n, int j) {
  const uint32_t select = 0x7044u | static_cast<uint32_t>(j & 3) << 8;  // {0x43, byte, 0, 0} from {n, 0x43000000}
  return __uint_as_float(__byte_perm(j < 4 ? n.x : n.y, 0x43000000u, select));
}

template <>
struct Eight<PackedQ4_K> {
  __device__ static void decode(const uint8_t* row, int units, int u, int q, float (&w)[8]) {
    const uint2 n = nibbles(row, u, q);
    float scale;
    float min;
    PackedQ4_K::scale_min(row, units, u, scale, min);
#pragma unroll
    for (int j = 0; j < 8; ++j) w[j] = fmaf(scale, float_128(n, j), -128.0f * scale - min);
  }
};

template <>
struct Eight<PackedQ6_K> {
  __device__ static void decode(const uint8_t* row, int units, int u, int q, float (&w)[8]) {
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
    for (int j = 0; j < 8; ++j) w[j] = fmaf(scale, float_128(n, j), -160.0f * scale);
  }
};

template <bool kBrain>
struct Eight<PackedHalf<kBrain>> {
  __device__ static void decode(const uint8_t* row, int units, int u, int q, float (&w)[8]) {
    using P = PackedHalf<kBrain>;
    const uint4 v = __ldg(reinterpret_cast<const uint4*>(row + q * units * 16 + u * 16));
    w[0] = P::first(v.x), w[1] = P::second(v.x);
    w[2] = P::first(v.y), w[3] = P::second(v.y);
    w[4] = P::first(v.z), w[5] = P::second(v.z);
    w[6] = P::first(v.w), w[7] = P::second(v.w);
  }
};

template <class P>
__global__ void __launch_bounds__(256) dequant_kernel(const __grid_constant__ Args a) {
  release_next();  // the product's prologue may begin; it waits for our end
  const int chunk = static_cast<int>(threadIdx.x) & 7;
  const int r = static_cast<int>(blockIdx.y) * kRowsPerCta + (static_cast<int>(threadIdx.x) >> 3);
  const int first_col = static_cast<int>(blockIdx.x) * kGroupCols;  // in the slice
  if (r >= a.n_rows) return;
  const int width = section_cols(a.shape.packing);
  const int section = (a.col + first_col) / width;
  const int units = static_cast<int>(a.shape.cols_of(section)) / kUnit;
  const int u0 = (a.col + first_col) % width / kUnit + (chunk >> 2);
  const int source = a.row + r;
  const uint8_t* row = a.w[blockIdx.z] + source / kTileRows * a.tile_bytes + a.shape.section_offset(section) +
                       source % kTileRows * static_cast<int>(row_section_bytes(a.shape.packing, units * kUnit));
  const int to = ((a.first_row + r) / 8 * a.stride_8 + static_cast<int>(blockIdx.z)) * 8 + (a.first_row + r) % 8;
  uint8_t* out =
      a.out + (static_cast<int64_t>(to / kBlockRows) * (a.n_cols / kBlockCols) + first_col / kBlockCols) * kBlockBytes +
      to % kBlockRows * (kBlockCols * 2) + ((chunk ^ (to & 7)) << 4);
  const int n_blocks = min(kGroupCols, a.n_cols - first_col) / kBlockCols;
  alignas(16) __half2 h[4][4];
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    float w[8];
    // Past the end the last block is decoded again and not written: no branch keeps the loads from going out together.
    Eight<P>::decode(row, units, u0 + 2 * min(i, n_blocks - 1), chunk & 3, w);
#pragma unroll
    for (int j = 0; j < 4; ++j) h[i][j] = __floats2half2_rn(w[2 * j], w[2 * j + 1]);
  }
  wait_for_previous();  // the product before this one still reads the slice; the weights depended on nobody
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    if (i < n_blocks) *reinterpret_cast<uint4*>(out + i * kBlockBytes) = *reinterpret_cast<const uint4*>(h[i]);
  }
}

template <class P>
cudaError_t launch_slice(cudaStream_t s, const Args& a, bool two) {
  const dim3 grid(static_cast<unsigned>((a.n_cols + kGroupCols - 1) / kGroupCols),
                  static_cast<unsigned>((a.n_rows + kRowsPerCta - 1) / kRowsPerCta), two ? 2 : 1);
  return launch(s, grid, 256, 0, true, dequant_kernel<P>, a);
}

}  // namespace

cudaError_t dequant_slice(cudaStream_t s, const Matrix& m, const Matrix* second, int64_t row, int n_rows, int64_t col,
                          int n_cols, uint16_t* slice, int first_row_of_slice) {
  const Args a{{m.data, second != nullptr ? second->data : nullptr},
               m.shape(),
               m.shape().tile_bytes(),
               static_cast<int>(row),
               n_rows,
               static_cast<int>(col),
               n_cols,
               reinterpret_cast<uint8_t*>(slice),
               first_row_of_slice,
               second != nullptr ? 2 : 1};
  const bool two = second != nullptr;
  if (two && second->packing != m.packing) return cudaErrorInvalidValue;  // caps.cpp fuses equal types only
  switch (m.packing) {
    case Packing::q4_k:
      return launch_slice<PackedQ4_K>(s, a, two);
    case Packing::q5_k:
      return launch_slice<PackedQ5_K>(s, a, two);
    case Packing::q6_k:
      return launch_slice<PackedQ6_K>(s, a, two);
    case Packing::q8_0:
      return launch_slice<PackedQ8_0>(s, a, two);
    case Packing::q4_0:
      return launch_slice<PackedQ4_0>(s, a, two);
    case Packing::q4_1:
      return launch_slice<PackedQ4_1>(s, a, two);
    case Packing::f16:
      return launch_slice<PackedF16>(s, a, two);
    case Packing::bf16:
      return launch_slice<PackedBF16>(s, a, two);
    case Packing::raw:
      break;
  }
  return cudaErrorInvalidValue;
}

}  // namespace snug::cuda
