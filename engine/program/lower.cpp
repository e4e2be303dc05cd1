#include "engine/program/lower.h"

#include <map>
#include <utility>

namespace snug::program {
namespace {

/// Appends primitives to one program, with temporaries that ops of the same needs share.
class Lowering {
 public:
  explicit Lowering(Program& out) : out_(out) {}

  void operator()(const NormQkvRope& o) {
    const int64_t n_embd = width(o.x);
    const SlotId h = temp("norm", n_embd);
    const SlotId k = temp("k", int64_t{o.n_kv_heads} * o.head_dim);
    const SlotId v = temp("v", int64_t{o.n_kv_heads} * o.head_dim);
    emit(Norm{.in = o.x, .out = h, .weight = o.norm, .eps = o.eps});
    emit(Linear{.in = h, .out = o.q, .weight = o.wq, .bias = o.bq});
    emit(Linear{.in = h, .out = k, .weight = o.wk, .bias = o.bk});
    emit(Linear{.in = h, .out = v, .weight = o.wv, .bias = o.bv});
    if (o.q_norm != kNone) emit(Norm{.in = o.q, .out = o.q, .weight = o.q_norm, .eps = o.eps, .group = o.head_dim});
    if (o.k_norm != kNone) emit(Norm{.in = k, .out = k, .weight = o.k_norm, .eps = o.eps, .group = o.head_dim});
    if (o.use_rope) {
      emit(Rope{.x = o.q, .n_heads = o.n_heads, .head_dim = o.head_dim, .params = o.rope});
      emit(Rope{.x = k, .n_heads = o.n_kv_heads, .head_dim = o.head_dim, .params = o.rope});
    }
    emit(KvAppend{.k = k, .v = v, .layer = o.layer});
  }

  void operator()(const Attend& o) { emit(o.core); }

  void operator()(const ProjAdd& o) {
    const SlotId y = temp("proj", width(o.x));
    emit(Linear{.in = o.in, .out = y, .weight = o.weight, .bias = o.bias});
    if (o.post_norm != kNone) emit(Norm{.in = y, .out = y, .weight = o.post_norm, .eps = o.eps});
    emit(AddScale{.a = o.x, .b = y, .out = o.x, .scale = o.scale});
  }

  void operator()(const NormGateUp& o) {
    const SlotId h = temp("norm", width(o.x));
    const SlotId up = temp("up", width(o.out));
    emit(Norm{.in = o.x, .out = h, .weight = o.norm, .eps = o.eps});
    emit(Linear{.in = h, .out = o.out, .weight = o.gate});
    emit(Linear{.in = h, .out = up, .weight = o.up});
    emit(Act{.gate = o.out, .up = up, .out = o.out, .kind = o.act});
  }

  void operator()(const NormHead& o) {
    const SlotId last = temp("last", width(o.x), RowSpace::logits);
    emit(GatherRows{.in = o.x, .out = last});
    emit(Norm{.in = last, .out = last, .weight = o.norm, .eps = o.eps});
    emit(Linear{.in = last, .out = o.logits, .weight = o.head, .bias = o.bias});
    if (o.scale != 1.0f) {
      // a + (scale - 1) * a: no primitive multiplies by a constant alone.
      emit(AddScale{.a = o.logits, .b = o.logits, .out = o.logits, .scale = o.scale - 1.0f});
    }
    if (o.softcap > 0) emit(Act{.gate = o.logits, .out = o.logits, .kind = ActKind::softcap, .param = o.softcap});
  }

  void operator()(const MoeGateUp& o) {
    const SlotId h = temp("norm", width(o.x));
    const SlotId scores = temp("router", o.n_experts);
    const SlotId up = temp("up", width(o.out));
    emit(Norm{.in = o.x, .out = h, .weight = o.norm, .eps = o.eps});
    emit(Linear{.in = h, .out = scores, .weight = o.router});
    emit(Route{.logits = scores,
               .out = o.route,
               .n_experts = o.n_experts,
               .n_used = o.n_used,
               .gate = o.gate_kind,
               .normalize = o.normalize,
               .scale = o.route_scale,
               .bias = o.route_bias});
    emit(GroupedLinear{.in = h, .out = o.out, .route = o.route, .weight = o.gate, .n_used = o.n_used});
    emit(GroupedLinear{.in = h, .out = up, .route = o.route, .weight = o.up, .n_used = o.n_used});
    emit(Act{.gate = o.out, .up = up, .out = o.out, .kind = o.act});
  }

  void operator()(const MoeDownCombine& o) {
    const int64_t n_embd = width(o.x);
    const SlotId each = temp("experts", n_embd * o.n_used);
    const SlotId sum = temp("proj", n_embd);
    emit(GroupedLinear{
        .in = o.in, .out = each, .route = o.route, .weight = o.down, .n_used = o.n_used, .in_per_expert = true});
    emit(Combine{.in = each, .route = o.route, .out = sum, .n_used = o.n_used});
    emit(AddScale{.a = o.x, .b = sum, .out = o.x});
  }

  template <class Primitive>
  void operator()(const Primitive& o) {
    emit(o);
  }

  template <class T>
  void emit(T&& op) {
    out_.ops.emplace_back(std::forward<T>(op));
  }

 private:
  [[nodiscard]] int64_t width(SlotId slot) const { return out_.slots[slot].width; }

  SlotId temp(const std::string& name, int64_t width, RowSpace rows = RowSpace::all) {
    const auto [it, added] = temps_.try_emplace({name, width}, static_cast<SlotId>(out_.slots.size()));
    if (added) out_.slots.push_back({.name = "~" + name, .width = width, .form = Form::f32, .rows = rows});
    return it->second;
  }

  Program& out_;
  std::map<std::pair<std::string, int64_t>, SlotId> temps_;
};

}  // namespace

Program lower(const Program& program, const Fuses& fuses) {
  Program out = program;
  out.ops.clear();
  out.layer_starts.clear();
  Lowering lowering(out);
  size_t next_layer = 0;
  for (size_t i = 0; i <= program.ops.size(); ++i) {
    while (next_layer < program.layer_starts.size() && program.layer_starts[next_layer] == static_cast<int32_t>(i)) {
      out.layer_starts.push_back(static_cast<int32_t>(out.ops.size()));
      ++next_layer;
    }
    if (i == program.ops.size()) break;
    const Op& op = program.ops[i];
    if (is_composite(kind_of(op)) && fuses(static_cast<int32_t>(i), program)) {
      out.ops.push_back(op);
    } else {
      std::visit(lowering, op);
    }
  }
  return out;
}

Program lower_all(const Program& program) {
  return lower(program, [](int32_t, const Program&) { return false; });
}

}  // namespace snug::program
