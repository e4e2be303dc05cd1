// Decode attention: a cluster of 8 CTAs takes one KV head, rank r an eighth of the cached tokens (in units of 16).
//
//   block: 16 warps; four warps a stage, each a unit of 16 tokens of the page in it. The query heads of the KV head are
//   the
//     rows of the tensor cores' 16 x 16 operand (4 of 16 used, and still far fewer instructions than without them).
//   shared memory: stages of one page of K and V | queries | the new key and value | partial results of the 8 ranks.
//
// Old tokens' pages are copied before the wait for the previous kernel. The new token's K and V come from the products
// just made: the last rank appends them to the cache and puts them into its copy. Softmax runs online in each warp;
// warps and then ranks are merged in their order. Bytes: the cache of the sequence, once for all query heads of a KV
// head. FLOPs: 4 * n_heads * D a token.
#include "backends/cuda/decode/attend_parts.cuh"
#include "backends/cuda/decode/launch.h"
#include "backends/cuda/ops/mma.cuh"

namespace snug::cuda {
namespace {

constexpr int kThreads = kAttendThreads;

constexpr int kGroupThreads = 128;  // four warps, one stage

/// Shared memory, carved. Queries are 16 rows of halves, the unused ones zero.
struct Carve {
  int queries, fresh, partial, states, warp_states, barriers, total;
};
__host__ __device__ inline Carve carve(int dim, int group, int n_stages) {
  Carve c{};
  c.queries = n_stages * 2 * kPage * dim * 2;
  c.fresh = c.queries + 16 * dim * 2;
  c.partial = c.fresh + 2 * dim * 2;
  c.states = c.partial + kRanks * group * dim * 4;
  c.warp_states = c.states + kRanks * 16 * 8;
  c.barriers = c.warp_states + 16 * 16 * 8;
  c.total = c.barriers + kMaxStages * 8;
  return c;
}

/// Writes a head as halves to token row t of a page in global memory, and densely to shared memory.
template <int D>
__device__ inline void store_head(const Head<D>& h, __half* page_head, __half* fresh, int t) {
#pragma unroll
  for (int i = 0; i < D / 32; ++i) {
    const int d = (static_cast<int>(threadIdx.x) & 31) + 32 * i;
    const __half x = __float2half_rn(h.x[i]);
    page_head[t * D + swizzled(D, t, d)] = x;
    fresh[d] = x;
  }
}

/// A warp's running result over its tokens: rows are heads, lane / 4 and lane / 4 + 8.
template <int D>
struct Running {
  float o[D / 8][4] = {};
  float most[2] = {-INFINITY, -INFINITY};
  float total[2] = {0.0f, 0.0f};
};

/// Takes one unit of 16 tokens (rows t0 .. t0 + 15 of the page copy), of which n are there.
template <int D>
__device__ inline void take_unit(const __half* keys, const __half* values, const __half* queries, int t0, int n,
                                 Running<D>& r) {
  const int lane = static_cast<int>(threadIdx.x) & 31;
  float s[2][4] = {};
  const int row = (lane & 7) + (lane >> 3 & 1) * 8;
  const int tk = t0 + (lane & 7) + (lane >> 4) * 8;
#pragma unroll
  for (int k = 0; k < D / 16; ++k) {
    uint32_t q[4];
    uint32_t b[4];
    load_matrices(q, queries + row * D + (((2 * k + (lane >> 4)) ^ (row & 7)) << 3));
    load_matrices(b, keys + tk * D + (((2 * k + (lane >> 3 & 1)) ^ (tk & 7)) << 3));
    multiply(s[0], q, b[0], b[1]);
    multiply(s[1], q, b[2], b[3]);
  }
  uint32_t p[4];
#pragma unroll
  for (int h = 0; h < 2; ++h) {
#pragma unroll
    for (int j = 0; j < 2; ++j) {
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        if (j * 8 + 2 * (lane & 3) + i >= n) s[j][2 * h + i] = -INFINITY;
      }
    }
    const float next =
        fmaxf(r.most[h], quad_max(fmaxf(fmaxf(s[0][2 * h], s[0][2 * h + 1]), fmaxf(s[1][2 * h], s[1][2 * h + 1]))));
    const float shrink = exp2f(r.most[h] - next);  // n > 0, so next is finite
    r.most[h] = next;
    const float e[4] = {exp2f(s[0][2 * h] - next), exp2f(s[0][2 * h + 1] - next), exp2f(s[1][2 * h] - next),
                        exp2f(s[1][2 * h + 1] - next)};
    r.total[h] = r.total[h] * shrink + e[0] + e[1] + e[2] + e[3];
    p[h] = halves(e[0], e[1]);
    p[2 + h] = halves(e[2], e[3]);
#pragma unroll
    for (int d = 0; d < D / 8; ++d) {
      r.o[d][2 * h] *= shrink;
      r.o[d][2 * h + 1] *= shrink;
    }
  }
  const int tv = t0 + (lane & 7) + (lane >> 3 & 1) * 8;
#pragma unroll
  for (int d = 0; d < D / 8; d += 2) {
    uint32_t b[4];
    load_matrices_turned(b, values + tv * D + (((d + (lane >> 4)) ^ (tv & 7)) << 3));
    multiply(r.o[d], p, b[0], b[1]);
    multiply(r.o[d + 1], p, b[2], b[3]);
  }
}

/// Puts the new token into the copy of its page, and zeros behind it: what lies there may be NaN.
template <int D>
__device__ inline void patch_last(__half* keys, __half* values, const __half* fresh, int at, int end, int thread) {
  for (int i = thread; i < D / 8; i += kGroupThreads) {
    const int c = (i ^ (at & 7)) << 3;
    *reinterpret_cast<uint4*>(keys + at * D + c) = reinterpret_cast<const uint4*>(fresh)[i];
    *reinterpret_cast<uint4*>(values + at * D + c) = reinterpret_cast<const uint4*>(fresh + D)[i];
  }
  for (int i = (at + 1) * D / 8 + thread; i < end * D / 8; i += kGroupThreads) {
    reinterpret_cast<uint4*>(values)[i] = make_uint4(0, 0, 0, 0);
  }
}

__device__ inline void sync_group(int group) {
  asm volatile("bar.sync %0, %1;" ::"r"(group + 2), "n"(kGroupThreads) : "memory");
}

template <int D>
__global__ void __cluster_dims__(kRanks, 1, 1) __launch_bounds__(kThreads, 1)
    attend_kernel(const __grid_constant__ DecodeAttendArgs a) {
#if __CUDA_ARCH__ >= 900
  namespace cg = cooperative_groups;
  extern __shared__ __align__(128) uint8_t shared[];
  const Carve c = carve(D, a.group, a.n_stages);
  __half* queries = reinterpret_cast<__half*>(shared + c.queries);
  __half* fresh = reinterpret_cast<__half*>(shared + c.fresh);
  float* partial = reinterpret_cast<float*>(shared + c.partial);
  float2* states = reinterpret_cast<float2*>(shared + c.states);
  float2* warp_states = reinterpret_cast<float2*>(shared + c.warp_states);
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
  const int n_chunks = chunk.done() ? 0 : (chunk.last_unit - 1) / kUnitsPerPage - chunk.unit / kUnitsPerPage + 1;
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
  }
  const float factor = a.scale * 1.4426950408889634f;  // softmax in powers of two
#pragma unroll
  for (int i = 0; i < D / 32; ++i)
    queries[warp * D + swizzled(D, warp, lane + 32 * i)] = __float2half_rn(head.x[i] * factor);
  if (owner && (warp == a.group || warp == a.group + 1)) {
    const bool is_key = warp == a.group;
    const KvSide& side = is_key ? a.kv.k : a.kv.v;
    const int page = page_of(a.step, 0, a.kv.group, position);
    head = load_head<D>((is_key ? a.k : a.v) + kv_head * D);
    if (is_key) norm_and_turn<D>(head, a.k_norm, a.rope != nullptr, angles, a.eps, a.adjacent);
    __half* to = reinterpret_cast<__half*>(side.base + page * side.page_bytes) + kv_head * kPage * D;
    store_head<D>(head, to, fresh + (is_key ? 0 : D), position % kPage);
  }
  __syncthreads();

