// Linear, GroupedLinear and Embed with f32 activations, for raw and packed matrices. Packed: a warp an output and up to
// four rows, a lane a unit of 32 weights.
#include "backends/cuda/layout/packed.h"
#include "backends/cuda/ops/ops.h"
#include "backends/cuda/ops/raw.h"
#include "backends/cuda/ops/reduce.cuh"

namespace snug::cuda {
namespace {

constexpr int kWarps = 4;
constexpr int kRows = 4;

__global__ void __launch_bounds__(kWarps * 32) packed_dot(const __grid_constant__ DotArgs a, PackedShape shape) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int64_t o = static_cast<int64_t>(blockIdx.x) * kWarps + (threadIdx.x >> 5);
  if (o >= a.n_out) return;
  const int per_cta = a.route != nullptr ? 1 : kRows;
  const int first = static_cast<int>(blockIdx.y) * per_cta;
  const int count = min(per_cta, a.n_items - first);
  const uint8_t* w = a.w;
  int64_t in_row = first;
  if (a.route != nullptr) {
    const int row = first / a.n_used;
    w += __float_as_int(a.route[static_cast<int64_t>(row) * 2 * a.n_used + first % a.n_used]) * a.expert_bytes;
    if (!a.in_per_expert) in_row = row;
  }
  float sum[kRows] = {};
  float y[kUnit];
  int64_t col = 0;
  for (int section = 0; section < shape.n_sections(); ++section) {
    const int units = static_cast<int>(shape.cols_of(section)) / kUnit;
    const uint8_t* part = w + shape.row_offset(o, section);
    for (int u = lane; u < units; u += 32) {
      with_packing(shape.packing, [&](auto packed) { decltype(packed)::dequant(part, units, u, y); });
      for (int r = 0; r < count; ++r) {
        const float* x = a.in + (in_row + r) * a.n_cols + col + u * kUnit;
        float s = 0.0f;
        for (int j = 0; j < kUnit; ++j) s += y[j] * x[j];
#pragma unroll
        for (int k = 0; k < kRows; ++k) sum[k] += k == r ? s : 0.0f;
      }
    }
    col += shape.cols_of(section);
  }
#pragma unroll
  for (int r = 0; r < kRows; ++r) {
    const float total = warp_sum(sum[r]);
    if (lane == 0 && r < count) a.out[(first + r) * a.n_out + o] = a.bias != nullptr ? total + a.bias[o] : total;
  }
}

__global__ void __launch_bounds__(64) packed_embed(const __grid_constant__ EmbedArgs a, PackedShape shape) {
  const int64_t unit = static_cast<int64_t>(blockIdx.x) * 64 + threadIdx.x;
  const int row = static_cast<int>(blockIdx.y);
  if (unit >= a.n_cols / kUnit) return;
  const int per_section = section_cols(shape.packing) / kUnit;
  const int section = static_cast<int>(unit / per_section);
  const int units = static_cast<int>(shape.cols_of(section)) / kUnit;
  const uint8_t* part = a.w + shape.row_offset(a.tokens[row], section);
  float y[kUnit];
  with_packing(shape.packing,
               [&](auto packed) { decltype(packed)::dequant(part, units, static_cast<int>(unit % per_section), y); });
  float* out = a.out + row * a.n_cols + unit * kUnit;
  for (int j = 0; j < kUnit; ++j) out[j] = a.scale * y[j];
}

cudaError_t dot(cudaStream_t s, const Matrix& w, const DotArgs& a) {
  if (w.packing == Packing::raw) {
    const RawKernels k = raw_kernels(w.type);
    return k.dot != nullptr ? k.dot(s, a) : cudaErrorInvalidValue;
  }
  const int per_cta = a.route != nullptr ? 1 : kRows;
  const dim3 grid(static_cast<unsigned>((a.n_out + kWarps - 1) / kWarps),
                  static_cast<unsigned>((a.n_items + per_cta - 1) / per_cta));
  packed_dot<<<grid, kWarps * 32, 0, s>>>(a, w.shape());
  return cudaGetLastError();
}

}  // namespace

cudaError_t linear(cudaStream_t s, const Matrix& w, const float* in, const float* bias, float* out, int n_rows) {
  if (n_rows == 0) return cudaSuccess;
  return dot(
      s, w, DotArgs{w.data, w.row_bytes, w.expert_bytes, w.n_cols, w.n_rows, in, bias, out, nullptr, 0, false, n_rows});
}

cudaError_t grouped_linear(cudaStream_t s, const Matrix& w, const float* in, const float* route, float* out, int n_used,
                           bool in_per_expert, int n_rows) {
  return dot(s, w,
             DotArgs{w.data, w.row_bytes, w.expert_bytes, w.n_cols, w.n_rows, in, nullptr, out, route, n_used,
                     in_per_expert, n_rows * n_used});
}

cudaError_t embed(cudaStream_t s, const Matrix& table, const int32_t* tokens, float* out, float scale, int n_rows) {
  const EmbedArgs a{table.data, table.row_bytes, table.n_cols, tokens, out, scale, n_rows};
  if (table.packing == Packing::raw) {
    const RawKernels k = raw_kernels(table.type);
    return k.embed != nullptr ? k.embed(s, a) : cudaErrorInvalidValue;
  }
  const dim3 grid(static_cast<unsigned>((a.n_cols / kUnit + 63) / 64), static_cast<unsigned>(n_rows));
  packed_embed<<<grid, 64, 0, s>>>(a, table.shape());
  return cudaGetLastError();
}

}  // namespace snug::cuda
