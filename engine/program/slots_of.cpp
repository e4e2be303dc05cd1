// Which slots and weights each op touches: the planner's liveness and the validator read nothing else of an op.
#include "engine/program/program.h"

namespace snug::program {
namespace {

template <class... Fs>
struct Overload : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overload(Fs...) -> Overload<Fs...>;

}  // namespace

void for_each_slot(const Op& op, const std::function<void(SlotId, bool written)>& f) {
  const auto reads = [&](SlotId s) {
    if (s != kNone) f(s, false);
  };
  const auto writes = [&](SlotId s) {
    if (s != kNone) f(s, true);
  };
  std::visit(Overload{
                 [&](const Embed& o) { writes(o.out); },
                 [&](const Norm& o) { reads(o.in), writes(o.out); },
                 [&](const Linear& o) { reads(o.in), writes(o.out); },
                 [&](const Rope& o) { reads(o.x), writes(o.x); },
                 [&](const KvAppend& o) { reads(o.k), reads(o.v); },
                 [&](const AttendCore& o) { reads(o.q), writes(o.out); },
                 [&](const Act& o) { reads(o.gate), reads(o.up), writes(o.out); },
                 [&](const AddScale& o) { reads(o.a), reads(o.b), writes(o.out); },
                 [&](const GatherRows& o) { reads(o.in), writes(o.out); },
                 [&](const Route& o) { reads(o.logits), writes(o.out); },
                 [&](const GroupedLinear& o) { reads(o.in), reads(o.route), writes(o.out); },
                 [&](const Combine& o) { reads(o.in), reads(o.route), writes(o.out); },
                 [&](const Copy& o) { reads(o.in), writes(o.out); },
                 [&](const NormQkvRope& o) { reads(o.x), writes(o.q); },
                 [&](const Attend& o) { reads(o.core.q), writes(o.core.out); },
                 [&](const ProjAdd& o) { reads(o.in), reads(o.x), writes(o.x); },
                 [&](const NormGateUp& o) { reads(o.x), writes(o.out); },
                 [&](const NormHead& o) { reads(o.x), writes(o.logits); },
                 [&](const MoeGateUp& o) { reads(o.x), writes(o.out), writes(o.route); },
                 [&](const MoeDownCombine& o) { reads(o.in), reads(o.route), reads(o.x), writes(o.x); },
             },
             op);
}

void for_each_weight(const Op& op, const std::function<void(WeightId)>& f) {
  const auto each = [&](std::initializer_list<WeightId> ids) {
    for (const WeightId id : ids) {
      if (id != kNone) f(id);
    }
  };
  std::visit(Overload{
                 [&](const Embed& o) { each({o.table}); },
                 [&](const Norm& o) {
                   each({o.weight, o.bias});
                 },
                 [&](const Linear& o) {
                   each({o.weight, o.bias});
                 },
                 [&](const Rope& o) { each({o.params.freq_factors}); },
                 [&](const KvAppend&) {},
                 [&](const AttendCore& o) { each({o.sinks}); },
                 [&](const Act&) {},
                 [&](const AddScale&) {},
                 [&](const GatherRows&) {},
                 [&](const Route& o) { each({o.bias}); },
                 [&](const GroupedLinear& o) { each({o.weight}); },
                 [&](const Combine&) {},
                 [&](const Copy&) {},
                 [&](const NormQkvRope& o) {
                   each({o.norm, o.wq, o.wk, o.wv, o.bq, o.bk, o.bv, o.q_norm, o.k_norm, o.rope.freq_factors});
                 },
                 [&](const Attend& o) { each({o.core.sinks}); },
                 [&](const ProjAdd& o) {
                   each({o.weight, o.bias, o.post_norm});
                 },
                 [&](const NormGateUp& o) {
                   each({o.norm, o.gate, o.up});
                 },
                 [&](const NormHead& o) {
                   each({o.norm, o.head, o.bias});
                 },
                 [&](const MoeGateUp& o) {
                   each({o.norm, o.router, o.gate, o.up, o.route_bias});
                 },
                 [&](const MoeDownCombine& o) { each({o.down}); },
             },
             op);
}

const char* name_of(OpKind kind) {
  static constexpr const char* kNames[kNumOpKinds] = {
      "Embed",    "Norm",       "Linear",     "Rope",          "KvAppend",  "AttendCore",    "Act",
      "AddScale", "GatherRows", "Route",      "GroupedLinear", "Combine",   "Copy",          "NormQkvRope",
      "Attend",   "ProjAdd",    "NormGateUp", "NormHead",      "MoeGateUp", "MoeDownCombine"};
  return kNames[static_cast<int>(kind)];
}

}  // namespace snug::program
