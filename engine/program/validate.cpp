#include <fmt/format.h>

#include <utility>

#include "engine/base/result.h"
#include "engine/program/program.h"

namespace snug::program {
namespace {

/// Checks one op; each check names what it found, so that a wrong file says which tensor is wrong.
class Check {
 public:
  explicit Check(const Program& p) : p_(p) {}

  Status operator()(const Embed& o) { return matrix(o.table, width(o.out), p_.n_vocab); }
  Status operator()(const Norm& o) {
    SNUG_CHECK_OK(same(o.in, o.out));
    const int64_t n = o.group > 0 ? o.group : width(o.in);
    SNUG_CHECK_OK(vector(o.weight, n));
    return vector(o.bias, n);
  }
  Status operator()(const Linear& o) {
    SNUG_CHECK_OK(matrix(o.weight, width(o.in), width(o.out)));
    return vector(o.bias, width(o.out));
  }
  Status operator()(const Rope& o) {
    SNUG_CHECK_OK(equal(width(o.x), int64_t{o.n_heads} * o.head_dim, "Rope width"));
    return rope(o.params, o.head_dim);
  }
  Status operator()(const KvAppend& o) {
    SNUG_TRY(const KvLayerDecl* l, layer(o.layer));
    SNUG_CHECK_OK(equal(width(o.k), int64_t{l->n_kv_heads} * l->head_dim_k, "K width"));
    return equal(width(o.v), int64_t{l->n_kv_heads} * l->head_dim_v, "V width");
  }
  Status operator()(const AttendCore& o) {
    SNUG_TRY(const KvLayerDecl* l, layer(o.layer));
    if (o.n_heads < 1 || o.n_heads % l->n_kv_heads != 0)
      return fail(Code::bad_value, "heads are no multiple of KV heads");
    SNUG_CHECK_OK(equal(width(o.q), int64_t{o.n_heads} * l->head_dim_k, "Q width"));
    SNUG_CHECK_OK(equal(width(o.out), int64_t{o.n_heads} * l->head_dim_v, "attention width"));
    return vector(o.sinks, o.n_heads);
  }
  Status operator()(const Act& o) {
    if (o.up != kNone) SNUG_CHECK_OK(same(o.gate, o.up));
    return same(o.gate, o.out);
  }
  Status operator()(const AddScale& o) {
    SNUG_CHECK_OK(same(o.a, o.b));
    return same(o.a, o.out);
  }
  Status operator()(const GatherRows& o) { return equal(width(o.in), width(o.out), "GatherRows width"); }
  Status operator()(const Route& o) {
    SNUG_CHECK_OK(equal(width(o.logits), o.n_experts, "router width"));
    if (o.n_used < 1 || o.n_used > o.n_experts) return fail(Code::bad_value, "experts used exceed experts");
    SNUG_CHECK_OK(vector(o.bias, o.n_experts));
    return equal(width(o.out), 2 * int64_t{o.n_used}, "route width");
  }
  Status operator()(const GroupedLinear& o) {
    const int64_t in = o.in_per_expert ? width(o.in) / o.n_used : width(o.in);
    return matrix(o.weight, in, width(o.out) / o.n_used);
  }
  Status operator()(const Combine& o) { return equal(width(o.in), width(o.out) * o.n_used, "Combine width"); }
  Status operator()(const Copy& o) { return equal(width(o.in), width(o.out), "Copy width"); }
  Status operator()(const NormQkvRope& o) {
    SNUG_TRY(const KvLayerDecl* l, layer(o.layer));
    SNUG_CHECK_OK(equal(l->head_dim_k, o.head_dim, "K head size"));
    SNUG_CHECK_OK(equal(l->head_dim_v, o.head_dim, "V head size"));
    SNUG_CHECK_OK(equal(l->n_kv_heads, o.n_kv_heads, "KV heads"));
    const int64_t q = int64_t{o.n_heads} * o.head_dim;
    const int64_t kv = int64_t{o.n_kv_heads} * o.head_dim;
    SNUG_CHECK_OK(equal(width(o.q), q, "Q width"));
    SNUG_CHECK_OK(vector(o.norm, width(o.x)));
    SNUG_CHECK_OK(matrix(o.wq, width(o.x), q));
    SNUG_CHECK_OK(matrix(o.wk, width(o.x), kv));
    SNUG_CHECK_OK(matrix(o.wv, width(o.x), kv));
    SNUG_CHECK_OK(vector(o.bq, q));
    SNUG_CHECK_OK(vector(o.bk, kv));
    SNUG_CHECK_OK(vector(o.bv, kv));
    SNUG_CHECK_OK(vector(o.q_norm, o.head_dim));
    SNUG_CHECK_OK(vector(o.k_norm, o.head_dim));
    return rope(o.rope, o.head_dim);
  }
  Status operator()(const Attend& o) { return (*this)(o.core); }
  Status operator()(const ProjAdd& o) {
    SNUG_CHECK_OK(matrix(o.weight, width(o.in), width(o.x)));
    SNUG_CHECK_OK(vector(o.bias, width(o.x)));
    return vector(o.post_norm, width(o.x));
  }
  Status operator()(const NormGateUp& o) {
    SNUG_CHECK_OK(vector(o.norm, width(o.x)));
    SNUG_CHECK_OK(matrix(o.gate, width(o.x), width(o.out)));
    return matrix(o.up, width(o.x), width(o.out));
  }
  Status operator()(const NormHead& o) {
    SNUG_CHECK_OK(vector(o.norm, width(o.x)));
    SNUG_CHECK_OK(vector(o.bias, width(o.logits)));
    return matrix(o.head, width(o.x), width(o.logits));
  }
  Status operator()(const MoeGateUp& o) {
    SNUG_CHECK_OK(vector(o.norm, width(o.x)));
    SNUG_CHECK_OK(matrix(o.router, width(o.x), o.n_experts));
    SNUG_CHECK_OK(matrix(o.gate, width(o.x), width(o.out) / o.n_used));
    SNUG_CHECK_OK(matrix(o.up, width(o.x), width(o.out) / o.n_used));
    return equal(width(o.route), 2 * int64_t{o.n_used}, "route width");
  }
  Status operator()(const MoeDownCombine& o) { return matrix(o.down, width(o.in) / o.n_used, width(o.x)); }

