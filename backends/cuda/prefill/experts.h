// Expert layers for many rows (sm_90a): rows are sorted by expert, then two products read the packed weights themselves
// and dequantize them in registers, since an expert's weights meet about as many rows as one tile has.
#pragma once

#include <cuda_runtime_api.h>

#include "backends/cuda/ops/ops.h"

namespace snug::cuda {

/// Rows of one expert that a product takes at a time: what most experts need, if rows spread evenly.
constexpr int expert_tile(int n_items, int n_experts) {
  const int each = n_items / n_experts;
  return each <= 44 ? 64 : each <= 100 ? 128 : 160;
}

/// Rows by expert: an item is one choice of one row, row * n_used + j; its slot is its place in the sorted order.
struct SortedRows {
  int32_t* begins = nullptr;       ///< [n_experts + 1] first slot of each expert
  int32_t* tile_begins = nullptr;  ///< [n_experts + 1] tiles before each expert
  int32_t* rows = nullptr;         ///< [n_items] a slot's row
  int32_t* slots = nullptr;        ///< [n_items] an item's slot
};

/// Sorts by expert; items of one expert keep their order. n_experts <= 256.
cudaError_t sort_rows(cudaStream_t s, const float* route, int n_rows, int n_used, int n_experts,
                      const SortedRows& sorted);

struct ExpertProduct {
  Matrix w;                      ///< gate, or down
  const Matrix* up = nullptr;    ///< gate_up: of the same type as w
  const uint16_t* in = nullptr;  ///< blocked, permuted, [.., w.n_cols]
  bool in_by_slot = false;       ///< rows of `in` are slots, else rows
  uint16_t* out = nullptr;       ///< gate_up: blocked, permuted [slots, w.n_rows]; else f16 [slots, w.n_rows]
  program::ActKind act = program::ActKind::silu;
  int n_experts = 0;
  int n_items = 0;  ///< rows times chosen experts
  SortedRows sorted;
};
/// Columns are a multiple of 128; rows of gate and up too, of down of 16.
cudaError_t expert_product(cudaStream_t s, const ExpertProduct& product, int n_sms);
cudaError_t prepare_experts();

/// x[row] += sum_j weight_j * products[slot(row, j)], in the order of j.
cudaError_t combine_slots(cudaStream_t s, const uint16_t* products, const float* route, const int32_t* slots, float* x,
                          int width, int n_used, int n_rows);

}  // namespace snug::cuda
