// What an op's file sees while a span is compiled: resolved pointers, the kernels, scratch, and the list of phases.
#pragma once

#include <span>

#include "backends/cpu/kv_page.h"
#include "backends/cpu/panel.h"
#include "backends/cpu/plan.h"

namespace snug::cpu {

/// Hands out an op's scratch piece by piece. With a null base it only counts: the planner's sizes come from the same
/// code.
class Scratch {
 public:
  explicit Scratch(std::byte* base) : base_(base) {}
  template <class T>
  T* take(int64_t n) {
    const int64_t at = used_;
    used_ += (n * static_cast<int64_t>(sizeof(T)) + 63) / 64 * 64;
    return base_ == nullptr ? nullptr : reinterpret_cast<T*>(base_ + at);
  }
  [[nodiscard]] int64_t used() const { return used_; }

 private:
  std::byte* base_;
  int64_t used_ = 0;
};

/// A matrix as products read it.
struct Matrix {
  const std::byte* data = nullptr;
  int64_t n_rows = 0;  ///< of one expert
  int64_t n_cols = 0;
  int64_t expert_bytes = 0;
  int64_t row_bytes = 0;  ///< in the file's blocks
  int64_t panel_bytes = 0;
  ProductQ8 q8 = nullptr;
  ProductFloat f32 = nullptr;
  quant::DequantRow dequant = nullptr;  ///< where the type has neither: rows are opened to f32
  int64_t block = 1;                    ///< elements of the type's block
};

/// One layer's cache.
struct KvView {
  std::byte* k = nullptr;
  std::byte* v = nullptr;
  KvFormat k_format = KvFormat::f16;
  KvFormat v_format = KvFormat::f16;
  int32_t group = 0;
  int32_t n_groups = 1;
  int32_t n_kv_heads = 0;
  int32_t head_dim_k = 0;
  int32_t head_dim_v = 0;

  [[nodiscard]] int64_t k_head_bytes() const { return kv_head_bytes(k_format, head_dim_k); }
  [[nodiscard]] int64_t v_head_bytes() const { return kv_head_bytes(v_format, head_dim_v); }
  [[nodiscard]] std::byte* k_head(int64_t page, int64_t head) const {
    return k + (page * n_kv_heads + head) * k_head_bytes();
  }
  [[nodiscard]] std::byte* v_head(int64_t page, int64_t head) const {
    return v + (page * n_kv_heads + head) * v_head_bytes();
  }
  /// Physical page of a sequence's page, -1 where none is kept.
  [[nodiscard]] int32_t page(const device::StepArgs& args, int32_t sequence, int64_t page_index) const {
    return args.page_tables[(int64_t{sequence} * n_groups + group) * args.table_stride + page_index];
  }
};

class Compiler {
 public:
  Compiler(const device::CompileRequest& r, const KernelTable& k, int threads, CpuPlan& p)
      : request(r), program(*r.program), kernels(k), n_threads(threads), plan(p) {}

  const device::CompileRequest& request;
  const program::Program& program;
  const KernelTable& kernels;
  int n_threads;
  CpuPlan& plan;
  std::vector<std::byte*> slots;                                   ///< by SlotId
  std::vector<std::byte*> weights;                                 ///< by WeightId
  std::vector<std::vector<std::pair<std::byte*, std::byte*>>> kv;  ///< by group, by layer: K and V
  std::byte* scratch = nullptr;

  [[nodiscard]] float* slot(program::SlotId id) const { return reinterpret_cast<float*>(slots[id]); }
  [[nodiscard]] int64_t width(program::SlotId id) const { return program.slots[id].width; }
  [[nodiscard]] bool in_logits(program::SlotId id) const { return program.slots[id].rows == program::RowSpace::logits; }
  /// Most rows that the slot has.
  [[nodiscard]] int64_t max_rows(program::SlotId id) const {
    return in_logits(id) ? request.bucket.max_logit_rows : request.bucket.max_rows;
  }
  /// A vector weight, nullptr for kNone.
  [[nodiscard]] const float* vector(program::WeightId id) const {
    return id == program::kNone ? nullptr : reinterpret_cast<const float*>(weights[id]);
  }
  [[nodiscard]] Matrix matrix(program::WeightId id) const;
  [[nodiscard]] KvView kv_view(program::KvLayerId id) const;
  /// The table of these parameters, filled before the first op of each step.
  const RopeTable* rope(const program::RopeParams& params);
  /// Index in Step::tiles of tiles with at most this many rows.
  int32_t row_tiles(int32_t rows);

  void phase(std::function<int64_t(const Step&)> n_tasks, std::function<void(const Step&, int64_t)> run) {
    plan.phases.push_back({std::move(n_tasks), std::move(run)});
  }
};

/// Rows of a step in a row space.
inline int64_t rows_in(const Step& step, bool logits) {
  return logits ? step.n_logit_rows : step.n_rows;
}

/// Compiles one op. Errors: unsupported (a form or type that the CPU does not run), internal.
Status compile_op(Compiler& c, const program::Op& op);
/// Scratch that compile_op() of the op takes.
int64_t op_scratch_bytes(const device::ScratchQuery& query);

}  // namespace snug::cpu
