// Rotary embedding: the table of a step's angles, and turning heads by it.
// The table is made in double where angles are reduced: positions reach 10^5 and more, and a float angle would lose
// what sine and cosine need.
#include "backends/cuda/ops/ops.h"

namespace snug::cuda {
namespace {

/// YaRN's ramp (Peng et al. 2023): the pair index at which a dimension makes `turns` turns in the original context.
__device__ double yarn_dim(double turns, int n_dims, double theta, int n_ctx) {
  return n_dims * log(n_ctx / (turns * 2.0 * 3.14159265358979323846)) / (2.0 * log(theta));
}

__global__ void table_kernel(program::RopeParams p, const float* factors, const int32_t* positions, float2* table,
                             int n_rows) {
  const int half = p.n_dims / 2;
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (i >= n_rows * half) return;
  const int pair = i % half;
  double extrapolated = positions[i / half] * pow(static_cast<double>(p.theta), -2.0 * pair / p.n_dims);
  if (factors != nullptr) extrapolated /= factors[pair];
  const double interpolated = p.freq_scale * extrapolated;
  double angle = interpolated;
  double magnitude = p.attn_factor;
  if (p.ext_factor != 0.0f) {
    const double low = fmax(0.0, floor(yarn_dim(p.beta_fast, p.n_dims, p.theta, p.n_ctx_original)));
    const double high = fmin(p.n_dims - 1.0, ceil(yarn_dim(p.beta_slow, p.n_dims, p.theta, p.n_ctx_original)));
    const double ramp = 1.0 - fmin(1.0, fmax(0.0, (pair - low) / fmax(0.001, high - low)));
    const double mix = ramp * p.ext_factor;
    angle = interpolated * (1.0 - mix) + extrapolated * mix;
    magnitude *= 1.0 + 0.1 * log(1.0 / p.freq_scale);
  }
  double sine;
  double cosine;
  sincos(angle, &sine, &cosine);
  table[i] = make_float2(static_cast<float>(cosine * magnitude), static_cast<float>(sine * magnitude));
}

__global__ void rope_kernel(program::RopeParams p, const float2* table, float* x, int n_heads, int head_dim,
                            int64_t n) {
  const int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const int half = p.n_dims / 2;
  const int pair = static_cast<int>(i % half);
  const int64_t head = i / half;  // row * n_heads + head
  const float2 cs = table[head / n_heads * half + pair];
  const bool adjacent = p.pairing == program::RopeParams::Pairing::adjacent;
  float* a = x + head * head_dim + (adjacent ? 2 * pair : pair);
  float* b = a + (adjacent ? 1 : half);
  const float u = *a;
  const float v = *b;
  *a = u * cs.x - v * cs.y;
  *b = u * cs.y + v * cs.x;
}

}  // namespace

cudaError_t rope_table(cudaStream_t s, const RopeArgs& rope, const int32_t* positions, float2* table, int n_rows) {
  const int n = n_rows * (rope.params.n_dims / 2);
  table_kernel<<<static_cast<unsigned>((n + 63) / 64), 64, 0, s>>>(rope.params, rope.freq_factors, positions, table,
                                                                   n_rows);
  return cudaGetLastError();
}

cudaError_t rope(cudaStream_t s, const program::RopeParams& params, const float2* table, float* x, int n_heads,
                 int head_dim, int n_rows) {
  const int64_t n = static_cast<int64_t>(n_rows) * n_heads * (params.n_dims / 2);
  rope_kernel<<<static_cast<unsigned>((n + 255) / 256), 256, 0, s>>>(params, table, x, n_heads, head_dim, n);
  return cudaGetLastError();
}

}  // namespace snug::cuda
