#include "backends/cpu/compiler.h"

#include <algorithm>
#include <type_traits>

#include "backends/cpu/ops/ops.h"

namespace snug::cpu {

Matrix Compiler::matrix(program::WeightId id) const {
  const program::WeightDecl& decl = program.weights[id];
  Matrix m;
  m.data = weights[id];
  m.n_rows = decl.n_rows;
  m.n_cols = decl.n_cols;
  m.expert_bytes = expert_bytes(decl);
  m.row_bytes = file_row_bytes(decl);
  m.panel_bytes = panel_bytes(decl);
  m.block = quant::type_info(decl.type).block;
  if (layout_of(decl) == WeightLayout::panels) {
    m.q8 = kernels.product_q8(decl.type);
    m.f32 = kernels.product_float(decl.type);
  } else {
    m.dequant = quant::dequant_row(decl.type);
  }
  return m;
}

KvView Compiler::kv_view(program::KvLayerId id) const {
  const program::KvLayerDecl& decl = program.kv[id.group].layers[id.index];
  KvView view;
  view.k = kv[id.group][id.index].first;
  view.v = kv[id.group][id.index].second;
  view.k_format = kv_format(request.kv_types.k).value_or(KvFormat::f16);
  view.v_format = kv_format(request.kv_types.v).value_or(KvFormat::f16);
  view.group = id.group;
  view.n_groups = static_cast<int32_t>(program.kv.size());
  view.n_kv_heads = decl.n_kv_heads;
  view.head_dim_k = decl.head_dim_k;
  view.head_dim_v = decl.head_dim_v;
  return view;
}

const RopeTable* Compiler::rope(const program::RopeParams& params) {
  for (const auto& table : plan.ropes) {
    if (table->params == params) return table.get();
  }
  plan.ropes.push_back(make_rope_table(params, vector(params.freq_factors), request.bucket.max_rows));
  return plan.ropes.back().get();
}

int32_t Compiler::row_tiles(int32_t rows) {
  auto& list = plan.tile_rows;
  const auto it = std::find(list.begin(), list.end(), rows);
  if (it != list.end()) return static_cast<int32_t>(it - list.begin());
  list.push_back(rows);
  return static_cast<int32_t>(list.size()) - 1;
}

Status compile_op(Compiler& c, const program::Op& op) {
  return std::visit([&](const auto& o) { return compile(c, o); }, op);
}

int64_t op_scratch_bytes(const device::ScratchQuery& query) {
  return std::visit(
      [&](const auto& o) -> int64_t {
        using T = std::remove_cvref_t<decltype(o)>;
        if constexpr (requires { scratch_bytes(query, o); }) return scratch_bytes(query, o);
        static_assert(std::is_trivially_copyable_v<T>);
        return 0;
      },
      *query.op);
}

}  // namespace snug::cpu
