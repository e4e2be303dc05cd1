// What a device is, as far as plans depend on it: static facts only, never free memory.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/program/program.h"

namespace snug::device {

/// What an arena is for. One allocation of each kind per device, unless it would pass max_alloc_bytes.
enum class ArenaKind : uint8_t {
  weights,       ///< packed weights
  host_weights,  ///< embeddings whose rows the device reads from (pinned) host memory
  kv,            ///< KV pages
  scratch,       ///< slots and kernels' scratch
  staging,       ///< step arguments, upload ring, results read by the host
};
inline constexpr int kNumArenaKinds = 5;
const char* name_of(ArenaKind kind);

/// Rows that one compiled plan can take.
struct Bucket {
  int32_t max_rows = 1;
  int32_t max_logit_rows = 1;
  bool operator==(const Bucket&) const = default;
};

/// The KV cache's stored types.
struct KvTypes {
  quant::DType k = quant::DType::F16;
  quant::DType v = quant::DType::F16;
  bool operator==(const KvTypes&) const = default;
};

/// Sizes that a kernel's scratch may depend on.
struct ScratchQuery {
  const program::Program* program = nullptr;
  const program::Op* op = nullptr;
  Bucket bucket;
  int64_t n_ctx = 0;
  int32_t n_sequences = 1;
  KvTypes kv;
};

/// Facts of a device that change sizes or the lowered program. The functions are pure and need no device to be present:
/// the plan of a file on the Hub is made with the same ones as the plan that a loader executes.
struct DeviceCaps {
  std::string id;                     ///< "cpu", "cuda:0", "vulkan:0", "reference"
  std::string backend;                ///< "cpu", "cuda", ...
  std::string name;                   ///< "AMD Ryzen 9 7950X"
  std::vector<std::string> features;  ///< "avx512", "sm_90", ...
  int64_t alignment_bytes = 64;       ///< of every allocation inside an arena
  int64_t max_alloc_bytes = INT64_MAX;
  bool shares_host_memory = true;  ///< CPU and integrated GPUs: weights_bytes count against RAM

  /// Bytes of a weight as this device keeps it (packed, padded).
  int64_t (*packed_bytes)(const program::WeightDecl&) = nullptr;
  /// Whether the device runs the composite as it stands.
  bool (*fuses)(const program::Op&, const program::Program&) = nullptr;
  /// Kernel scratch of one op beyond its slots, 0 for most.
  int64_t (*op_scratch_bytes)(const ScratchQuery&) = nullptr;
  /// Whether the cache may be kept in these types for this head size.
  bool (*keeps_kv)(KvTypes, int32_t head_dim) = nullptr;
  int32_t chunk_rows = 512;  ///< most tokens of one step that the device works through well
  KvTypes default_kv;        ///< where nobody asks for another
  /// Bytes of the staging arena beyond the step arguments: upload ring, pinned results.
  int64_t staging_extra_bytes = 0;
  /// Memory that the driver and the loaded kernels take beyond our arenas; measured where it was, else a default.
  int64_t overhead_bytes = 0;
};

/// Total and free memory at this moment.
struct MemoryInfo {
  int64_t total_bytes = 0;
  int64_t free_bytes = 0;
};

}  // namespace snug::device
