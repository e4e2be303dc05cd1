// The backends under test: each links a file that registers itself, so that the same cases run on every one of them. A
// build without a device links the CPU's file; on a machine with a GPU its backend's file is linked beside it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/device/backend.h"

namespace snug::contract {

/// What a product does with its activations; decides the limits (limits.h).
enum class Path : uint8_t { exact, f16, int8 };

struct BackendCase {
  std::string name;  ///< letters, digits and underscores
  std::function<Result<std::unique_ptr<device::Backend>>()> make;
  /// The path of products with weights of this type for M rows.
  std::function<Path(quant::DType type, int64_t n_rows)> path;
  /// KV types that attention is tested with.
  std::vector<device::KvTypes> kv_types;
};

/// Adds a case; for static initializers. Returns true.
bool register_backend(BackendCase backend);
const std::vector<BackendCase>& backends();

}  // namespace snug::contract
