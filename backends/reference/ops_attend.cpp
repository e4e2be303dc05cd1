// The KV cache and attention over it, a score at a time.
#include <algorithm>
#include <cmath>

#include "backends/reference/step.h"

namespace snug::reference {

int64_t Step::cell(int32_t group, int32_t sequence, int32_t position) const {
  const int64_t n_groups = std::ssize(program->kv);
  const int64_t entry = (int64_t{sequence} * n_groups + group) * args->table_stride + position / device::kPageTokens;
  const int32_t page = args->page_tables[entry];
  return page < 0 ? -1 : int64_t{page} * device::kPageTokens + position % device::kPageTokens;
}

void run_kv_append(const Step& step, const program::KvAppend& op) {
  const Step::KvLayer& layer = step.kv[op.layer.group][op.layer.index];
  for (int64_t r = 0; r < step.n_rows(); ++r) {
    const int64_t cell = step.cell(op.layer.group, step.args->sequences[r], step.args->positions[r]);
    if (cell < 0) continue;
    std::copy_n(step.row(op.k, r), step.width(op.k), layer.k + cell * step.width(op.k));
    std::copy_n(step.row(op.v, r), step.width(op.v), layer.v + cell * step.width(op.v));
  }
}

void run_attend(const Step& step, const program::AttendCore& op) {
  const program::KvLayerDecl& decl = step.program->kv[op.layer.group].layers[op.layer.index];
  const Step::KvLayer& layer = step.kv[op.layer.group][op.layer.index];
  const std::vector<float> sinks = weight_vector(step, op.sinks);
  const int64_t k_width = int64_t{decl.n_kv_heads} * decl.head_dim_k;
  const int64_t v_width = int64_t{decl.n_kv_heads} * decl.head_dim_v;
  const int32_t group = op.n_heads / decl.n_kv_heads;
  std::vector<double> scores;
  std::vector<int64_t> cells;
  for (int64_t r = 0; r < step.n_rows(); ++r) {
    const int32_t last = step.args->positions[r];
    const int32_t first = op.window > 0 ? std::max(0, last - op.window + 1) : 0;
    cells.clear();
    for (int32_t p = first; p <= last; ++p) {
      const int64_t cell = step.cell(op.layer.group, step.args->sequences[r], p);
      if (cell >= 0) cells.push_back(cell);
    }
    for (int32_t head = 0; head < op.n_heads; ++head) {
      const float* q = step.row(op.q, r) + int64_t{head} * decl.head_dim_k;
      const int64_t kv_head = head / group;
      scores.assign(cells.size(), 0.0);
      double top = sinks.empty() ? -INFINITY : sinks[head];
      for (size_t c = 0; c < cells.size(); ++c) {
        const float* k = layer.k + cells[c] * k_width + kv_head * decl.head_dim_k;
        double dot = 0;
        for (int32_t i = 0; i < decl.head_dim_k; ++i) dot += double{q[i]} * k[i];
        double score = dot * op.scale;
        if (op.softcap > 0) score = op.softcap * std::tanh(score / op.softcap);
        scores[c] = score;
        top = std::max(top, score);
      }
      double sum = sinks.empty() ? 0.0 : std::exp(sinks[head] - top);
      for (double& s : scores) sum += s = std::exp(s - top);
      float* out = step.row(op.out, r) + int64_t{head} * decl.head_dim_v;
      for (int32_t i = 0; i < decl.head_dim_v; ++i) {
        double value = 0;
        for (size_t c = 0; c < cells.size(); ++c) {
          value += scores[c] * layer.v[cells[c] * v_width + kv_head * decl.head_dim_v + i];
        }
        out[i] = static_cast<float>(value / sum);
      }
    }
  }
}

}  // namespace snug::reference
