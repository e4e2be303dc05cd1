// How far a backend may be from `reference`, per op and path: one table.
//
// NMSE is sum (got - want)^2 / sum want^2. The largest difference is counted in root-mean-squares of the wanted values.
// An int8 activation (blocks of 32, normal values) is off by about amax / 127 / sqrt(12), an NMSE near 2.5e-5; f16 by
// 2^-11.
#pragma once

#include <string_view>

#include "tests/contract/backends/registry.h"

namespace snug::contract {

struct Limit {
  double nmse;
  double max_rms;  ///< largest difference / rms of the wanted values
};

struct LimitRow {
  std::string_view op;
  Limit exact;
  Limit f16;
  Limit int8;
};

inline constexpr LimitRow kLimits[] = {
    {"rows", {1e-12, 1e-4}, {1e-6, 1e-2}, {1e-12, 1e-4}},          // norms, rope, act, sums: f32 on every path
    {"copy", {0, 0}, {0, 0}, {0, 0}},                              // bytes that only move
    {"linear", {1e-11, 1e-4}, {1e-6, 1e-2}, {6e-5, 6e-2}},         // inputs from a normal distribution
    {"linear_lattice", {1e-9, 1e-4}, {1e-6, 1e-2}, {1e-9, 1e-4}},  // inputs that int8 blocks hold exactly
    {"composite", {1e-10, 1e-3}, {4e-6, 2e-2}, {2e-4, 1.5e-1}},    // one norm and one or two products
    {"experts", {1e-10, 1e-3}, {1e-5, 5e-2}, {1e-3, 3e-1}},        // three products in a row, the last of gated values
    {"program", {1e-9, 1e-2}, {2e-5, 5e-2}, {1e-2, 5e-1}},         // several layers
};

/// The KV cache's own rounding, added to attention's limits: f16 2^-11, q8_0 as int8 blocks.
inline Limit attend_limit(const device::KvTypes& kv) {
  const bool q8 = kv.k == quant::DType::Q8_0 || kv.v == quant::DType::Q8_0;
  const bool f16 = kv.k == quant::DType::F16 || kv.v == quant::DType::F16;
  // 16 levels over a block's range cost a normal value 0.9 % of its power. What the nibbles hold is compared exactly by
  // AttendTest.Q4BlocksHoldWhatTheySay.
  if (kv.k == quant::DType::Q4_0 || kv.v == quant::DType::Q4_0) return {1.5e-1, 2.5};
  if (q8) return {4e-4, 2.5e-1};
  if (f16) return {1e-6, 1e-2};
  return {1e-11, 1e-3};
}

inline Limit limit_of(std::string_view op, Path path) {
  for (const LimitRow& row : kLimits) {
    if (row.op == op) return path == Path::exact ? row.exact : path == Path::f16 ? row.f16 : row.int8;
  }
  return {0, 0};
}

}  // namespace snug::contract
