// raw.h for the K-quants, IQ4_XS and the ternary types.
#include "backends/cuda/ops/raw.cuh"
#include "engine/quant/blocks.h"

namespace snug::cuda {

RawKernels raw_kernels_k(quant::DType type) {
  switch (type) {
    case quant::DType::Q2_K:
      return kernels_of<quant::BlockQ2_K>();
    case quant::DType::Q3_K:
      return kernels_of<quant::BlockQ3_K>();
    case quant::DType::Q4_K:
      return kernels_of<quant::BlockQ4_K>();
    case quant::DType::Q5_K:
      return kernels_of<quant::BlockQ5_K>();
    case quant::DType::Q6_K:
      return kernels_of<quant::BlockQ6_K>();
    case quant::DType::IQ4_XS:
      return kernels_of<quant::BlockIQ4_XS>();
    case quant::DType::TQ1_0:
      return kernels_of<quant::BlockTQ1_0>();
    case quant::DType::TQ2_0:
      return kernels_of<quant::BlockTQ2_0>();
    default:
      return {};
  }
}

}  // namespace snug::cuda
