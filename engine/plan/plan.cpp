#include "engine/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/checked.h"
#include "engine/plan/slots.h"
#include "engine/program/lower.h"

namespace snug::plan {
namespace {

using device::ArenaKind;

constexpr int64_t kMaxContext = int64_t{1} << 24;

/// Fills one plan; each step adds arenas and allocations for one kind of memory.
class Planner {
 public:
  Planner(const program::Program& program, const RunSpec& spec, std::span<const device::DeviceCaps> devices)
      : source_(program), devices_(devices) {
    plan_.spec = spec;
  }

  Result<Plan> run() {
    SNUG_CHECK_OK(check_spec());
    lower_and_cut();
    plan_.page_table_stride = static_cast<int32_t>((plan_.spec.n_ctx + device::kPageTokens - 1) / device::kPageTokens);
    plan_.devices.resize(devices_.size());
    for (int32_t d = 0; d < std::ssize(devices_); ++d) {
      DevicePlan& part = plan_.devices[d];
      part.weights.resize(plan_.program.weights.size());
      part.slots.resize(plan_.program.slots.size());
      part.kv.resize(plan_.program.kv.size());
      if (!runs_anything(d)) continue;
      place_weights(d);
      SNUG_CHECK_OK(place_kv(d));
      place_scratch(d);
      place_staging(d);
    }
    return std::move(plan_);
  }

 private:
  Status check_spec() {
    RunSpec& spec = plan_.spec;
    if (devices_.empty()) return fail(Code::bad_value, "no device is given");
    if (spec.n_ctx < 1 || spec.n_ctx > kMaxContext)
      return fail(Code::bad_value, fmt::format("a context of {} tokens", spec.n_ctx));
    if (spec.n_sequences < 1 || spec.n_sequences > 256)
      return fail(Code::bad_value, fmt::format("{} sequences", spec.n_sequences));
    spec.chunk_rows = static_cast<int32_t>(std::min<int64_t>(spec.chunk_rows, spec.n_ctx * spec.n_sequences));
    if (spec.chunk_rows < spec.n_sequences)
      return fail(Code::bad_value, "a step takes fewer rows than there are sequences");
    if (spec.max_logit_rows < 1 || spec.max_logit_rows > spec.chunk_rows)
      return fail(Code::bad_value, "logit rows of a step");
    const auto n_layers = static_cast<int32_t>(source_.layer_starts.size()) - 1;
    if (spec.spans.empty()) spec.spans.push_back({0, 0, n_layers});
    int32_t next = 0;
    for (const LayerSpan& span : spec.spans) {
      if (span.device < 0 || span.device >= std::ssize(devices_) || span.first_layer != next ||
          span.last_layer <= next) {
        return fail(Code::bad_value, "the layers' spans do not follow one another");
      }
      next = span.last_layer;
    }
    if (next != n_layers) return fail(Code::bad_value, fmt::format("the spans cover {} of {} layers", next, n_layers));
    return {};
  }

  /// Ops that a layer span covers in a program with these layer starts; embedding and head go with the ends.
  SpanPlan ops_of(const LayerSpan& span, const program::Program& p) const {
    const bool first = span.first_layer == 0;
    const bool last = span.last_layer == std::ssize(p.layer_starts) - 1;
    return {span.device, first ? 0 : p.layer_starts[span.first_layer],
            last ? static_cast<int32_t>(p.ops.size()) : p.layer_starts[span.last_layer]};
  }

  void lower_and_cut() {
    std::vector<int32_t> device_of(source_.ops.size(), 0);
    for (const LayerSpan& span : plan_.spec.spans) {
      const SpanPlan ops = ops_of(span, source_);
      std::fill(device_of.begin() + ops.first_op, device_of.begin() + ops.last_op, span.device);
    }
    plan_.program = program::lower(
        source_, [&](int32_t i, const program::Program& p) { return devices_[device_of[i]].fuses(p.ops[i], p); });
    for (const LayerSpan& span : plan_.spec.spans) plan_.spans.push_back(ops_of(span, plan_.program));
  }

  [[nodiscard]] bool runs_anything(int32_t d) const {
    return std::any_of(plan_.spans.begin(), plan_.spans.end(), [&](const SpanPlan& s) { return s.device == d; });
  }