 private:
  [[nodiscard]] int64_t width(SlotId s) const { return p_.slots[s].width; }

  static Status equal(int64_t a, int64_t b, const char* what) {
    if (a != b) return fail(Code::bad_value, fmt::format("{} is {}, not {}", what, a, b));
    return {};
  }
  Status same(SlotId a, SlotId b) const { return equal(width(a), width(b), "slot width"); }

  Status matrix(WeightId id, int64_t n_cols, int64_t n_rows) const {
    const WeightDecl& w = p_.weights[id];
    if (w.n_cols == n_cols && w.n_rows == n_rows) return {};
    return fail(Code::tensor_shape, fmt::format("{} is [{}, {}], the model needs [{}, {}]", printable(w.name), w.n_rows,
                                                w.n_cols, n_rows, n_cols));
  }
  Status vector(WeightId id, int64_t n) const {
    if (id == kNone) return {};
    const WeightDecl& w = p_.weights[id];
    if (w.n_cols == n && w.n_rows == 1) return {};
    return fail(Code::tensor_shape,
                fmt::format("{} has {} values, the model needs {}", printable(w.name), w.n_cols * w.n_rows, n));
  }
  Status rope(const RopeParams& r, int32_t head_dim) const {
    if (r.n_dims < 0 || r.n_dims > head_dim || r.n_dims % 2 != 0) return fail(Code::bad_value, "rope dimensions");
    return vector(r.freq_factors, r.n_dims / 2);
  }
  Result<const KvLayerDecl*> layer(KvLayerId id) const {
    if (id.group < 0 || id.group >= std::ssize(p_.kv)) return fail(Code::internal, "KV group out of range");
    const auto& layers = p_.kv[id.group].layers;
    if (id.index < 0 || id.index >= std::ssize(layers)) return fail(Code::internal, "KV layer out of range");
    return &layers[id.index];
  }

  const Program& p_;
};

}  // namespace

Status validate(const Program& program) {
  Check check(program);
  for (size_t i = 0; i < program.ops.size(); ++i) {
    const Op& op = program.ops[i];
    bool in_range = true;
    for_each_slot(op, [&](SlotId s, bool) { in_range = in_range && s >= 0 && s < std::ssize(program.slots); });
    for_each_weight(op, [&](WeightId w) { in_range = in_range && w >= 0 && w < std::ssize(program.weights); });
    if (!in_range)
      return fail(Code::internal,
                  fmt::format("op {} ({}) names a slot or weight that is not there", i, name_of(kind_of(op))));
    if (auto status = std::visit(check, op); !status) {
      Error error = std::move(status.error());
      error.with("op", fmt::format("{} {}", i, name_of(kind_of(op))));
      return fail(std::move(error));
    }
  }
  if (program.logits < 0 || program.logits >= std::ssize(program.slots)) return fail(Code::internal, "no logits slot");
  return {};
}

}  // namespace snug::program
