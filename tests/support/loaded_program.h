// A program on one backend without a file: plans it, gives it arenas and weights made in memory, runs steps. What the
// executor does for a model's file, for tests and benchmarks of backends.
#pragma once

#include <functional>
#include <memory>
#include <numeric>
#include <vector>

#include "engine/base/result.h"
#include "engine/device/backend.h"
#include "engine/plan/plan.h"

namespace snug::test {

/// The file's blocks of a weight.
using WeightBytes = std::function<std::span<const std::byte>(program::WeightId)>;

class LoadedProgram {
 public:
  /// `buckets` are compiled in their order; the first that fits a step runs it.
  static Result<std::unique_ptr<LoadedProgram>> load(device::Backend& backend, const program::Program& program,
                                                     const plan::RunSpec& spec, const WeightBytes& weights,
                                                     const std::vector<device::Bucket>& buckets) {
    const device::DeviceCaps caps = backend.caps();
    SNUG_TRY(plan::Plan plan, plan::make_plan(program, spec, std::span(&caps, 1)));
    std::unique_ptr<LoadedProgram> loaded(new LoadedProgram(backend, std::move(plan)));
    SNUG_CHECK_OK(loaded->fill(weights));
    for (const device::Bucket& bucket : buckets) SNUG_CHECK_OK(loaded->compile(bucket));
    return loaded;
  }
  ~LoadedProgram() {
    plans_.clear();
    for (const device::ArenaId arena : arenas_) backend_.free(arena);
  }

  /// Fills the scratch arenas with NaNs: whatever a step does not write itself shows.
  Status poison() {
    const std::vector<std::byte> bytes(size_t{1} << 20, std::byte{0xff});
    for (size_t a = 0; a < arenas_.size(); ++a) {
      if (plan_.arenas[a].kind != device::ArenaKind::scratch && plan_.arenas[a].kind != device::ArenaKind::kv) continue;
      for (int64_t at = 0; at < plan_.arenas[a].size_bytes; at += std::ssize(bytes)) {
        const int64_t n = std::min<int64_t>(std::ssize(bytes), plan_.arenas[a].size_bytes - at);
        SNUG_CHECK_OK(backend_.write({arenas_[a], at, n}, std::span(bytes).first(static_cast<size_t>(n))));
      }
    }
    return {};
  }

  /// Queues tokens of one sequence from a position on; logits of the last n_logits rows.
  Result<device::Fence> queue(std::span<const int32_t> tokens, int32_t position, int32_t n_logits) {
    const auto n = static_cast<int32_t>(tokens.size());
    positions_.resize(tokens.size());
    std::iota(positions_.begin(), positions_.end(), position);
    sequences_.assign(tokens.size(), 0);
    logit_rows_.resize(static_cast<size_t>(n_logits));
    std::iota(logit_rows_.begin(), logit_rows_.end(), n - n_logits);
    for (size_t b = 0; b < plans_.size(); ++b) {
      if (buckets_[b].max_rows < n || buckets_[b].max_logit_rows < n_logits) continue;
      return backend_.run(*plans_[b], {tokens, positions_, sequences_, logit_rows_, tables_, plan_.page_table_stride},
                          {});
    }
    return fail(Code::internal, "no bucket fits");
  }
  Status wait(device::Fence fence) { return backend_.wait(fence, std::chrono::seconds(60)); }

  /// Runs and returns f32 [n_logits, n_vocab].
  Result<std::vector<float>> step(std::span<const int32_t> tokens, int32_t position, int32_t n_logits) {
    SNUG_TRY(const device::Fence fence, queue(tokens, position, n_logits));
    SNUG_CHECK_OK(wait(fence));
    std::vector<float> logits(static_cast<size_t>(n_logits * plan_.program.n_vocab));
    SNUG_CHECK_OK(backend_.read(resolve(plan_.devices[0].slots[plan_.program.logits]),
                                std::as_writable_bytes(std::span(logits))));
    return logits;
  }

  [[nodiscard]] const plan::Plan& plan() const { return plan_; }
  [[nodiscard]] device::Place weight_place(program::WeightId id) const { return resolve(plan_.devices[0].weights[id]); }

 private:
  LoadedProgram(device::Backend& backend, plan::Plan plan) : backend_(backend), plan_(std::move(plan)) {
    // Pages in a shuffled order, so that a kernel that ignores the table fails.
    for (const plan::KvGroupPlan& group : plan_.devices[0].kv) {
      for (int32_t i = 0; i < plan_.page_table_stride; ++i) {
        tables_.push_back(i < group.n_pages ? (i ^ 1) < group.n_pages ? i ^ 1 : i : -1);
      }
    }
  }
  [[nodiscard]] device::Place resolve(const plan::PlanPlace& p) const {
    if (p.arena < 0) return {};
    return {arenas_[p.arena], p.offset_bytes, p.size_bytes};
  }
  Status fill(const WeightBytes& weights) {
    for (const plan::ArenaPlan& arena : plan_.arenas) {
      SNUG_TRY(const device::ArenaId id, backend_.alloc(arena.kind, arena.size_bytes));
      arenas_.push_back(id);
    }
    for (size_t w = 0; w < plan_.program.weights.size(); ++w) {
      const auto id = static_cast<program::WeightId>(w);
      if (plan_.devices[0].weights[w].arena < 0) continue;
      SNUG_CHECK_OK(backend_.pack(plan_.program.weights[w], weights(id), weight_place(id)));
    }
    return {};
  }
  Status compile(const device::Bucket& bucket) {
    const plan::DevicePlan& part = plan_.devices[0];
    std::vector<device::Place> weights;
    std::vector<device::Place> slots;
    std::vector<device::KvGroupPlace> kv;
    for (const plan::PlanPlace& p : part.weights) weights.push_back(resolve(p));
    for (const plan::PlanPlace& p : part.slots) slots.push_back(resolve(p));
    for (const plan::KvGroupPlan& g : part.kv) {
      device::KvGroupPlace& group = kv.emplace_back();
      group.n_pages = g.n_pages;
      for (const plan::KvLayerPlan& l : g.layers) group.layers.push_back({resolve(l.k), resolve(l.v)});
    }
    device::CompileRequest request;
    request.program = &plan_.program;
    request.last_op = static_cast<int32_t>(plan_.program.ops.size());
    request.bucket = bucket;
    request.weights = weights;
    request.slots = slots;
    request.kv = kv;
    request.kv_types = plan_.spec.kv;
    request.op_scratch = resolve(part.op_scratch);
    request.staging = resolve(part.staging);
    request.n_ctx = plan_.spec.n_ctx;
    request.n_sequences = plan_.spec.n_sequences;
    SNUG_TRY(auto compiled, backend_.compile(request));
    plans_.push_back(std::move(compiled));
    buckets_.push_back(bucket);
    return {};
  }

  device::Backend& backend_;
  plan::Plan plan_;
  std::vector<device::ArenaId> arenas_;
  std::vector<device::Bucket> buckets_;
  std::vector<std::unique_ptr<device::Plan>> plans_;
  std::vector<int32_t> tables_;
  std::vector<int32_t> positions_;
  std::vector<int32_t> sequences_;
  std::vector<int32_t> logit_rows_;
};

}  // namespace snug::test
