#include "backends/cpu/ops/product.h"

#include <algorithm>
#include <cstring>

namespace snug::cpu {
namespace {

constexpr int64_t kOpenCols = 1024;  ///< columns opened to f32 at a time; every type's block divides it
constexpr int64_t kRowsPerTask = 8;

bool reads_q8(const program::WeightDecl& weight) {
  // The ISAs' tables have the same types.
  return layout_of(weight) == WeightLayout::panels && portable_kernels().product_q8(weight.type) != nullptr;
}

/// Rows that stay in the file's blocks: each is opened to f32 and dotted with every token.
void open_and_dot(const KernelTable& kernels, const Matrix& m, int64_t expert, int64_t first_row, int64_t n_out,
                  const float* x, int64_t stride, int n, float* c) {
  float row[kOpenCols];
  std::memset(c, 0, static_cast<size_t>(n) * kTileRows * sizeof(float));
  for (int64_t o = 0; o < n_out; ++o) {
    const std::byte* blocks = m.data + expert * m.expert_bytes + (first_row + o) * m.row_bytes;
    for (int64_t k = 0; k < m.n_cols; k += kOpenCols) {
      const int64_t width = std::min(kOpenCols, m.n_cols - k);
      m.dequant(blocks + k * m.row_bytes / m.n_cols, row, width);
      for (int t = 0; t < n; ++t) c[t * kTileRows + o] += kernels.dot(row, x + t * stride + k, width);
    }
  }
}

int64_t tiles_of(const Matrix& m) {
  return (m.n_rows + kTileRows - 1) / kTileRows;
}

/// Tiles that one task takes: enough tasks for every thread to end at about the same time, long runs of memory else.
int64_t tiles_per_task(int64_t n_tiles, int n_threads) {
  return std::clamp<int64_t>(n_tiles / (4 * n_threads), 1, 8);
}

int64_t groups_of(int64_t n_rows) {
  return (n_rows + kRowGroup - 1) / kRowGroup;
}

}  // namespace

ActQ8* take_q8(Scratch& scratch, const program::Program& program, std::initializer_list<program::WeightId> weights,
               int64_t max_rows) {
  for (const program::WeightId id : weights) {
    if (id == program::kNone || !reads_q8(program.weights[id])) continue;
    return scratch.take<ActQ8>(max_rows * (program.weights[id].n_cols / kActBlock));
  }
  return nullptr;
}

void quantize_row(const KernelTable& kernels, const ProductInput& in, const float* x, int64_t row, int64_t n_rows) {
  if (in.q8 == nullptr) return;
  const int64_t group = row / kRowGroup;
  const int64_t in_group = std::min<int64_t>(kRowGroup, n_rows - group * kRowGroup);
  ActQ8* out = in.q8 + group * kRowGroup * (in.n_cols / kActBlock) + row % kRowGroup;
  kernels.quantize_q8(x, in.n_cols, out, in_group);
}

void tile_product(const KernelTable& kernels, const Matrix& m, int64_t expert, int64_t tile, const ProductInput& in,
                  int64_t first, int n, float* c) {
  const int64_t first_row = tile * kTileRows;
  const int64_t n_out = std::min<int64_t>(kTileRows, m.n_rows - first_row);
  const float* x = in.f32 == nullptr ? nullptr : in.f32 + first * in.stride;
  if (m.dequant != nullptr) {
    open_and_dot(kernels, m, expert, first_row, n_out, x, in.stride, n, c);
    return;
  }
  const auto* panel = reinterpret_cast<const uint8_t*>(m.data + expert * m.expert_bytes + tile * 2 * m.panel_bytes);
  const int n_panels = n_out > kPanelRows ? 2 : 1;
  if (m.q8 != nullptr) {
    m.q8(panel, m.panel_bytes, n_panels, m.n_cols, in.q8 + first * (m.n_cols / kActBlock), n, c);
  } else {
    m.f32(panel, m.panel_bytes, n_panels, m.n_cols, x, in.stride, n, c);
  }
}

void add_products(Compiler& c, std::vector<Product> products, const ProductInput& in, bool logits) {
  int64_t n_tiles = 0;
  for (const Product& p : products) n_tiles += tiles_of(p.matrix);
  const int64_t per_task = tiles_per_task(n_tiles, c.n_threads);
  const int64_t n_chunks = (n_tiles + per_task - 1) / per_task;
  const KernelTable* kernels = &c.kernels;
  c.phase([=](const Step& step) { return n_chunks * groups_of(rows_in(step, logits)); },
          [=, products = std::move(products)](const Step& step, int64_t task) {
            alignas(64) float results[kRowGroup * kTileRows];
            const int64_t n_rows = rows_in(step, logits);
            const int64_t n_groups = groups_of(n_rows);
            const int64_t first = task % n_groups * kRowGroup;
            const int n = static_cast<int>(std::min<int64_t>(kRowGroup, n_rows - first));
            const int64_t end = std::min(n_tiles, (task / n_groups + 1) * per_task);
            for (int64_t i = task / n_groups * per_task; i < end; ++i) {
              int64_t tile = i;
              size_t p = 0;
              while (tile >= tiles_of(products[p].matrix)) tile -= tiles_of(products[p++].matrix);
              tile_product(*kernels, products[p].matrix, 0, tile, in, first, n, results);
              const int64_t row = tile * kTileRows;
              const int64_t n_out = std::min<int64_t>(kTileRows, products[p].matrix.n_rows - row);
              for (int t = 0; t < n; ++t) products[p].epilogue(first + t, row, n_out, results + t * kTileRows);
            }
          });
}

void add_product_pair(Compiler& c, const Matrix& a, const Matrix& b, const ProductInput& in,
                      std::function<void(int64_t token, int64_t first, int64_t n_out, float* ca, float* cb)> epilogue) {
  const int64_t n_tiles = tiles_of(a);
  const int64_t per_task = tiles_per_task(n_tiles, c.n_threads);
  const int64_t n_chunks = (n_tiles + per_task - 1) / per_task;
  const KernelTable* kernels = &c.kernels;
  c.phase([=](const Step& step) { return n_chunks * groups_of(step.n_rows); },
          [=, epilogue = std::move(epilogue)](const Step& step, int64_t task) {
            alignas(64) float results[2][kRowGroup * kTileRows];
            const int64_t n_groups = groups_of(step.n_rows);
            const int64_t first = task % n_groups * kRowGroup;
            const int n = static_cast<int>(std::min<int64_t>(kRowGroup, step.n_rows - first));
            const int64_t end = std::min(n_tiles, (task / n_groups + 1) * per_task);
            for (int64_t tile = task / n_groups * per_task; tile < end; ++tile) {
              tile_product(*kernels, a, 0, tile, in, first, n, results[0]);
              tile_product(*kernels, b, 0, tile, in, first, n, results[1]);
              const int64_t row = tile * kTileRows;
              const int64_t n_out = std::min<int64_t>(kTileRows, a.n_rows - row);
              for (int t = 0; t < n; ++t) {
                epilogue(first + t, row, n_out, results[0] + t * kTileRows, results[1] + t * kTileRows);
              }
            }
          });
}

void add_rows(Compiler& c, bool logits, std::function<void(const Step&, int64_t row)> each) {
  c.phase([=](const Step& step) { return (rows_in(step, logits) + kRowsPerTask - 1) / kRowsPerTask; },
          [=, each = std::move(each)](const Step& step, int64_t task) {
            const int64_t end = std::min(rows_in(step, logits), (task + 1) * kRowsPerTask);
            for (int64_t row = task * kRowsPerTask; row < end; ++row) each(step, row);
          });
}

}  // namespace snug::cpu
