// Launches of the primitives: the simple kernels, for any number of rows.
#include "backends/cuda/plan_builder.h"

namespace snug::cuda {
namespace {

int rows(const RunShape& run, bool of_logits) {
  return of_logits ? run.n_logit_rows : run.n_rows;
}

}  // namespace

Status PlanBuilder::primitive(const program::Op& op) {
  return std::visit(
      [&](const auto& o) -> Status {
        if constexpr (requires { emit(o); }) {
          return emit(o);
        } else {
          return fail(Code::internal, "a composite among the primitives");
        }
      },
      op);
}

Status PlanBuilder::emit(const program::Embed& o) {
  add([m = matrix(o.table), out = slot(o.out), scale = o.scale, step = step_](const RunShape& run) {
    return embed(run.stream, m, step.tokens, out, scale, run.n_rows);
  });
  return {};
}

Status PlanBuilder::emit(const program::Norm& o) {
  add([in = slot(o.in), out = slot(o.out), weight = vector(o.weight), bias = vector(o.bias), o, w = width(o.in),
       logits = of_logits(o.in)](const RunShape& run) {
    const int n = rows(run, logits);
    return n == 0 ? cudaSuccess : norm(run.stream, in, out, weight, bias, o.eps, w, o.group, o.layer_norm, n);
  });
  return {};
}

Status PlanBuilder::emit(const program::Linear& o) {
  add([m = matrix(o.weight), in = slot(o.in), bias = vector(o.bias), out = slot(o.out), logits = of_logits(o.in)](
          const RunShape& run) { return linear(run.stream, m, in, bias, out, rows(run, logits)); });
  return {};
}

Status PlanBuilder::emit(const program::Rope& o) {
  add([params = o.params, table = rope_table_of(o.params), x = slot(o.x), o](const RunShape& run) {
    return rope(run.stream, params, table, x, o.n_heads, o.head_dim, run.n_rows);
  });
  return {};
}

Status PlanBuilder::emit(const program::KvAppend& o) {
  add([view = kv(o.layer), step = step_, k = slot(o.k), v = slot(o.v)](const RunShape& run) {
    return kv_append(run.stream, view, step, k, v, run.n_rows);
  });
  return {};
}

Status PlanBuilder::emit(const program::AttendCore& o) {
  const program::KvLayerDecl& layer = p_.kv[o.layer.group].layers[o.layer.index];
  if (layer.head_dim_k > 256 || layer.head_dim_v > 256) return fail(Code::unsupported, "heads larger than 256");
  add([view = kv(o.layer), step = step_, o, q = slot(o.q), sinks = vector(o.sinks), out = slot(o.out)](
          const RunShape& run) { return attend(run.stream, view, step, o, q, sinks, out, run.n_rows); });
  return {};
}

Status PlanBuilder::emit(const program::Act& o) {
  add([gate = slot(o.gate), up = o.up == program::kNone ? nullptr : slot(o.up), out = slot(o.out), o, w = width(o.gate),
       logits = of_logits(o.gate)](const RunShape& run) {
    const int64_t n = w * rows(run, logits);
    return n == 0 ? cudaSuccess : act(run.stream, gate, up, out, o.kind, o.param, n);
  });
  return {};
}

Status PlanBuilder::emit(const program::AddScale& o) {
  add([a = slot(o.a), b = slot(o.b), out = slot(o.out), scale = o.scale, w = width(o.a),
       logits = of_logits(o.a)](const RunShape& run) {
    const int64_t n = w * rows(run, logits);
    return n == 0 ? cudaSuccess : add_scale(run.stream, a, b, out, scale, n);
  });
  return {};
}

Status PlanBuilder::emit(const program::GatherRows& o) {
  add([in = slot(o.in), out = slot(o.out), w = width(o.in), step = step_](const RunShape& run) {
    return gather_rows(run.stream, in, out, step.logit_rows, w, run.n_logit_rows);
  });
  return {};
}

Status PlanBuilder::emit(const program::Route& o) {
  if (o.n_experts > 1024) return fail(Code::unsupported, "more than 1024 experts");
  add([o, logits = slot(o.logits), bias = vector(o.bias), out = slot(o.out)](const RunShape& run) {
    return route(run.stream, o, logits, bias, out, run.n_rows);
  });
  return {};
}

Status PlanBuilder::emit(const program::GroupedLinear& o) {
  add([m = matrix(o.weight), in = slot(o.in), chosen = slot(o.route), out = slot(o.out), o](const RunShape& run) {
    return grouped_linear(run.stream, m, in, chosen, out, o.n_used, o.in_per_expert, run.n_rows);
  });
  return {};
}

Status PlanBuilder::emit(const program::Combine& o) {
  add([in = slot(o.in), chosen = slot(o.route), out = slot(o.out), w = width(o.out),
       n = o.n_used](const RunShape& run) { return combine(run.stream, in, chosen, out, w, n, run.n_rows); });
  return {};
}

Status PlanBuilder::emit(const program::Copy& o) {
  add([in = slot(o.in), out = slot(o.out), w = width(o.in), logits = of_logits(o.in)](const RunShape& run) {
    return cudaMemcpyAsync(out, in, static_cast<size_t>(w * rows(run, logits)) * sizeof(float),
                           cudaMemcpyDeviceToDevice, run.stream);
  });
  return {};
}

}  // namespace snug::cuda
