// The activation functions of program::ActKind.
#pragma once

#include "engine/program/ops.h"

namespace snug::cuda {

__device__ inline float apply_act(program::ActKind kind, float x, float param) {
  switch (kind) {
    case program::ActKind::silu:
      return x / (1.0f + __expf(-x));
    case program::ActKind::gelu_tanh:
      return 0.5f * x * (1.0f + tanhf(0.7978845608028654f * (x + 0.044715f * x * x * x)));
    case program::ActKind::gelu_erf:
      return 0.5f * x * (1.0f + erff(x * 0.70710678118654752f));
    case program::ActKind::relu_sqr:
      return x > 0.0f ? x * x : 0.0f;
    case program::ActKind::softcap:
      return param * tanhf(x / param);
  }
  return x;
}

}  // namespace snug::cuda
