// Turns the ops of a span into launches. The emitters are split by what they are for: primitives (any rows), decode
// (one row), prefill (many rows).
#pragma once

#include <fmt/format.h>

#include <memory>

#include "backends/cuda/decode/stage.h"
#include "backends/cuda/ops/ops.h"
#include "backends/cuda/plan.h"
#include "backends/cuda/prefill/experts.h"

namespace snug::cuda {

class PlanBuilder {
 public:
  PlanBuilder(const device::CompileRequest& request, const DeviceContext& context, CudaPlan& plan)
      : r_(request), c_(context), plan_(plan), p_(*request.program) {}

  Status build();

 private:
  // Resolved parts of the request.
  [[nodiscard]] Matrix matrix(program::WeightId id) const;
  [[nodiscard]] const float* vector(program::WeightId id) const;
  [[nodiscard]] float* slot(program::SlotId id) const;
  [[nodiscard]] int64_t width(program::SlotId id) const { return p_.slots[id].width; }
  [[nodiscard]] bool of_logits(program::SlotId id) const { return p_.slots[id].rows == program::RowSpace::logits; }
  [[nodiscard]] KvView kv(const program::KvLayerId& id) const;
  [[nodiscard]] const float2* rope_table_of(const program::RopeParams& params) const;
  template <class T>
  [[nodiscard]] T* scratch(int64_t offset) const {
    return reinterpret_cast<T*>(scratch_ + offset);
  }
  [[nodiscard]] bool keeps_f16() const {
    return r_.kv_types.k == quant::DType::F16 && r_.kv_types.v == quant::DType::F16;
  }
  template <class F>
  void add(F launch) {
    plan_.launches.emplace_back(std::move(launch));
  }

  // Primitives.
  Status primitive(const program::Op& op);
  Status emit(const program::Embed& o);
  Status emit(const program::Norm& o);
  Status emit(const program::Linear& o);
  Status emit(const program::Rope& o);
  Status emit(const program::KvAppend& o);
  Status emit(const program::AttendCore& o);
  Status emit(const program::Act& o);
  Status emit(const program::AddScale& o);
  Status emit(const program::GatherRows& o);
  Status emit(const program::Route& o);
  Status emit(const program::GroupedLinear& o);
  Status emit(const program::Combine& o);
  Status emit(const program::Copy& o);

  // Composites for one row. `i` is the op's index.
  Status decode(int32_t i);
  void decode_qkv(int32_t i, const program::NormQkvRope& o);
  void decode_attend(int32_t i, const program::Attend& o);
  void decode_proj(int32_t i, const program::ProjAdd& o);
  void decode_gate_up(int32_t i, const program::NormGateUp& o);
  void decode_head(const program::NormHead& o);
  void decode_moe_gate_up(int32_t i, const program::MoeGateUp& o);
  void decode_moe_down(int32_t i, const program::MoeDownCombine& o);
  /// Publishes the residual for the op behind `i`, and adds up its router's sums if it has one.
  void publish_x(int32_t i, program::SlotId x, StageArgs& a);
  [[nodiscard]] RouterShare router_share(int32_t i, const program::MoeGateUp& o) const;
  [[nodiscard]] StageExperts stage_experts(int32_t i, const program::MoeGateUp& o) const;
  /// The residual as ActBlocks with this norm's weight in it: as published by its producer, or made here.
  const ActBlock* published_x(program::SlotId x, program::WeightId norm, bool halves);
  [[nodiscard]] bool halves(program::WeightId id) const { return takes_halves(packing_of(p_.weights[id])); }
  /// Whether op `i + 1` is a product whose weights take f16 activations.
  [[nodiscard]] bool next_takes_halves(int32_t i) const;
  /// The norm that the next op applies to x, or none.
  [[nodiscard]] program::WeightId next_norm(int32_t i, program::SlotId x) const;
  [[nodiscard]] bool fast_attention(int32_t i) const;  ///< ops i, i + 1 are NormQkvRope and Attend that run as one pair
  [[nodiscard]] StageSegment segment(program::WeightId weight, program::WeightId bias, float* out) const;
  void add_stage(Stage stage);

  // Composites for many rows.
  Status prefill(int32_t i);
  void prefill_qkv(const program::NormQkvRope& o);
  void prefill_attend(int32_t i, const program::Attend& o);
  /// Whether the op behind attention `i` is the fused projection of its output: only that reads tiles and ActBlocks.
  bool feeds_projection(int32_t i, const program::Attend& o) const;
  void prefill_proj(const program::ProjAdd& o);
  void prefill_gate_up(const program::NormGateUp& o);
  void prefill_head(const program::NormHead& o);
  void prefill_moe_gate_up(int32_t i, const program::MoeGateUp& o);
  void prefill_moe_down(const program::MoeDownCombine& o);
  [[nodiscard]] SortedRows sorted_rows(const program::MoeGateUp& o) const;

  const device::CompileRequest& r_;
  const DeviceContext& c_;
  CudaPlan& plan_;
  const program::Program& p_;
  uint8_t* scratch_ = nullptr;
  StepView step_{};
  program::SlotId published_slot_ = program::kNone;    ///< whose ActBlocks lie in x_acts,
  program::WeightId published_norm_ = program::kNone;  ///< times this norm's weight
  int32_t routed_op_ = program::kNone;                 ///< the MoeGateUp whose router's sums are made
  int32_t experts_op_ = program::kNone;                ///< the last MoeGateUp
  bool published_halves_ = false;
  std::vector<bool> acts_in_slot_;      ///< slots that hold ActBlocks instead of f32
  const uint16_t* tiles_in_ = nullptr;  ///< prefill: the next ProjAdd's input
};

}  // namespace snug::cuda
