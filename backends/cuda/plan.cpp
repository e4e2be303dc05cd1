#include "backends/cuda/plan.h"

#include "backends/cuda/cuda_try.h"
#include "backends/cuda/decode/attend.h"
#include "backends/cuda/plan_builder.h"
#include "engine/quant/dtype.h"

namespace snug::cuda {

CudaPlan::~CudaPlan() {
  if (graph != nullptr) cudaGraphExecDestroy(graph);
  if (deep_graph != nullptr) cudaGraphExecDestroy(deep_graph);
}

Matrix PlanBuilder::matrix(program::WeightId id) const {
  const program::WeightDecl& w = p_.weights[id];
  Matrix m;
  m.data = c_.resolve(r_.weights[id]);
  m.type = w.type;
  m.packing = packing_of(w);
  m.n_cols = w.n_cols;
  m.n_rows = w.n_rows;
  m.n_experts = w.n_experts;
  m.row_bytes = quant::row_bytes(w.type, w.n_cols).value_or(0);
  m.expert_bytes = packed_bytes(w) / w.n_experts;
  return m;
}

const float* PlanBuilder::vector(program::WeightId id) const {
  return id == program::kNone ? nullptr : reinterpret_cast<const float*>(c_.resolve(r_.weights[id]));
}

float* PlanBuilder::slot(program::SlotId id) const {
  return reinterpret_cast<float*>(c_.resolve(r_.slots[id]));
}

KvView PlanBuilder::kv(const program::KvLayerId& id) const {
  const program::KvLayerDecl& d = p_.kv[id.group].layers[id.index];
  const device::KvLayerPlace& place = r_.kv[id.group].layers[id.index];
  const auto side = [&](const device::Place& at, quant::DType type, int dim) {
    const int64_t token = quant::row_bytes(type, dim).value_or(0) * d.n_kv_heads;
    return KvSide{c_.resolve(at), token * device::kPageTokens, type, d.n_kv_heads, dim};
  };
  return {side(place.k, r_.kv_types.k, d.head_dim_k), side(place.v, r_.kv_types.v, d.head_dim_v), id.group};
}

const float2* PlanBuilder::rope_table_of(const program::RopeParams& params) const {
  for (size_t i = 0; i < plan_.layout.ropes.size(); ++i) {
    if (plan_.layout.ropes[i] == params) return scratch<const float2>(plan_.layout.rope_tables[i]);
  }
  return nullptr;
}

Status PlanBuilder::build() {
  plan_.bucket = r_.bucket;
  plan_.layout = scratch_layout(p_, r_.bucket, r_.n_ctx, r_.n_sequences);
  plan_.n_groups = static_cast<int>(p_.kv.size());
  plan_.n_sequences = r_.n_sequences;
  if (r_.op_scratch.size_bytes < plan_.layout.total_bytes)
    return fail(Code::internal, "the plan's kernel scratch is too small");
  if (r_.staging.size_bytes < plan_.layout.args_bytes) return fail(Code::internal, "the plan's staging is too small");
  scratch_ = c_.resolve(r_.op_scratch);
  plan_.args = scratch_;
  plan_.staging = c_.resolve(r_.staging);
  plan_.staging_bytes = r_.staging.size_bytes;
  const ScratchLayout& s = plan_.layout;
  step_ = {scratch<int32_t>(s.tokens),
           scratch<int32_t>(s.positions),
           scratch<int32_t>(s.sequences),
           scratch<int32_t>(s.logit_rows),
           scratch<int32_t>(s.tables),
           plan_.n_groups,
           s.table_stride};
  acts_in_slot_.resize(p_.slots.size());
  if (r_.bucket.max_rows == 1 && s.routers_bytes > 0) {
    add([totals = scratch<uint8_t>(s.router), n = static_cast<size_t>(s.routers_bytes)](const RunShape& run) {
      return cudaMemsetAsync(totals, 0, n, run.stream);
    });
  }
  for (size_t i = 0; i < s.ropes.size(); ++i) {
    const RopeArgs args{s.ropes[i], vector(s.ropes[i].freq_factors)};
    float2* table = scratch<float2>(s.rope_tables[i]);
    add([args, table, step = step_](const RunShape& run) {
      return rope_table(run.stream, args, step.positions, table, run.n_rows);
    });
  }
  for (int32_t i = r_.first_op; i < r_.last_op; ++i) {
    const program::Op& op = p_.ops[i];
    if (!program::is_composite(program::kind_of(op))) {
      published_slot_ = program::kNone;  // it may write the residual
      program::for_each_slot(op, [&](program::SlotId id, bool written) {
        if (written) acts_in_slot_[id] = false;
      });
      SNUG_CHECK_OK(primitive(op));
    } else if (r_.bucket.max_rows == 1) {
      SNUG_CHECK_OK(decode(i));
    } else {
      SNUG_CHECK_OK(prefill(i));
    }
  }
  return {};
}

namespace {

/// Captures the launches of a one-row plan.
Status capture(const CudaPlan& plan, cudaStream_t stream, bool deep, cudaGraphExec_t& made) {
  SNUG_CHECK_OK(cuda_try(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "capturing a step"));
  cudaError_t error = cudaSuccess;
  for (const Launch& launch : plan.launches) {
    if (error == cudaSuccess) error = launch(RunShape{stream, 1, 1, deep, true});
  }
  cudaGraph_t graph = nullptr;
  const cudaError_t ended = cudaStreamEndCapture(stream, &graph);
  if (error == cudaSuccess) error = ended;
  if (error == cudaSuccess) error = cudaGraphInstantiate(&made, graph, 0);
  if (error == cudaSuccess) error = cudaGraphUpload(made, stream);
  if (graph != nullptr) cudaGraphDestroy(graph);
  return cuda_try(error, "capturing a step");
}

}  // namespace

Result<std::unique_ptr<CudaPlan>> compile_plan(const device::CompileRequest& request, const DeviceContext& context) {
  auto plan = std::make_unique<CudaPlan>();
  SNUG_CHECK_OK(PlanBuilder(request, context, *plan).build());
  if (request.bucket.max_rows == 1) {
    SNUG_CHECK_OK(capture(*plan, context.stream, false, plan->graph));
    if (request.n_ctx > kShortTokens) SNUG_CHECK_OK(capture(*plan, context.stream, true, plan->deep_graph));
  }
  return plan;
}

}  // namespace snug::cuda