  // Chunk i belongs to stage i % n_stages and to its four warps; nobody else is waited for.
  Running<D> r;
  const int group = warp >> 2;
  if (group < a.n_stages) {
    __half* keys = reinterpret_cast<__half*>(shared + group * stage_bytes);
    __half* values = keys + kPage * D;
    const int leader = group * kGroupThreads;
    for (int i = 0; i < group && !chunk.done(); ++i) chunk.step();
    Chunks next = chunk;
    for (int phase = 0; !chunk.done(); phase ^= 1) {
      const int n = chunk.tokens();
      barrier_wait(full + group, phase);
      if (owner && chunk.unit + chunk.units() == chunk.last_unit) {
        patch_last<D>(keys, values, fresh, position - chunk.unit * kTokens, chunk.units() * kTokens, thread - leader);
        sync_group(group);
      }
      const int t0 = (warp & 3) * kTokens;
      if (t0 < n) take_unit<D>(keys, values, queries, t0, min(kTokens, n - t0), r);
      for (int i = 0; i < a.n_stages && !next.done(); ++i) next.step();
      if (!next.done()) {
        sync_group(group);
        if (thread == leader) copy_chunk<D>(a, next, kv_head, shared + group * stage_bytes, full + group);
      }
      chunk = next;
    }
  }

