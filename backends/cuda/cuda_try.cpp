#include "backends/cuda/cuda_try.h"

#include <fmt/format.h>

namespace snug::cuda {

bool is_sticky(cudaError_t code) {
  switch (code) {
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchTimeout:
    case cudaErrorHardwareStackError:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorLaunchFailure:
    case cudaErrorECCUncorrectable:
    case cudaErrorAssert:
    case cudaErrorDevicesUnavailable:
    case cudaErrorSystemNotReady:
    case cudaErrorContained:
    case cudaErrorUnknown:
      return true;
    default:
      return false;
  }
}

Error cuda_error(cudaError_t code, std::string_view what, std::source_location where) {
  Code kind = Code::device_failed;
  if (code == cudaErrorMemoryAllocation) kind = Code::out_of_memory;
  if (is_sticky(code)) kind = Code::device_lost;
  return Error{kind, fmt::format("{}: {}", what, cudaGetErrorString(code)), {{"cuda", cudaGetErrorName(code)}}, where};
}

Status cuda_try(cudaError_t code, std::string_view what, std::source_location where) {
  if (code == cudaSuccess) return {};
  static_cast<void>(cudaGetLastError());
  return fail(cuda_error(code, what, where));
}

}  // namespace snug::cuda
