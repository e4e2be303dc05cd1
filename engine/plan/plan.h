// The planner: every byte that a loaded model takes, as a list, before anything is allocated. Pure: no device, no I/O.
// The loader executes this list; the Hub card, the load panel and `snug-cli fit` show the same one.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/device/backend.h"
#include "engine/device/caps.h"
#include "engine/program/program.h"

namespace snug::plan {

/// Layers [first_layer, last_layer) on one device. The embedding goes with the first span, the head with the last.
struct LayerSpan {
  int32_t device = 0;  ///< index into the planner's device list
  int32_t first_layer = 0;
  int32_t last_layer = 0;
  bool operator==(const LayerSpan&) const = default;
};

/// How a model is to run.
struct RunSpec {
  int64_t n_ctx = 4096;        ///< longest sequence, in tokens
  int32_t n_sequences = 1;     ///< sequences that are kept and run together
  int32_t chunk_rows = 512;    ///< most tokens in one step
  int32_t max_logit_rows = 1;  ///< most rows of a step whose logits are wanted
  device::KvTypes kv;
  std::vector<LayerSpan> spans;  ///< empty: all on device 0
};

/// One allocation call of the loader.
struct ArenaPlan {
  int32_t device = 0;
  device::ArenaKind kind = device::ArenaKind::weights;
  int64_t size_bytes = 0;
};

/// A named piece of an arena. Slots that are never alive together may share bytes; nothing else overlaps.
struct Allocation {
  int32_t arena = 0;
  int64_t offset_bytes = 0;
  int64_t size_bytes = 0;
  std::string reason;  ///< "blk.3.ffn_down.weight", "K of layers 0-31, 128 pages", "slot x"
};

/// Where something lies: an arena of the plan, or nowhere (arena -1).
struct PlanPlace {
  int32_t arena = -1;
  int64_t offset_bytes = 0;
  int64_t size_bytes = 0;
};

struct KvLayerPlan {
  PlanPlace k;
  PlanPlace v;
};

struct KvGroupPlan {
  int32_t n_pages = 0;
  std::vector<KvLayerPlan> layers;  ///< by KvLayerId::index; absent on devices that do not run the layer
};

/// Ops [first_op, last_op) of the lowered program on one device.
struct SpanPlan {
  int32_t device = 0;
  int32_t first_op = 0;
  int32_t last_op = 0;
};

/// One device's part: places by WeightId, SlotId and KV group.
struct DevicePlan {
  std::vector<PlanPlace> weights;
  std::vector<PlanPlace> slots;
  std::vector<KvGroupPlan> kv;
  PlanPlace op_scratch;
  PlanPlace staging;
};

struct Plan {
  program::Program program;  ///< lowered for its devices
  RunSpec spec;
  std::vector<SpanPlan> spans;
  std::vector<ArenaPlan> arenas;
  std::vector<Allocation> allocations;
  std::vector<DevicePlan> devices;
  int32_t page_table_stride = 0;  ///< pages of the longest sequence

  /// Bytes of one kind on a device.
  [[nodiscard]] int64_t bytes(int32_t device, device::ArenaKind kind) const;
};

/// Plans a program for devices. Complexity: O(ops + slots^2), under 5 ms for real models.
/// Errors: bad_value (a spec that cannot be, with what to change), unsupported (KV type for this head size).
Result<Plan> make_plan(const program::Program& program, const RunSpec& spec,
                       std::span<const device::DeviceCaps> devices);

/// The bytes of one slot row as planned: f32 for every form (a backend may keep it smaller).
int64_t slot_row_bytes(const program::SlotDecl& slot);

/// Pages that a group keeps for one sequence of n_ctx tokens when steps have at most chunk_rows rows.
int32_t pages_per_sequence(const program::KvGroupDecl& group, int64_t n_ctx, int32_t chunk_rows);

}  // namespace snug::plan
