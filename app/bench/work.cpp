#include "app/bench/work.h"

#include <algorithm>
#include <cmath>

namespace snug::bench {
namespace {

using program::WeightId;

/// Experts of `decl` that one row goes through.
double experts_used(const program::Op& op, const program::WeightDecl& decl) {
  if (decl.n_experts <= 1) return 1;
  if (const auto* o = std::get_if<program::GroupedLinear>(&op)) return o->n_used;
  if (const auto* o = std::get_if<program::MoeGateUp>(&op)) return o->n_used;
  if (const auto* o = std::get_if<program::MoeDownCombine>(&op)) return o->n_used;
  return static_cast<double>(decl.n_experts);
}

bool works_on_logit_rows(const program::Program& program, const program::Op& op) {
  bool found = false;
  program::for_each_slot(op, [&](program::SlotId slot, bool written) {
    if (written && program.slots[slot].rows == program::RowSpace::logits) found = true;
  });
  return found;
}

}  // namespace

Work count_work(const plan::Plan& plan) {
  Work work;
  const program::Program& program = plan.program;
  for (const program::Op& op : program.ops) {
    const bool is_embed = std::holds_alternative<program::Embed>(op);
    program::for_each_weight(op, [&](WeightId id) {
      const program::WeightDecl& decl = program.weights[id];
      int64_t packed_bytes = 0;
      for (const plan::DevicePlan& device : plan.devices) packed_bytes += device.weights[id].size_bytes;
      const double used = experts_used(op, decl) / static_cast<double>(decl.n_experts);
      if (is_embed) {
        work.bytes_per_step += static_cast<double>(packed_bytes) / static_cast<double>(decl.n_rows);
        return;
      }
      work.bytes_per_step += static_cast<double>(packed_bytes) * used;
      if (decl.use == program::WeightUse::vector) return;
      const double operations = 2.0 * static_cast<double>(decl.n_rows * decl.n_cols) * experts_used(op, decl);
      (works_on_logit_rows(program, op) ? work.head_operations : work.body_operations) += operations;
    });
  }
  for (const plan::DevicePlan& device : plan.devices) {
    for (const plan::KvGroupPlan& group : device.kv) {
      for (const plan::KvLayerPlan& layer : group.layers) {
        const double positions = std::max(1, group.n_pages) * double{device::kPageTokens};
        work.kv_bytes_per_position += static_cast<double>(layer.k.size_bytes + layer.v.size_bytes) / positions;
      }
    }
  }
  return work;
}

std::string BenchTest::name() const {
  std::string text = n_prompt > 0 ? "pp" + std::to_string(n_prompt) : "tg" + std::to_string(n_gen);
  if (depth > 0) text += " @ d" + std::to_string(depth);
  return text;
}

double Samples::mean() const {
  double sum = 0;
  for (const double x : tokens_per_second) sum += x;
  return tokens_per_second.empty() ? 0 : sum / static_cast<double>(tokens_per_second.size());
}

double Samples::deviation() const {
  if (tokens_per_second.size() < 2) return 0;
  double sum = 0;
  for (const double x : tokens_per_second) sum += (x - mean()) * (x - mean());
  return std::sqrt(sum / static_cast<double>(tokens_per_second.size() - 1));
}

double Samples::best() const {
  return tokens_per_second.empty() ? 0 : *std::max_element(tokens_per_second.begin(), tokens_per_second.end());
}

}  // namespace snug::bench
