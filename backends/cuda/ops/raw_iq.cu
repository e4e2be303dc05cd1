// raw.h for the lattice types.
#include "backends/cuda/ops/raw.cuh"
#include "engine/quant/blocks.h"

namespace snug::cuda {

RawKernels raw_kernels_iq(quant::DType type) {
  switch (type) {
    case quant::DType::IQ1_S:
      return kernels_of<quant::BlockIQ1_S>();
    case quant::DType::IQ1_M:
      return kernels_of<quant::BlockIQ1_M>();
    case quant::DType::IQ2_XXS:
      return kernels_of<quant::BlockIQ2_XXS>();
    case quant::DType::IQ2_XS:
      return kernels_of<quant::BlockIQ2_XS>();
    case quant::DType::IQ2_S:
      return kernels_of<quant::BlockIQ2_S>();
    case quant::DType::IQ3_XXS:
      return kernels_of<quant::BlockIQ3_XXS>();
    case quant::DType::IQ3_S:
      return kernels_of<quant::BlockIQ3_S>();
    default:
      return {};
  }
}

}  // namespace snug::cuda
