#include "engine/exec/executor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace snug::exec {
namespace {

/// A step that takes longer than this has hung: chunks are sized to stay far below it.
constexpr std::chrono::milliseconds kStepDeadline{600'000};

/// Rows of the bucket between decode and the largest chunk: short prompts and speculation.
constexpr int32_t kSmallRows = 16;

}  // namespace

Executor::Executor(plan::Plan plan, std::span<device::Backend* const> devices)
    : plan_(std::move(plan)), devices_(devices.begin(), devices.end()), cache_(plan_) {}

Executor::~Executor() {
  buckets_.clear();
  for (size_t i = 0; i < arenas_.size(); ++i) devices_[plan_.arenas[i].device]->free(arenas_[i]);
}

Result<std::unique_ptr<Executor>> Executor::load(const format::GgufFile& file, plan::Plan plan,
                                                 std::span<device::Backend* const> devices,
                                                 const LoadProgress& progress) {
  const WeightSource source{file.header().tensors, [&](const format::TensorInfo& tensor, std::span<std::byte> out) {
                              return file.read_tensor(tensor, out);
                            }};
  SNUG_TRY(auto executor, load(source, std::move(plan), devices, progress));
  SNUG_CHECK_OK(file.verify_unchanged());
  return executor;
}

Result<std::unique_ptr<Executor>> Executor::load(const WeightSource& source, plan::Plan plan,
                                                 std::span<device::Backend* const> devices,
                                                 const LoadProgress& progress) {
  std::unique_ptr<Executor> executor(new Executor(std::move(plan), devices));
  SNUG_CHECK_OK(executor->allocate());
  SNUG_CHECK_OK(executor->load_weights(source, progress));
  SNUG_CHECK_OK(executor->compile_buckets());
  SNUG_CHECK_OK(executor->warm_up());
  return executor;
}

Status Executor::allocate() {
  for (const plan::ArenaPlan& arena : plan_.arenas) {
    SNUG_TRY(const device::ArenaId id, devices_[arena.device]->alloc(arena.kind, arena.size_bytes));
    arenas_.push_back(id);
  }
  return {};
}

std::vector<int64_t> Executor::measured_bytes() const {
  std::vector<int64_t> bytes;
  for (size_t i = 0; i < arenas_.size(); ++i) {
    bytes.push_back(devices_[static_cast<size_t>(plan_.arenas[i].device)]->measured_bytes(arenas_[i]));
  }
  return bytes;
}

device::Place Executor::resolve(const plan::PlanPlace& place) const {
  if (place.arena < 0) return {};
  return {arenas_[place.arena], place.offset_bytes, place.size_bytes};
}

Status Executor::load_weights(const WeightSource& source, const LoadProgress& progress) {
  const std::span<const format::TensorInfo> tensors = source.tensors;
  int64_t total = 0;
  for (const plan::DevicePlan& device : plan_.devices) {
    for (size_t w = 0; w < device.weights.size(); ++w) {
      if (device.weights[w].arena >= 0) total += tensors[plan_.program.weights[w].tensor].size_bytes;
    }
  }
  int64_t done = 0;
  std::vector<std::byte> bytes;
  for (size_t w = 0; w < plan_.program.weights.size(); ++w) {
    const program::WeightDecl& decl = plan_.program.weights[w];
    const format::TensorInfo& tensor = tensors[decl.tensor];
    bool have = false;
    for (size_t d = 0; d < plan_.devices.size(); ++d) {
      const plan::PlanPlace& place = plan_.devices[d].weights[w];
      if (place.arena < 0) continue;
      if (!have) {
        bytes.resize(static_cast<size_t>(tensor.size_bytes));
        SNUG_CHECK_OK(source.read(tensor, bytes));
        have = true;
      }
      SNUG_CHECK_OK(devices_[d]->pack(decl, bytes, resolve(place)));
      done += tensor.size_bytes;
      if (progress && !progress(done, total)) return fail(Code::cancelled);
    }
  }
  return {};
}

Status Executor::compile_buckets() {
  find_carried();
  const plan::RunSpec& spec = plan_.spec;
  std::set<int32_t> sizes{spec.n_sequences, std::min(kSmallRows, spec.chunk_rows), spec.chunk_rows};
  if (spec.max_logit_rows > spec.n_sequences) sizes = {spec.chunk_rows};
  for (const int32_t rows : sizes) {
    if (rows < spec.n_sequences) continue;
    Bucket bucket{{rows, std::min(rows, spec.max_logit_rows)}, {}};
    for (const plan::SpanPlan& span : plan_.spans) {
      const plan::DevicePlan& device = plan_.devices[span.device];
      std::vector<device::Place> weights;
      std::vector<device::Place> slots;
      std::vector<device::KvGroupPlace> kv;
      for (const plan::PlanPlace& p : device.weights) weights.push_back(resolve(p));
      for (const plan::PlanPlace& p : device.slots) slots.push_back(resolve(p));
      for (const plan::KvGroupPlan& g : device.kv) {
        device::KvGroupPlace& group = kv.emplace_back();
        group.n_pages = g.n_pages;
        for (const plan::KvLayerPlan& l : g.layers) group.layers.push_back({resolve(l.k), resolve(l.v)});
      }
      device::CompileRequest request;
      request.program = &plan_.program;
      request.first_op = span.first_op;
      request.last_op = span.last_op;
      request.bucket = bucket.size;
      request.weights = weights;
      request.slots = slots;
      request.kv = kv;
      request.kv_types = spec.kv;
      request.op_scratch = resolve(device.op_scratch);
      request.staging = resolve(device.staging);
      request.n_ctx = spec.n_ctx;
      request.n_sequences = spec.n_sequences;
      SNUG_TRY(auto compiled, devices_[span.device]->compile(request));
      bucket.plans.push_back(std::move(compiled));
    }
    buckets_.push_back(std::move(bucket));
  }
  return {};
}

Status Executor::warm_up() {
  // One row through every bucket: kernels are loaded and everything that is lazy happens now, not in the first answer.
  for (const Bucket& bucket : buckets_) {
    const int32_t n = std::min(bucket.size.max_rows, static_cast<int32_t>(plan_.spec.n_ctx));
    const std::vector<int32_t> tokens(static_cast<size_t>(std::min(n, kSmallRows)), 0);
    SNUG_CHECK_OK(feed_rows(0, tokens, 1));
    cache_.rewind(0, 0);
  }
  return {};
}

Status Executor::feed(int32_t sequence, std::span<const int32_t> tokens, bool want_logits) {
  return feed_rows(sequence, tokens, want_logits ? 1 : 0);
}

Status Executor::feed_all_logits(int32_t sequence, std::span<const int32_t> tokens) {
  return feed_rows(sequence, tokens, static_cast<int32_t>(tokens.size()));
}

Status Executor::feed_rows(int32_t sequence, std::span<const int32_t> tokens, int32_t n_logit_rows) {
  Rows rows;
  const int32_t start = cache_.length(sequence);
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] < 0 || tokens[i] >= plan_.program.n_vocab) {
      return fail(Code::bad_token, fmt::format("id {}", tokens[i]));
    }
    rows.tokens.push_back(tokens[i]);
    rows.positions.push_back(start + static_cast<int32_t>(i));
    rows.sequences.push_back(sequence);
  }
  for (auto i = static_cast<int32_t>(tokens.size()) - n_logit_rows; i < std::ssize(tokens); ++i)
    rows.logit_rows.push_back(i);
  SNUG_CHECK_OK(cache_.extend(sequence, static_cast<int32_t>(tokens.size())));
  if (auto status = run(rows); !status) {
    cache_.rewind(sequence, start);
    return status;
  }
  return {};
}

