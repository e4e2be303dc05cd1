// Softmax attention over the paged cache. A task is one KV head and a few rows of one sequence; the heads that share
// the KV head go together, so that each key and value is read once for all of them. With few rows a long context is cut
// into parts that depend on the position alone, and the parts are merged in order.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "backends/cpu/ops/ops.h"

namespace snug::cpu {
namespace {

constexpr int64_t kSplitRows = 4;  ///< steps of at most this many rows are cut into parts
constexpr int64_t kMaxParts = 16;  ///< of one row
constexpr int64_t kMinPartPages = 4;

/// Pages that a part takes where the longest row sees n_pages.
int64_t part_pages(int64_t n_pages) {
  return std::max(kMinPartPages, (n_pages + kMaxParts - 1) / kMaxParts);
}

/// One attention op with its places.
struct Attention {
  program::AttendCore op;
  KvView kv;
  const float* q = nullptr;
  float* out = nullptr;
  const float* sinks = nullptr;
  float* partial = nullptr;  ///< [kSplitRows, n_heads, kMaxParts, 2 + head_dim_v]: top, sum, out
  int32_t heads_together = 1;
  int32_t head_chunks = 1;  ///< of one KV head
  int32_t tiles = 0;        ///< index in Step::tiles
  decltype(KernelTable::attend_page) kernels_attend = nullptr;

