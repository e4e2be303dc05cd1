#include "engine/plan/traffic.h"

#include <algorithm>

namespace snug::plan {
namespace {

/// Experts of a weight that one token uses; all of it for a weight without experts.
int64_t used_of(const program::Op& op, const program::WeightDecl& weight) {
  if (weight.n_experts <= 1) return 1;
  if (const auto* o = std::get_if<program::GroupedLinear>(&op)) return o->n_used;
  if (const auto* o = std::get_if<program::MoeGateUp>(&op)) return o->n_used;
  if (const auto* o = std::get_if<program::MoeDownCombine>(&op)) return o->n_used;
  return weight.n_experts;
}

int64_t weight_bytes(const Plan& plan, program::WeightId id) {
  int64_t bytes = 0;
  for (const DevicePlan& device : plan.devices) bytes = std::max(bytes, device.weights[id].size_bytes);
  return bytes;
}

int64_t kv_bytes(const Plan& plan, int64_t n_used) {
  int64_t sum = 0;
  for (size_t g = 0; g < plan.program.kv.size(); ++g) {
    const program::KvGroupDecl& group = plan.program.kv[g];
    const int64_t tokens = group.kind == program::KvKind::window ? std::min<int64_t>(n_used, group.window) : n_used;
    for (const DevicePlan& device : plan.devices) {
      const KvGroupPlan& places = device.kv[g];
      const int64_t kept = int64_t{places.n_pages} * device::kPageTokens;
      if (kept == 0) continue;
      for (const KvLayerPlan& layer : places.layers) {
        sum += (layer.k.size_bytes + layer.v.size_bytes) / kept * std::min(tokens, kept);
      }
    }
  }
  return sum;
}

}  // namespace

int64_t decode_read_bytes(const Plan& plan, int64_t n_used) {
  int64_t sum = kv_bytes(plan, n_used);
  for (const program::Op& op : plan.program.ops) {
    const bool looks_up = program::kind_of(op) == program::OpKind::embed;
    program::for_each_weight(op, [&](program::WeightId id) {
      const program::WeightDecl& weight = plan.program.weights[id];
      const int64_t all = weight_bytes(plan, id);
      sum += looks_up ? all / std::max<int64_t>(1, weight.n_rows)
                      : all / std::max<int64_t>(1, weight.n_experts) * used_of(op, weight);
    });
  }
  return sum;
}

}  // namespace snug::plan
