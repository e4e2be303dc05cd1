// Decode attention over at most kShortTokens tokens, where the trips between warps and CTAs are what costs, not the
// arithmetic: a cluster of 8 CTAs takes one KV head, rank r an eighth of the cached tokens (in units of 16).
//
//   block: 512 threads. Scores: 4 lanes a (head, token), 8 neighbouring tokens a quarter warp, so that the pages'
//   swizzle
//     keeps banks apart. Values: a thread two dimensions of a head, tokens split over what threads are left.
//   shared memory: pages of K and V | queries | scores | partial results of the 8 ranks (rank 0).
//
// Old tokens' pages are copied before the wait for the previous kernel. The new token's K and V come from the products
// just made: the last rank appends them to the cache and puts them into its copy. Softmax runs online over chunks of at
// most one page; ranks are merged by rank 0 in their order.
// Bytes: the cache of the sequence, once for all query heads of a KV head. FLOPs: 4 * n_heads * D a token.
#include "backends/cuda/decode/attend_parts.cuh"
#include "backends/cuda/decode/launch.h"

namespace snug::cuda {
namespace {

constexpr int kThreads = kAttendThreads;
constexpr int kWarps = kThreads / 32;

/// Shared memory, carved.
struct Carve {
  int queries, scores, shrink, partial, states, barriers, total;
};
__host__ __device__ inline Carve carve(int dim, int group, int n_stages) {
  Carve c{};
  c.queries = n_stages * 2 * kPage * dim * 2;
  c.scores = c.queries + group * dim * 4;
  c.shrink = c.scores + group * kPage * 4;
  c.partial = c.shrink + 64;
  c.states = c.partial + kRanks * group * dim * 4;
  c.barriers = c.states + kRanks * 16 * 8;
  c.total = c.barriers + kMaxStages * 8;
  return c;
}

/// Writes a head as halves to token row t of a page in global memory and to row `local` of a shared copy.
template <int D>
__device__ inline void store_head(const Head<D>& h, __half* page_head, __half* shared_page, int t, int local) {
#pragma unroll
  for (int i = 0; i < D / 32; ++i) {
    const int d = (static_cast<int>(threadIdx.x) & 31) + 32 * i;
    const __half x = __float2half_rn(h.x[i]);
    page_head[t * D + swizzled(D, t, d)] = x;
    shared_page[local * D + swizzled(D, local, d)] = x;
  }
}

template <int D>
__device__ inline void chunk_scores(const __half* keys, const float* queries, float* scores, int group, int n) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const int warp = static_cast<int>(threadIdx.x) >> 5;
  const int per_head = (n + 7) / 8;
  for (int item = warp; item < group * per_head; item += kWarps) {
    const int head = item / per_head;
    const int t = item % per_head * 8 + (lane & 7);
    const float* q = queries + head * D;
    float dot = 0.0f;
#pragma unroll
    for (int j = 0; j < D / 32; ++j) {
      const int c = 4 * j + (lane >> 3);
      const Words4 k = *reinterpret_cast<const Words4*>(keys + t * D + ((c ^ (t & 7)) << 3));
      const float4 q0 = *reinterpret_cast<const float4*>(q + c * 8);
      const float4 q1 = *reinterpret_cast<const float4*>(q + c * 8 + 4);
      const float2 a = __half22float2(*reinterpret_cast<const __half2*>(&k.x));
      const float2 b = __half22float2(*reinterpret_cast<const __half2*>(&k.y));
      const float2 e = __half22float2(*reinterpret_cast<const __half2*>(&k.z));
      const float2 f = __half22float2(*reinterpret_cast<const __half2*>(&k.w));
      dot += a.x * q0.x + a.y * q0.y + b.x * q0.z + b.y * q0.w + e.x * q1.x + e.y * q1.y + f.x * q1.z + f.y * q1.w;
    }
    dot += __shfl_xor_sync(~0u, dot, 8);
    dot += __shfl_xor_sync(~0u, dot, 16);
    if (lane < 8 && t < n) scores[head * kPage + t] = dot;
  }
}

/// Warp `head` turns its scores into weights and keeps the running maximum and sum.
__device__ inline void chunk_softmax(float* scores, float* shrink, int n, float& most, float& total) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  const float s0 = lane < n ? scores[lane] : -INFINITY;
  const float s1 = lane + 32 < n ? scores[lane + 32] : -INFINITY;
  const float next = fmaxf(most, warp_max(fmaxf(s0, s1)));
  const float p0 = exp2f(s0 - next);
  const float p1 = exp2f(s1 - next);
  const float factor = exp2f(most - next);
  if (lane < n) scores[lane] = p0;
  if (lane + 32 < n) scores[lane + 32] = p1;
  total = total * factor + warp_sum(p0 + p1);
  most = next;
  if (lane == 0) *shrink = factor;
}