Status Executor::run(const Rows& rows) {
  const auto n_rows = static_cast<int32_t>(rows.tokens.size());
  const auto bucket = std::find_if(buckets_.begin(), buckets_.end(), [&](const Bucket& b) {
    return b.size.max_rows >= n_rows && b.size.max_logit_rows >= std::ssize(rows.logit_rows);
  });
  if (bucket == buckets_.end()) return fail(Code::internal, "a step is larger than every bucket");
  device::StepArgs args{rows.tokens, rows.positions, rows.sequences, rows.logit_rows, cache_.tables(), cache_.stride()};
  for (size_t s = 0; s < plan_.spans.size(); ++s) {
    if (s > 0) SNUG_CHECK_OK(carry_over(s, rows));
    device::Backend& backend = *devices_[plan_.spans[s].device];
    SNUG_TRY(const device::Fence fence, backend.run(*bucket->plans[s], args, {}));
    SNUG_CHECK_OK(backend.wait(fence, kStepDeadline));
  }
  const auto n_logits = std::ssize(rows.logit_rows) * plan_.program.n_vocab;
  logits_.resize(static_cast<size_t>(n_logits));
  if (n_logits == 0) return {};
  const int32_t last = plan_.spans.back().device;
  SNUG_CHECK_OK(devices_[last]->read(resolve(plan_.devices[last].slots[plan_.program.logits]),
                                     std::as_writable_bytes(std::span(logits_))));
  float sum = 0;
  for (const float x : logits_) sum += x * 0.0f;  // NaN if any value is NaN or infinite
  if (std::isnan(sum)) return fail(Code::not_finite, "in the logits");
  return {};
}

void Executor::find_carried() {
  carried_.resize(plan_.spans.size());
  std::set<program::SlotId> written;
  for (size_t s = 0; s < plan_.spans.size(); ++s) {
    std::set<program::SlotId> made_here;
    std::set<program::SlotId> carried;
    for (int32_t i = plan_.spans[s].first_op; i < std::ssize(plan_.program.ops); ++i) {
      program::for_each_slot(plan_.program.ops[i], [&](program::SlotId slot, bool is_write) {
        if (!is_write && written.contains(slot) && !made_here.contains(slot)) carried.insert(slot);
        if (is_write) made_here.insert(slot);
      });
    }
    carried_[s].assign(carried.begin(), carried.end());
    for (int32_t i = plan_.spans[s].first_op; i < plan_.spans[s].last_op; ++i) {
      program::for_each_slot(plan_.program.ops[i], [&](program::SlotId slot, bool is_write) {
        if (is_write) written.insert(slot);
      });
    }
  }
}

Status Executor::carry_over(size_t span, const Rows& rows) {
  const int32_t from = plan_.spans[span - 1].device;
  const int32_t to = plan_.spans[span].device;
  if (from == to) return {};
  std::vector<std::byte> bytes;
  for (const program::SlotId slot : carried_[span]) {
    const program::SlotDecl& decl = plan_.program.slots[slot];
    const int64_t n = decl.rows == program::RowSpace::all ? std::ssize(rows.tokens) : std::ssize(rows.logit_rows);
    bytes.resize(static_cast<size_t>(n * plan::slot_row_bytes(decl)));
    SNUG_CHECK_OK(devices_[from]->read(resolve(plan_.devices[from].slots[slot]), bytes));
    SNUG_CHECK_OK(devices_[to]->write(resolve(plan_.devices[to].slots[slot]), bytes));
  }
  return {};
}

void Executor::abort() {
  for (device::Backend* device : devices_) device->abort();
}

void Executor::clear_abort() {
  for (device::Backend* device : devices_) device->clear_abort();
}

}  // namespace snug::exec
