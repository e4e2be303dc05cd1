#include "backends/cuda/layout/packing.h"

namespace snug::cuda {

using program::WeightUse;

namespace {

Packing packing_of_type(quant::DType type) {
  switch (type) {
    case quant::DType::Q4_K:
      return Packing::q4_k;
    case quant::DType::Q5_K:
      return Packing::q5_k;
    case quant::DType::Q6_K:
      return Packing::q6_k;
    case quant::DType::Q8_0:
      return Packing::q8_0;
    case quant::DType::Q4_0:
      return Packing::q4_0;
    case quant::DType::Q4_1:
      return Packing::q4_1;
    case quant::DType::F16:
      return Packing::f16;
    case quant::DType::BF16:
      return Packing::bf16;
    default:
      return Packing::raw;
  }
}

}  // namespace

Packing packing_of(const program::WeightDecl& weight) {
  if (weight.use != WeightUse::matrix && weight.use != WeightUse::tied) return Packing::raw;
  const Packing packing = packing_of_type(weight.type);
  return weight.n_cols % packing_block(packing) == 0 ? packing : Packing::raw;
}

int64_t packed_bytes(const program::WeightDecl& weight) {
  if (weight.use == WeightUse::vector) return weight.n_cols * static_cast<int64_t>(sizeof(float));
  const Packing packing = packing_of(weight);
  if (packing == Packing::raw) {
    return weight.n_experts * weight.n_rows * quant::row_bytes(weight.type, weight.n_cols).value_or(0);
  }
  return weight.n_experts * PackedShape{packing, weight.n_cols, weight.n_rows}.bytes();
}

}  // namespace snug::cuda
