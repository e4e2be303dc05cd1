// What the reference ops see of a step: resolved pointers instead of places.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/device/backend.h"

namespace snug::reference {

/// One step of one compiled span. All pointers are host memory, valid during run().
struct Step {
  const program::Program* program = nullptr;
  const device::StepArgs* args = nullptr;
  std::span<float* const> slots;              ///< by SlotId, [rows, width] f32
  std::span<const std::byte* const> weights;  ///< by WeightId, the file's blocks
  struct KvLayer {
    float* k = nullptr;  ///< [n_pages, 64, n_kv_heads * head_dim_k]
    float* v = nullptr;
  };
  std::span<const std::vector<KvLayer>> kv;  ///< by group, by layer

  [[nodiscard]] int64_t n_rows() const { return std::ssize(args->tokens); }
  [[nodiscard]] int64_t rows_of(program::SlotId slot) const {
    return program->slots[slot].rows == program::RowSpace::logits ? std::ssize(args->logit_rows) : n_rows();
  }
  [[nodiscard]] int64_t width(program::SlotId slot) const { return program->slots[slot].width; }
  [[nodiscard]] float* row(program::SlotId slot, int64_t r) const { return slots[slot] + r * width(slot); }
  /// Index of the cached token at a sequence's position: page * 64 + offset in the page, or -1 where nothing is kept.
  [[nodiscard]] int64_t cell(int32_t group, int32_t sequence, int32_t position) const;
};

/// One row of a weight as f32. `row` counts over experts: expert * n_rows + row.
void dequantize_weight_row(const program::WeightDecl& weight, const std::byte* blocks, int64_t row, float* out);
/// A vector weight as f32 (empty for kNone).
std::vector<float> weight_vector(const Step& step, program::WeightId id);

void run_embed(const Step& step, const program::Embed& op);
void run_norm(const Step& step, const program::Norm& op);
void run_linear(const Step& step, const program::Linear& op);
void run_rope(const Step& step, const program::Rope& op);
void run_kv_append(const Step& step, const program::KvAppend& op);
void run_attend(const Step& step, const program::AttendCore& op);
void run_act(const Step& step, const program::Act& op);
void run_add_scale(const Step& step, const program::AddScale& op);
void run_gather_rows(const Step& step, const program::GatherRows& op);
void run_route(const Step& step, const program::Route& op);
void run_grouped_linear(const Step& step, const program::GroupedLinear& op);
void run_combine(const Step& step, const program::Combine& op);
void run_copy(const Step& step, const program::Copy& op);

}  // namespace snug::reference