  [[nodiscard]] int32_t group() const { return op.n_heads / kv.n_kv_heads; }
  [[nodiscard]] int64_t n_parts(const Step& step) const {
    if (step.n_rows > kSplitRows) return 1;
    int64_t pages = 1;
    for (const int32_t p : step.args->positions) pages = std::max<int64_t>(pages, p / kPagePositions + 1);
    return (pages + part_pages(pages) - 1) / part_pages(pages);
  }
  [[nodiscard]] float* part(int64_t row, int64_t head, int64_t index) const {
    return partial + ((row * op.n_heads + head) * kMaxParts + index) * (2 + kv.head_dim_v);
  }
  void run(const Step& step, int64_t task) const;
  void finish(int64_t row, int64_t head, float top, float sum, const float* values) const;
  void merge(const Step& step, int64_t task) const;
};

/// Writes values / sum, the sink's share in the sum.
void Attention::finish(int64_t row, int64_t head, float top, float sum, const float* values) const {
  float scale = 1.0f;
  if (sinks != nullptr) {
    const float new_top = std::max(top, sinks[head]);
    scale = top == -INFINITY ? 0.0f : std::exp(top - new_top);
    sum = sum * scale + std::exp(sinks[head] - new_top);
  }
  const float factor = sum > 0 ? scale / sum : 0.0f;
  float* to = out + (row * op.n_heads + head) * kv.head_dim_v;
  for (int32_t d = 0; d < kv.head_dim_v; ++d) to[d] = values[d] * factor;
}

void Attention::run(const Step& step, int64_t task) const {
  const int64_t parts = n_parts(step);
  const int64_t part_index = task % parts;
  const int64_t chunk = task / parts % head_chunks;
  const int64_t kv_head = task / parts / head_chunks % kv.n_kv_heads;
  const RowTile tile = step.tiles[tiles][task / parts / head_chunks / kv.n_kv_heads];
  const int32_t first_head = static_cast<int32_t>(chunk) * heads_together;
  const int32_t n_heads = std::min(heads_together, group() - first_head);
  const int64_t head0 = kv_head * group() + first_head;

  alignas(64) float queries[kMaxQueries * kMaxHeadDim];
  alignas(64) float values[kMaxQueries * kMaxHeadDim];
  int32_t first[kMaxQueries];
  int32_t last[kMaxQueries];
  float top[kMaxQueries];
  float sum[kMaxQueries];
  const int n = tile.n_rows * n_heads;
  int32_t begin = INT32_MAX;
  int32_t end = 0;
  for (int i = 0; i < n; ++i) {
    const int64_t row = tile.first_row + i / n_heads;
    const float* from = q + (row * op.n_heads + head0 + i % n_heads) * kv.head_dim_k;
    for (int32_t d = 0; d < kv.head_dim_k; ++d) queries[i * kv.head_dim_k + d] = from[d] * op.scale;
    last[i] = step.args->positions[row];
    first[i] = op.window > 0 ? std::max(0, last[i] - op.window + 1) : 0;
    top[i] = -INFINITY;
    sum[i] = 0;
    begin = std::min(begin, first[i]);
    end = std::max(end, last[i] + 1);
  }
  std::memset(values, 0, sizeof(float) * static_cast<size_t>(n * kv.head_dim_v));
  const AttendQueries set{queries, n, kv.head_dim_k, kv.head_dim_v, first, last, op.softcap, top, sum, values};

  int64_t page_begin = begin / kPagePositions;
  int64_t page_end = (end + kPagePositions - 1) / kPagePositions;
  if (parts > 1) {
    int64_t pages = 1;
    for (const int32_t p : step.args->positions) pages = std::max<int64_t>(pages, p / kPagePositions + 1);
    page_begin = std::max(page_begin, part_index * part_pages(pages));
    page_end = std::min(page_end, (part_index + 1) * part_pages(pages));
  }
  const int32_t sequence = step.args->sequences[tile.first_row];
  for (int64_t p = page_begin; p < page_end; ++p) {
    const int32_t page = kv.page(*step.args, sequence, p);
    if (page < 0) continue;
    kernels_attend(kv.k_format, kv.k_head(page, kv_head), kv.v_format, kv.v_head(page, kv_head),
                   static_cast<int32_t>(p * kPagePositions), set);
  }
  for (int i = 0; i < n; ++i) {
    const int64_t row = tile.first_row + i / n_heads;
    const int64_t head = head0 + i % n_heads;
    const float* mine = values + i * kv.head_dim_v;
    if (parts == 1) {
      finish(row, head, top[i], sum[i], mine);
      continue;
    }
    float* to = part(row, head, part_index);
    to[0] = top[i];
    to[1] = sum[i];
    std::memcpy(to + 2, mine, sizeof(float) * static_cast<size_t>(kv.head_dim_v));
  }
}

/// Adds the parts of one row's head.
void Attention::merge(const Step& step, int64_t task) const {
  const int64_t row = task / op.n_heads;
  const int64_t head = task % op.n_heads;
  const int64_t parts = n_parts(step);
  float top = -INFINITY;
  for (int64_t i = 0; i < parts; ++i) top = std::max(top, part(row, head, i)[0]);
  float values[kMaxHeadDim] = {};
  float sum = 0;
  for (int64_t i = 0; i < parts; ++i) {
    const float* from = part(row, head, i);
    if (from[0] == -INFINITY) continue;
    const float scale = std::exp(from[0] - top);
    sum += from[1] * scale;
    for (int32_t d = 0; d < kv.head_dim_v; ++d) values[d] += from[2 + d] * scale;
  }
  finish(row, head, top, sum, values);
}

float* take_partial(Scratch& scratch, const program::AttendCore& op, int32_t head_dim_v, int64_t max_rows) {
  return scratch.take<float>(std::min(kSplitRows, max_rows) * op.n_heads * kMaxParts * (2 + head_dim_v));
}

}  // namespace

int64_t scratch_bytes(const device::ScratchQuery& query, const program::AttendCore& op) {
  Scratch scratch(nullptr);
  const program::KvLayerDecl& layer = query.program->kv[op.layer.group].layers[op.layer.index];
  take_partial(scratch, op, layer.head_dim_v, query.bucket.max_rows);
  return scratch.used();
}

int64_t scratch_bytes(const device::ScratchQuery& query, const program::Attend& op) {
  return scratch_bytes(query, op.core);
}

Status compile(Compiler& c, const program::AttendCore& op) {
  Attention a;
  a.op = op;
  a.kv = c.kv_view(op.layer);
  if (a.kv.head_dim_k > kMaxHeadDim || a.kv.head_dim_v > kMaxHeadDim)
    return fail(Code::unsupported, "heads beyond 512");
  a.q = c.slot(op.q);
  a.out = c.slot(op.out);
  a.sinks = c.vector(op.sinks);
  Scratch scratch(c.scratch);
  a.partial = take_partial(scratch, op, a.kv.head_dim_v, c.request.bucket.max_rows);
  a.heads_together = std::min(a.group(), kMaxQueries);
  a.head_chunks = (a.group() + a.heads_together - 1) / a.heads_together;
  a.tiles = c.row_tiles(std::max(1, kMaxQueries / a.heads_together));
  a.kernels_attend = c.kernels.attend_page;
  c.phase(
      [a](const Step& step) {
        return std::ssize(step.tiles[a.tiles]) * a.kv.n_kv_heads * a.head_chunks * a.n_parts(step);
      },
      [a](const Step& step, int64_t task) { a.run(step, task); });
  c.phase([a](const Step& step) { return a.n_parts(step) == 1 ? 0 : step.n_rows * a.op.n_heads; },
          [a](const Step& step, int64_t task) { a.merge(step, task); });
  return {};
}

Status compile(Compiler& c, const program::Attend& op) {
  return compile(c, op.core);
}

}  // namespace snug::cpu