template <int D>
__device__ inline void chunk_values(const __half* values, const float* scores, const float* shrink, int split,
                                    int n_splits, int head, int pair, int n, float2& sum) {
  sum.x *= shrink[head];
  sum.y *= shrink[head];
  for (int t = split; t < n; t += n_splits) {
    const float p = scores[head * kPage + t];
    const float2 v = __half22float2(
        *reinterpret_cast<const __half2*>(values + t * D + (((pair >> 2) ^ (t & 7)) << 3) + (pair & 3) * 2));
    sum.x += p * v.x;
    sum.y += p * v.y;
  }
}

template <int D>
__global__ void __cluster_dims__(kRanks, 1, 1) __launch_bounds__(kThreads, 1)
    attend_kernel(const __grid_constant__ DecodeAttendArgs a) {
#if __CUDA_ARCH__ >= 900
  namespace cg = cooperative_groups;
  extern __shared__ __align__(128) uint8_t shared[];
  const Carve c = carve(D, a.group, a.n_stages);
  float* queries = reinterpret_cast<float*>(shared + c.queries);
  float* scores = reinterpret_cast<float*>(shared + c.scores);
  float* shrink = reinterpret_cast<float*>(shared + c.shrink);
  float* partial = reinterpret_cast<float*>(shared + c.partial);
  float2* states = reinterpret_cast<float2*>(shared + c.states);
  uint64_t* full = reinterpret_cast<uint64_t*>(shared + c.barriers);
  cg::cluster_group cluster = cg::this_cluster();
  const int rank = static_cast<int>(cluster.block_rank());
  const int kv_head = static_cast<int>(blockIdx.x) / kRanks;
  const int thread = static_cast<int>(threadIdx.x);
  const int warp = thread >> 5;
  const int lane = thread & 31;
  const int position = a.step.positions[0];
  const int n_units = position / kTokens + 1;
  Chunks chunk{n_units * rank / kRanks, n_units * (rank + 1) / kRanks, position + 1};
  Chunks ahead = chunk;
  int n_issued = 0;
  const int stage_bytes = 2 * kPage * D * 2;
  if (thread == 0) {
    for (int i = 0; i < a.n_stages; ++i) barrier_init(full + i, 1);
    barrier_init_done();
    for (; n_issued < a.n_stages && !ahead.done(); ++n_issued, ahead.step()) {
      copy_chunk<D>(a, ahead, kv_head, shared + n_issued * stage_bytes, full + n_issued);
    }
  }
  release_next();
  cluster.barrier_arrive();  // that every rank runs, before anyone writes to rank 0
  // The angles were written by the step's first kernel, which ended before the second one began.
  float2 angles[D / 32];
#pragma unroll
  for (int i = 0; i < D / 32; ++i) {
    const int d = lane + 32 * i;
    angles[i] = a.rope != nullptr ? __ldcg(a.rope + (a.adjacent ? d >> 1 : d % (D / 2))) : make_float2(1.0f, 0.0f);
  }
  __syncthreads();
  wait_for_previous();

  // Warps 0 .. group - 1 make the queries; in the last rank, the next two make the new key and value.
  const bool owner = rank == kRanks - 1;
  Head<D> head{};
  if (warp < a.group) {
    head = load_head<D>(a.q + (kv_head * a.group + warp) * D);
    norm_and_turn<D>(head, a.q_norm, a.rope != nullptr, angles, a.eps, a.adjacent);
    const float factor = a.scale * 1.4426950408889634f;  // softmax in powers of two
#pragma unroll
    for (int i = 0; i < D / 32; ++i) queries[warp * D + lane + 32 * i] = head.x[i] * factor;
  } else if (owner && warp == a.group) {
    head = load_head<D>(a.k + kv_head * D);
    norm_and_turn<D>(head, a.k_norm, a.rope != nullptr, angles, a.eps, a.adjacent);
  } else if (owner && warp == a.group + 1) {
    head = load_head<D>(a.v + kv_head * D);
  }

  const int pairs = a.group * D / 2;
  const int n_splits = max(1, kThreads / pairs);
  const int split = thread / pairs;
  const int my_head = thread % pairs / (D / 2);
  const int my_pair = thread % (D / 2);
  float2 sum = make_float2(0.0f, 0.0f);
  float most = -INFINITY;
  float total = 0.0f;
  int slot = 0;
  int phase = 0;
  for (; !chunk.done(); chunk.step()) {
    __half* keys = reinterpret_cast<__half*>(shared + slot * stage_bytes);
    __half* values = keys + kPage * D;
    const int n = chunk.tokens();
    barrier_wait(full + slot, phase);
    if (owner && chunk.unit + chunk.units() == chunk.last_unit && (warp == a.group || warp == a.group + 1)) {
      const KvSide& side = warp == a.group ? a.kv.k : a.kv.v;
      const int page = page_of(a.step, 0, a.kv.group, position);
      __half* to = reinterpret_cast<__half*>(side.base + page * side.page_bytes) + kv_head * kPage * D;
      store_head<D>(head, to, warp == a.group ? keys : values, position % kPage, position - chunk.unit * kTokens);
    }
    __syncthreads();
    chunk_scores<D>(keys, queries, scores, a.group, n);
    __syncthreads();
    if (warp < a.group) chunk_softmax(scores + warp * kPage, shrink + warp, n, most, total);
    __syncthreads();
    if (split < n_splits) chunk_values<D>(values, scores, shrink, split, n_splits, my_head, my_pair, n, sum);
    __syncthreads();
    if (thread == 0 && !ahead.done()) {
      copy_chunk<D>(a, ahead, kv_head, shared + slot * stage_bytes, full + slot);
      ahead.step();
    }
    if (++slot == a.n_stages) slot = 0, phase ^= 1;
  }

  // Splits are summed in the CTA (over the pages, which are done with), then sent to rank 0.
  float2* split_sums = reinterpret_cast<float2*>(shared);
  if (split < n_splits) split_sums[thread] = sum;
  cluster.barrier_wait();
  if (warp < a.group && lane == 0) cluster.map_shared_rank(states, 0)[rank * 16 + warp] = make_float2(most, total);
  __syncthreads();
  if (thread < pairs) {
    for (int s = 1; s < n_splits; ++s) {
      sum.x += split_sums[s * pairs + thread].x;
      sum.y += split_sums[s * pairs + thread].y;
    }
    reinterpret_cast<float2*>(cluster.map_shared_rank(partial, 0))[rank * pairs + thread] = sum;
  }
  cluster.sync();
  if (rank != 0) return;
  for (int e = thread; (e & ~31) < a.group * D; e += kThreads) {
    const int h = e / D;
    float best = -INFINITY;
    float value = 0.0f;
    float weight = 0.0f;
    for (int r = 0; r < kRanks; ++r) best = fmaxf(best, states[r * 16 + h].x);
    for (int r = 0; r < kRanks; ++r) {
      const float w = exp2f(states[r * 16 + h].x - best);
      weight += w * states[r * 16 + h].y;
      value += w * partial[r * a.group * D + e];
    }
    value /= weight;
    publish_row_block(a.out, (kv_head * a.group * D + e) / kActBlock, a.kv.k.n_heads * a.group * D, a.halves, value,
                      value, true);
  }
#endif
}

template <int D>
cudaError_t launch_dim(cudaStream_t s, const DecodeAttendArgs& a, bool dependent) {
  return launch(s, dim3(static_cast<unsigned>(kRanks * a.kv.k.n_heads)), kThreads, carve(D, a.group, a.n_stages).total,
                dependent, attend_kernel<D>, a);
}

}  // namespace

cudaError_t prepare_decode_attend_short() {
  const int limit = 227 * 1024;
  const cudaError_t e = cudaFuncSetAttribute(attend_kernel<64>, cudaFuncAttributeMaxDynamicSharedMemorySize, limit);
  if (e != cudaSuccess) return e;
  return cudaFuncSetAttribute(attend_kernel<128>, cudaFuncAttributeMaxDynamicSharedMemorySize, limit);
}

cudaError_t launch_decode_attend_short(cudaStream_t s, const DecodeAttendArgs& args, bool dependent) {
  return args.kv.k.dim == 64 ? launch_dim<64>(s, args, dependent) : launch_dim<128>(s, args, dependent);
}

}  // namespace snug::cuda