  // Warps' results over the pages, which are done with; merged in their order and sent to rank 0.
  __syncthreads();
  const int n_warps = 4 * min(a.n_stages, n_chunks);  // the others had no tokens
  float* results = reinterpret_cast<float*>(shared);  // [n_warps, group, D]
  if (warp < n_warps) {
#pragma unroll
    for (int h = 0; h < 2; ++h) {
      const int row = lane / 4 + 8 * h;
      const float total = quad_sum(r.total[h]);
      if (row >= a.group) continue;
      if ((lane & 3) == 0) warp_states[warp * 16 + row] = make_float2(r.most[h], total);
#pragma unroll
      for (int d = 0; d < D / 8; ++d) {
        *reinterpret_cast<float2*>(results + (warp * a.group + row) * D + d * 8 + 2 * (lane & 3)) =
            make_float2(r.o[d][2 * h], r.o[d][2 * h + 1]);
      }
    }
  }
  __syncthreads();
  cluster.barrier_wait();
  float2* all_states = cluster.map_shared_rank(states, 0);
  float* all_partial = cluster.map_shared_rank(partial, 0);
  for (int e = thread; e < a.group * D; e += kThreads) {
    const int h = e / D;
    float best = -INFINITY;
    for (int w = 0; w < n_warps; ++w) best = fmaxf(best, warp_states[w * 16 + h].x);
    const float base = best == -INFINITY ? 0.0f : best;  // a rank without tokens
    float value = 0.0f;
    float total = 0.0f;
    for (int w = 0; w < n_warps; ++w) {
      const float weight = exp2f(warp_states[w * 16 + h].x - base);
      total += weight * warp_states[w * 16 + h].y;
      value += weight * results[w * a.group * D + e];
    }
    all_partial[rank * a.group * D + e] = value;
    if (e % D == 0) all_states[rank * 16 + h] = make_float2(best, total);
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

cudaError_t prepare_decode_attend() {
  const int limit = 227 * 1024;
  const cudaError_t e = cudaFuncSetAttribute(attend_kernel<64>, cudaFuncAttributeMaxDynamicSharedMemorySize, limit);
  if (e != cudaSuccess) return e;
  return cudaFuncSetAttribute(attend_kernel<128>, cudaFuncAttributeMaxDynamicSharedMemorySize, limit);
}

cudaError_t launch_decode_attend(cudaStream_t s, const DecodeAttendArgs& args, bool dependent) {
  return args.kv.k.dim == 64 ? launch_dim<64>(s, args, dependent) : launch_dim<128>(s, args, dependent);
}

}  // namespace snug::cuda