  /// Adds an allocation to the device's newest arena of that kind, or to a new one if it would pass the device's
  /// largest.
  PlanPlace add(int32_t d, ArenaKind kind, int64_t size_bytes, std::string reason) {
    const int64_t alignment = devices_[d].alignment_bytes;
    int32_t arena = -1;
    for (int32_t i = 0; i < std::ssize(plan_.arenas); ++i) {
      if (plan_.arenas[i].device == d && plan_.arenas[i].kind == kind) arena = i;
    }
    if (arena < 0 || round_up(plan_.arenas[arena].size_bytes, alignment) + size_bytes > devices_[d].max_alloc_bytes) {
      arena = static_cast<int32_t>(plan_.arenas.size());
      plan_.arenas.push_back({d, kind, 0});
    }
    const int64_t offset = round_up(plan_.arenas[arena].size_bytes, alignment);
    plan_.arenas[arena].size_bytes = offset + size_bytes;
    plan_.allocations.push_back({arena, offset, size_bytes, std::move(reason)});
    return {arena, offset, size_bytes};
  }

  void place_weights(int32_t d) {
    std::vector<bool> used(plan_.program.weights.size());
    for (const SpanPlan& span : plan_.spans) {
      if (span.device != d) continue;
      for (int32_t i = span.first_op; i < span.last_op; ++i) {
        program::for_each_weight(plan_.program.ops[i], [&](program::WeightId w) { used[w] = true; });
      }
    }
    for (size_t w = 0; w < used.size(); ++w) {
      if (!used[w]) continue;
      const program::WeightDecl& decl = plan_.program.weights[w];
      const ArenaKind kind = decl.use == program::WeightUse::embedding ? ArenaKind::host_weights : ArenaKind::weights;
      plan_.devices[d].weights[w] = add(d, kind, devices_[d].packed_bytes(decl), decl.name);
    }
  }

  Status place_kv(int32_t d) {
    // The layers that this device runs: those whose KvAppend or fused QKV op lies in its spans.
    std::vector<std::vector<bool>> here(plan_.program.kv.size());
    for (size_t g = 0; g < here.size(); ++g) here[g].resize(plan_.program.kv[g].layers.size());
    for (const SpanPlan& span : plan_.spans) {
      if (span.device != d) continue;
      for (int32_t i = span.first_op; i < span.last_op; ++i) {
        if (const auto* a = std::get_if<program::KvAppend>(&plan_.program.ops[i]))
          here[a->layer.group][a->layer.index] = true;
        if (const auto* a = std::get_if<program::NormQkvRope>(&plan_.program.ops[i]))
          here[a->layer.group][a->layer.index] = true;
      }
    }
    for (size_t g = 0; g < here.size(); ++g) {
      const program::KvGroupDecl& group = plan_.program.kv[g];
      KvGroupPlan& places = plan_.devices[d].kv[g];
      places.layers.resize(group.layers.size());
      places.n_pages = pages_per_sequence(group, plan_.spec.n_ctx, plan_.spec.chunk_rows) * plan_.spec.n_sequences;
      for (size_t l = 0; l < group.layers.size(); ++l) {
        if (!here[g][l]) continue;
        const program::KvLayerDecl& layer = group.layers[l];
        if (!devices_[d].keeps_kv(plan_.spec.kv, layer.head_dim_k)) {
          return fail(Code::unsupported, fmt::format("{} keeps no {} K with {} V for heads of {}", devices_[d].id,
                                                     quant::type_info(plan_.spec.kv.k).name,
                                                     quant::type_info(plan_.spec.kv.v).name, layer.head_dim_k));
        }
        SNUG_TRY(const int64_t k_row, quant::row_bytes(plan_.spec.kv.k, layer.head_dim_k));
        SNUG_TRY(const int64_t v_row, quant::row_bytes(plan_.spec.kv.v, layer.head_dim_v));
        const int64_t rows = int64_t{places.n_pages} * device::kPageTokens * layer.n_kv_heads;
        places.layers[l].k = add(d, ArenaKind::kv, rows * k_row, fmt::format("K of layer {}", layer.model_layer));
        places.layers[l].v = add(d, ArenaKind::kv, rows * v_row, fmt::format("V of layer {}", layer.model_layer));
      }
    }
    return {};
  }

