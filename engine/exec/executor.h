// A loaded model: executes the plan's allocation list, fills the weights, compiles every bucket, and runs steps.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/device/backend.h"
#include "engine/format/gguf_file.h"
#include "engine/kv/kv_cache.h"
#include "engine/plan/plan.h"

namespace snug::exec {

/// Called while weights arrive; false stops the load (Code::cancelled). Engine thread.
using LoadProgress = std::function<bool(int64_t done_bytes, int64_t total_bytes)>;

/// Where the weights of a program come from. A file has one; benchmarks make theirs in memory.
struct WeightSource {
  std::span<const format::TensorInfo> tensors;  ///< what WeightDecl::tensor indexes
  /// Fills `out`, size_bytes long, with the tensor's blocks.
  std::function<Status(const format::TensorInfo&, std::span<std::byte> out)> read;
};

/// The rows of one step. Lengths: tokens = positions = sequences; logit_rows ascending indices into them.
struct Rows {
  std::vector<int32_t> tokens;
  std::vector<int32_t> positions;
  std::vector<int32_t> sequences;
  std::vector<int32_t> logit_rows;
};

/// One thread, except abort().
class Executor {
 public:
  /// Allocates exactly what the plan lists, reads and packs every weight, compiles every bucket and runs each once.
  /// `devices` are the backends by the plan's device index; they outlive the executor. On failure everything is
  /// released. Errors: out_of_memory, file_truncated, file_changed, cancelled, device errors.
  static Result<std::unique_ptr<Executor>> load(const format::GgufFile& file, plan::Plan plan,
                                                std::span<device::Backend* const> devices,
                                                const LoadProgress& progress);
  /// The same from any source of weights.
  static Result<std::unique_ptr<Executor>> load(const WeightSource& source, plan::Plan plan,
                                                std::span<device::Backend* const> devices,
                                                const LoadProgress& progress);
  ~Executor();

  /// Feeds tokens to one sequence in one step (at most plan().spec.chunk_rows). With want_logits the last row's logits
  /// are in logits() afterwards. After an error the sequence is as it was before. Errors: prompt_too_long, bad_token,
  /// cancelled, not_finite, device errors.
  Status feed(int32_t sequence, std::span<const int32_t> tokens, bool want_logits);

  /// The same with the logits of every row, at most plan().spec.max_logit_rows.
  Status feed_all_logits(int32_t sequence, std::span<const int32_t> tokens);

  /// f32 [n logit rows of the last step, n_vocab].
  [[nodiscard]] std::span<const float> logits() const { return logits_; }

  [[nodiscard]] kv::KvCache& cache() { return cache_; }
  [[nodiscard]] const plan::Plan& plan() const { return plan_; }
  /// What each arena of the plan was found to take, -1 where that was not measured.
  [[nodiscard]] std::vector<int64_t> measured_bytes() const;

  /// Ends the running step soon. Any thread. The flag stays until clear_abort().
  void abort();
  void clear_abort();

 private:
  Executor(plan::Plan plan, std::span<device::Backend* const> devices);
  Status allocate();
  Status load_weights(const WeightSource& source, const LoadProgress& progress);
  Status compile_buckets();
  Status warm_up();
  Status run(const Rows& rows);
  void find_carried();
  Status carry_over(size_t span, const Rows& rows);
  Status feed_rows(int32_t sequence, std::span<const int32_t> tokens, int32_t n_logit_rows);
  [[nodiscard]] device::Place resolve(const plan::PlanPlace& place) const;

  struct Bucket {
    device::Bucket size;
    std::vector<std::unique_ptr<device::Plan>> plans;  ///< by span
  };

  plan::Plan plan_;
  std::vector<device::Backend*> devices_;
  std::vector<device::ArenaId> arenas_;                ///< by plan arena
  std::vector<Bucket> buckets_;                        ///< ascending
  std::vector<std::vector<program::SlotId>> carried_;  ///< by span: slots that an earlier span wrote and it reads
  kv::KvCache cache_;
  std::vector<float> logits_;
};

}  // namespace snug::exec
