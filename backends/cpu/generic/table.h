// Fills a KernelTable with the generic kernels instantiated for one Simd.
#pragma once

#include "backends/cpu/generic/attend.h"
#include "backends/cpu/generic/product_float.h"
#include "backends/cpu/generic/product_q8.h"
#include "backends/cpu/generic/rows.h"
#include "backends/cpu/kernels.h"

namespace snug::cpu {
namespace {

template <class S>
ProductQ8 find_product_q8(quant::DType type) {
  switch (type) {
    case quant::DType::Q4_0:
      return product_q8<S, TypeQ4_0>;
    case quant::DType::Q4_1:
      return product_q8<S, TypeQ4_1>;
    case quant::DType::Q5_0:
      return product_q8<S, TypeQ5_0>;
    case quant::DType::Q5_1:
      return product_q8<S, TypeQ5_1>;
    case quant::DType::Q8_0:
      return product_q8<S, TypeQ8_0>;
    case quant::DType::Q2_K:
      return product_q8<S, TypeQ2_K>;
    case quant::DType::Q3_K:
      return product_q8<S, TypeQ3_K>;
    case quant::DType::Q4_K:
      return product_q8<S, TypeQ4_K>;
    case quant::DType::Q5_K:
      return product_q8<S, TypeQ5_K>;
    case quant::DType::Q6_K:
      return product_q8<S, TypeQ6_K>;
    case quant::DType::IQ4_NL:
      return product_q8<S, TypeIQ4_NL>;
    case quant::DType::IQ4_XS:
      return product_q8<S, TypeIQ4_XS>;
    case quant::DType::MXFP4:
      return product_q8<S, TypeMXFP4>;
    default:
      return nullptr;
  }
}

template <class S>
ProductFloat find_product_float(quant::DType type) {
  switch (type) {
    case quant::DType::F32:
      return product_float<S, LoadF32>;
    case quant::DType::F16:
      return product_float<S, LoadF16>;
    case quant::DType::BF16:
      return product_float<S, LoadBF16>;
    default:
      return nullptr;
  }
}

template <class S>
KernelTable make_kernel_table(const char* isa) {
  KernelTable t;
  t.isa = isa;
  t.product_q8 = find_product_q8<S>;
  t.product_float = find_product_float<S>;
  t.dot = dot<S>;
  t.quantize_q8 = quantize_q8<S>;
  t.rms_norm = rms_norm<S>;
  t.act = act<S>;
  t.add_scale = add_scale<S>;
  t.rope_halves = rope_halves<S>;
  t.attend_page = attend_page<S>;
  t.peak_int8 = peak_int8<S>;
  return t;
}

}  // namespace
}  // namespace snug::cpu
