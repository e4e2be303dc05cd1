// raw.h for plain numbers and the formats of 32 to 128 elements.
#include "backends/cuda/ops/raw.cuh"
#include "engine/quant/blocks.h"

namespace snug::cuda {

RawKernels raw_kernels(quant::DType type) {
  RawKernels k = raw_kernels_plain(type);
  if (k.dot == nullptr) k = raw_kernels_k(type);
  if (k.dot == nullptr) k = raw_kernels_iq(type);
  return k;
}

RawKernels raw_kernels_plain(quant::DType type) {
  switch (type) {
    case quant::DType::F32:
      return kernels_of<PlainF32>();
    case quant::DType::F16:
      return kernels_of<PlainF16>();
    case quant::DType::BF16:
      return kernels_of<PlainBF16>();
    case quant::DType::Q4_0:
      return kernels_of<quant::BlockQ4_0>();
    case quant::DType::Q4_1:
      return kernels_of<quant::BlockQ4_1>();
    case quant::DType::Q5_0:
      return kernels_of<quant::BlockQ5_0>();
    case quant::DType::Q5_1:
      return kernels_of<quant::BlockQ5_1>();
    case quant::DType::Q8_0:
      return kernels_of<quant::BlockQ8_0>();
    case quant::DType::IQ4_NL:
      return kernels_of<quant::BlockIQ4_NL>();
    case quant::DType::MXFP4:
      return kernels_of<quant::BlockMXFP4>();
    case quant::DType::NVFP4:
      return kernels_of<quant::BlockNVFP4>();
    case quant::DType::Q1_0:
      return kernels_of<quant::BlockQ1_0>();
    case quant::DType::Q2_0:
      return kernels_of<quant::BlockQ2_0>();
    default:
      return {};
  }
}

}  // namespace snug::cuda
