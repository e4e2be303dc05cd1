// The boundary between the engine and what computes. A backend keeps arenas, packs weights into them, compiles spans of
// a lowered program and runs them. It computes no size of its own: every place comes from the plan.
//
// Threads: one engine thread makes all calls except abort(), which any thread may make.
// Errors: out_of_memory, device_lost, device_failed, device_timeout, cancelled, unsupported.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>

#include "engine/base/result.h"
#include "engine/device/caps.h"

namespace snug::device {

/// An arena of a backend; 0 is none.
struct ArenaId {
  uint32_t value = 0;
  bool operator==(const ArenaId&) const = default;
};

/// A byte range in an arena.
struct Place {
  ArenaId arena;
  int64_t offset_bytes = 0;
  int64_t size_bytes = 0;
};

/// Where one KV layer's pages lie. Page p of K takes bytes [p * k_page_bytes, (p + 1) * k_page_bytes) from k on, V
/// likewise. How a page is arranged inside is the backend's own; it holds 64 tokens of all KV heads.
struct KvLayerPlace {
  Place k;
  Place v;
};

struct KvGroupPlace {
  std::vector<KvLayerPlace> layers;
  int32_t n_pages = 0;
};

/// Everything a plan's kernels need to know, fixed at compile time.
struct CompileRequest {
  const program::Program* program = nullptr;  ///< lowered for this device; outlives the plan
  int32_t first_op = 0;
  int32_t last_op = 0;  ///< one past the end
  Bucket bucket;
  std::span<const Place> weights;    ///< by WeightId; size 0 where another device holds it
  std::span<const Place> slots;      ///< by SlotId; sized for the largest bucket, rows densely from the start
  std::span<const KvGroupPlace> kv;  ///< by group
  KvTypes kv_types;
  Place op_scratch;   ///< shared by all ops of the span
  Place staging;      ///< for step arguments
  int64_t n_ctx = 0;  ///< longest sequence
  int32_t n_sequences = 1;
};

inline constexpr int32_t kPageTokens = 64;

/// One step: n_rows tokens, possibly of several sequences. All arrays are in host memory and copied by run().
struct StepArgs {
  std::span<const int32_t> tokens;      ///< [n_rows] token ids
  std::span<const int32_t> positions;   ///< [n_rows] positions in their sequences
  std::span<const int32_t> sequences;   ///< [n_rows] index of the row's sequence, 0 .. n_sequences - 1
  std::span<const int32_t> logit_rows;  ///< rows whose logits are wanted, ascending
  /// [n_sequences, n_groups, table_stride]: physical page of each 64 positions, -1 where none is kept.
  std::span<const int32_t> page_tables;
  int32_t table_stride = 0;
};

/// A compiled span: a captured graph, a command buffer, a phase list.
class Plan {
 public:
  virtual ~Plan() = default;
};

/// A point in a backend's order of work; 0 is already past.
struct Fence {
  uint64_t value = 0;
};

struct BackendStats {
  int64_t steps = 0;
  double busy_ms = 0;  ///< time that plans ran
};

class Backend {
 public:
  Backend() = default;
  virtual ~Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  [[nodiscard]] virtual const DeviceCaps& caps() const = 0;
  /// Total and free memory now.
  virtual Result<MemoryInfo> memory() = 0;

  /// Memory of exactly size_bytes, aligned to caps().alignment_bytes. Errors: out_of_memory (nothing is kept).
  virtual Result<ArenaId> alloc(ArenaKind kind, int64_t size_bytes) = 0;
  virtual void free(ArenaId arena) = 0;
  /// What the arena was found to take: the device's free memory before and after, or the mapping with its rounding.
  /// -1 where it was not measured.
  [[nodiscard]] virtual int64_t measured_bytes(ArenaId) const { return -1; }

  /// Repacks a weight from the file's blocks (n_experts * n_rows rows of row_bytes) into its place. A bijection.
  virtual Status pack(const program::WeightDecl& weight, std::span<const std::byte> file_blocks, const Place& to) = 0;
  /// The inverse: the file's blocks, bit for bit.
  virtual Status unpack(const program::WeightDecl& weight, const Place& from, std::span<std::byte> file_blocks) = 0;

  virtual Status write(const Place& to, std::span<const std::byte> bytes) = 0;
  /// Blocks until the bytes are there; work that was queued before is finished first.
  virtual Status read(const Place& from, std::span<std::byte> bytes) = 0;

  /// Prepares a span for up to bucket.max_rows rows. After this, run() allocates nothing.
  virtual Result<std::unique_ptr<Plan>> compile(const CompileRequest& request) = 0;
  /// Queues one step after `after`. n_rows <= bucket.max_rows, logit_rows <= bucket.max_logit_rows.
  virtual Result<Fence> run(Plan& plan, const StepArgs& args, Fence after) = 0;
  /// Waits until the fence is past. Errors: device_timeout, device_lost, cancelled (an abort took effect).
  virtual Status wait(Fence fence, std::chrono::milliseconds deadline) = 0;

  /// Asks running work to end soon; its results are not to be used. Any thread. Stays set until clear_abort().
  virtual void abort() = 0;
  virtual void clear_abort() = 0;
  /// Whether the device still works; device_lost is sticky.
  virtual Status health() = 0;
  [[nodiscard]] virtual BackendStats stats() const = 0;
};

}  // namespace snug::device