  void place_scratch(int32_t d) {
    const RunSpec& spec = plan_.spec;
    std::vector<SlotLife> lives;
    for (const SpanPlan& span : plan_.spans) {
      if (span.device != d) continue;
      for (const SlotLife& life : slot_lives(plan_.program, span.first_op, span.last_op)) {
        const auto it =
            std::find_if(lives.begin(), lives.end(), [&](const SlotLife& l) { return l.slot == life.slot; });
        if (it == lives.end()) {
          lives.push_back(life);
        } else {  // two spans on one device: alive over both
          it->last_op = life.last_op;
        }
      }
    }
    for (SlotLife& life : lives) {
      const program::SlotDecl& slot = plan_.program.slots[life.slot];
      const int64_t rows = slot.rows == program::RowSpace::logits ? spec.max_logit_rows : spec.chunk_rows;
      life.size_bytes = rows * slot_row_bytes(slot);
    }
    const int64_t alignment = devices_[d].alignment_bytes;
    const int64_t slots_bytes = place_slots(lives, alignment);
    const PlanPlace all = add(d, ArenaKind::scratch, slots_bytes, "slots");
    plan_.allocations.pop_back();  // the slots are listed one by one
    for (const SlotLife& life : lives) {
      const int64_t offset = all.offset_bytes + life.offset_bytes;
      plan_.devices[d].slots[life.slot] = {all.arena, offset, life.size_bytes};
      plan_.allocations.push_back({all.arena, offset, life.size_bytes, "slot " + plan_.program.slots[life.slot].name});
    }
    int64_t op_bytes = 0;
    device::ScratchQuery query{&plan_.program, nullptr,          {spec.chunk_rows, spec.max_logit_rows},
                               spec.n_ctx,     spec.n_sequences, spec.kv};
    for (const SpanPlan& span : plan_.spans) {
      if (span.device != d) continue;
      for (int32_t i = span.first_op; i < span.last_op; ++i) {
        query.op = &plan_.program.ops[i];
        op_bytes = std::max(op_bytes, devices_[d].op_scratch_bytes(query));
      }
    }
    if (op_bytes > 0) plan_.devices[d].op_scratch = add(d, ArenaKind::scratch, op_bytes, "kernel scratch");
  }

  void place_staging(int32_t d) {
    const RunSpec& spec = plan_.spec;
    const auto n_groups = static_cast<int64_t>(plan_.program.kv.size());
    const int64_t args = int64_t{4} * (3 * spec.chunk_rows + spec.max_logit_rows +
                                       spec.n_sequences * n_groups * plan_.page_table_stride);
    plan_.devices[d].staging =
        add(d, ArenaKind::staging, round_up(args, 256) + devices_[d].staging_extra_bytes, "step arguments");
  }

  const program::Program& source_;
  std::span<const device::DeviceCaps> devices_;
  Plan plan_;
};

}  // namespace

int64_t Plan::bytes(int32_t device, ArenaKind kind) const {
  int64_t sum = 0;
  for (const ArenaPlan& arena : arenas) {
    if (arena.device == device && arena.kind == kind) sum += arena.size_bytes;
  }
  return sum;
}

int64_t slot_row_bytes(const program::SlotDecl& slot) {
  return slot.width * int64_t{sizeof(float)};
}

int32_t pages_per_sequence(const program::KvGroupDecl& group, int64_t n_ctx, int32_t chunk_rows) {
  constexpr int64_t kTokens = device::kPageTokens;
  const int64_t all = (n_ctx + kTokens - 1) / kTokens;
  if (group.kind == program::KvKind::full) return static_cast<int32_t>(all);
  // The window of the chunk's first row, the chunk itself, and one page more because neither begins at a page's start.
  const int64_t kept = (int64_t{group.window} + chunk_rows + kTokens - 1) / kTokens + 1;
  return static_cast<int32_t>(std::min(all, kept));
}

Result<Plan> make_plan(const program::Program& program, const RunSpec& spec,
                       std::span<const device::DeviceCaps> devices) {
  return Planner(program, spec, devices).run();
}

}  // namespace snug::plan
