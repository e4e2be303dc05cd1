// Products with the experts that each row chose. Pairs (row, choice) are sorted by expert, so that each expert's
// weights are read once for all its rows; a pair's result does not depend on the others.
#include <algorithm>
#include <cstring>

#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

/// Sorted pairs of one expert that a product takes together.
struct PairGroup {
  int32_t expert;
  int32_t first;  ///< in the sorted order
  int32_t n;
};

struct Places {
  int32_t* sorted;    ///< pair at each place of the sorted order; pair = row * n_used + choice
  int32_t* starts;    ///< [n_experts + 1]
  PairGroup* groups;  ///< every expert's pairs, kRowGroup at most together
  int32_t* n_groups;
  float* f32;  ///< [pairs, n_cols] in the sorted order, where the type reads f32
  ActQ8* q8;   ///< in the sorted order, a row group for each PairGroup

  Places(Scratch scratch, const program::Program& program, const program::GroupedLinear& op, int64_t max_rows,
         int64_t* used) {
    const program::WeightDecl& weight = program.weights[op.weight];
    const int64_t pairs = max_rows * op.n_used;
    sorted = scratch.take<int32_t>(pairs);
    starts = scratch.take<int32_t>(weight.n_experts + 1);
    groups = scratch.take<PairGroup>(std::min(pairs, weight.n_experts) + pairs / kRowGroup);
    n_groups = scratch.take<int32_t>(1);
    const int64_t before = scratch.used();
    q8 = take_q8(scratch, program, {op.weight}, pairs);
    f32 = scratch.used() != before ? nullptr : scratch.take<float>(pairs * weight.n_cols);
    *used = scratch.used();
  }
};

/// Counting sort of the step's pairs by expert. Ids outside the model's experts cannot come from Route; they are
/// clamped.
void sort_pairs(const Places& p, const float* route, int64_t n_rows, int32_t n_used, int32_t n_experts) {
  const auto expert_of = [&](int64_t pair) {
    int32_t id = 0;
    std::memcpy(&id, route + pair / n_used * 2 * n_used + pair % n_used, sizeof id);
    return std::clamp(id, 0, n_experts - 1);
  };
  const int64_t pairs = n_rows * n_used;
  std::fill_n(p.starts, n_experts + 1, 0);
  for (int64_t i = 0; i < pairs; ++i) ++p.starts[expert_of(i) + 1];
  for (int32_t e = 0; e < n_experts; ++e) p.starts[e + 1] += p.starts[e];
  for (int64_t i = 0; i < pairs; ++i) p.sorted[p.starts[expert_of(i)]++] = static_cast<int32_t>(i);
  // Each start has moved to its expert's end, which is the next one's beginning.
  int32_t n_groups = 0;
  int32_t first = 0;
  for (int32_t e = 0; e < n_experts; ++e) {
    for (; first < p.starts[e]; first += p.groups[n_groups++].n) {
      p.groups[n_groups] = {e, first, std::min(kRowGroup, p.starts[e] - first)};
    }
  }
  *p.n_groups = n_groups;
}

}  // namespace

int64_t scratch_bytes(const device::ScratchQuery& query, const program::GroupedLinear& op) {
  int64_t used = 0;
  Places(Scratch(nullptr), *query.program, op, query.bucket.max_rows, &used);
  return used;
}

Status compile(Compiler& c, const program::GroupedLinear& op) {
  if (c.in_logits(op.in)) return fail(Code::unsupported, "experts of logit rows");
  int64_t used = 0;
  const Places places(Scratch(c.scratch), c.program, op, c.request.bucket.max_rows, &used);
  const KernelTable* kernels = &c.kernels;
  const Matrix matrix = c.matrix(op.weight);
  const auto n_experts = static_cast<int32_t>(c.program.weights[op.weight].n_experts);
  const float* route = c.slot(op.route);
  const float* in = c.slot(op.in);
  float* out = c.slot(op.out);
  const int64_t in_width = c.width(op.in);
  const int32_t n_used = op.n_used;
  const bool per_expert = op.in_per_expert;
  c.phase([](const Step&) { return 1; },
          [=](const Step& step, int64_t) { sort_pairs(places, route, step.n_rows, n_used, n_experts); });

  c.phase([=](const Step&) { return *places.n_groups; },
          [=](const Step&, int64_t task) {
            const PairGroup group = places.groups[task];
            for (int32_t i = 0; i < group.n; ++i) {
              const int64_t pair = places.sorted[group.first + i];
              const float* x = in + pair / n_used * in_width + (per_expert ? pair % n_used * matrix.n_cols : 0);
              if (places.f32 != nullptr) {
                std::memcpy(places.f32 + (group.first + i) * matrix.n_cols, x,
                            static_cast<size_t>(matrix.n_cols) * sizeof(float));
              } else {
                kernels->quantize_q8(x, matrix.n_cols, places.q8 + group.first * (matrix.n_cols / kActBlock) + i,
                                     group.n);
              }
            }
          });

  const int64_t n_tiles = (matrix.n_rows + kTileRows - 1) / kTileRows;
  constexpr int64_t kTilesPerTask = 4;
  const int64_t n_chunks = (n_tiles + kTilesPerTask - 1) / kTilesPerTask;
  const ProductInput input{places.f32, matrix.n_cols, places.q8, matrix.n_cols};
  c.phase([=](const Step&) { return *places.n_groups * n_chunks; },
          [=](const Step&, int64_t task) {
            alignas(64) float results[kRowGroup * kTileRows];
            const PairGroup group = places.groups[task / n_chunks];
            const int64_t end = std::min(n_tiles, (task % n_chunks + 1) * kTilesPerTask);
            for (int64_t tile = task % n_chunks * kTilesPerTask; tile < end; ++tile) {
              tile_product(*kernels, matrix, group.expert, tile, input, group.first, group.n, results);
              const int64_t row = tile * kTileRows;
              const int64_t n_out = std::min<int64_t>(kTileRows, matrix.n_rows - row);
              for (int32_t i = 0; i < group.n; ++i) {
                std::memcpy(out + places.sorted[group.first + i] * matrix.n_rows + row, results + i * kTileRows,
                            static_cast<size_t>(n_out) * sizeof(float));
              }
            }
          });
  return {};
}

}  // namespace snug::cpu
