// All packed types, and one switch over them.
#pragma once

#include "backends/cuda/layout/half.h"
#include "backends/cuda/layout/packing.h"
#include "backends/cuda/layout/q4_0.h"
#include "backends/cuda/layout/q4_k.h"
#include "backends/cuda/layout/q5_k.h"
#include "backends/cuda/layout/q6_k.h"
#include "backends/cuda/layout/q8_0.h"

namespace snug::cuda {

/// Calls f(PackedX{}) for the packing; nothing for raw.
template <class F>
SNUG_HD inline void with_packing(Packing packing, F f) {
  switch (packing) {
    case Packing::q4_k:
      f(PackedQ4_K{});
      break;
    case Packing::q5_k:
      f(PackedQ5_K{});
      break;
    case Packing::q6_k:
      f(PackedQ6_K{});
      break;
    case Packing::q8_0:
      f(PackedQ8_0{});
      break;
    case Packing::q4_0:
      f(PackedQ4_0{});
      break;
    case Packing::q4_1:
      f(PackedQ4_1{});
      break;
    case Packing::f16:
      f(PackedF16{});
      break;
    case Packing::bf16:
      f(PackedBF16{});
      break;
    case Packing::raw:
      break;
  }
}

}  // namespace snug::cuda
