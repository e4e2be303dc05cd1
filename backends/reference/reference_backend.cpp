#include "backends/reference/reference_backend.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <map>
#include <new>
#include <type_traits>

#include "backends/reference/step.h"
#include "engine/quant/dtype.h"

namespace snug::reference {
namespace {

using device::ArenaId;
using device::Place;

int64_t packed_bytes(const program::WeightDecl& weight) {
  return weight.n_experts * weight.n_rows * quant::row_bytes(weight.type, weight.n_cols).value_or(0);
}

class ReferencePlan final : public device::Plan {
 public:
  const program::Program* program = nullptr;
  int32_t first_op = 0;
  int32_t last_op = 0;
  std::vector<float*> slots;
  std::vector<const std::byte*> weights;
  std::vector<std::vector<Step::KvLayer>> kv;
};

/// Runs one primitive; composites never come here, since the caps fuse none.
Status run_op(const Step& step, const program::Op& op) {
  return std::visit(
      [&](const auto& o) -> Status {
        using T = std::remove_cvref_t<decltype(o)>;
        if constexpr (std::is_same_v<T, program::Embed>)
          run_embed(step, o);
        else if constexpr (std::is_same_v<T, program::Norm>)
          run_norm(step, o);
        else if constexpr (std::is_same_v<T, program::Linear>)
          run_linear(step, o);
        else if constexpr (std::is_same_v<T, program::Rope>)
          run_rope(step, o);
        else if constexpr (std::is_same_v<T, program::KvAppend>)
          run_kv_append(step, o);
        else if constexpr (std::is_same_v<T, program::AttendCore>)
          run_attend(step, o);
        else if constexpr (std::is_same_v<T, program::Act>)
          run_act(step, o);
        else if constexpr (std::is_same_v<T, program::AddScale>)
          run_add_scale(step, o);
        else if constexpr (std::is_same_v<T, program::GatherRows>)
          run_gather_rows(step, o);
        else if constexpr (std::is_same_v<T, program::Route>)
          run_route(step, o);
        else if constexpr (std::is_same_v<T, program::GroupedLinear>)
          run_grouped_linear(step, o);
        else if constexpr (std::is_same_v<T, program::Combine>)
          run_combine(step, o);
        else if constexpr (std::is_same_v<T, program::Copy>)
          run_copy(step, o);
        else
          return fail(Code::unsupported, "the reference backend runs primitives only");
        return {};
      },
      op);
}

class ReferenceBackend final : public device::Backend {
 public:
  explicit ReferenceBackend(int64_t capacity_bytes) : caps_(reference_caps()), capacity_bytes_(capacity_bytes) {}

  const device::DeviceCaps& caps() const override { return caps_; }

  Result<device::MemoryInfo> memory() override {
    const int64_t page = sysconf(_SC_PAGESIZE);
    device::MemoryInfo info{sysconf(_SC_PHYS_PAGES) * page, sysconf(_SC_AVPHYS_PAGES) * page};
    if (capacity_bytes_ != INT64_MAX) info = {capacity_bytes_, capacity_bytes_ - used_bytes_};
    return info;
  }

  Result<ArenaId> alloc(device::ArenaKind kind, int64_t size_bytes) override {
    if (size_bytes < 0 || size_bytes > capacity_bytes_ - used_bytes_) {
      return fail(Code::out_of_memory, fmt::format("{} bytes for {}", size_bytes, device::name_of(kind)));
    }
    auto* bytes =
        static_cast<std::byte*>(::operator new (static_cast<size_t>(size_bytes), std::align_val_t{64}, std::nothrow));
    if (bytes == nullptr)
      return fail(Code::out_of_memory, fmt::format("{} bytes for {}", size_bytes, device::name_of(kind)));
    used_bytes_ += size_bytes;
    const ArenaId id{++last_arena_};
    arenas_[id.value] = {std::unique_ptr<std::byte, Release>(bytes), size_bytes};
    return id;
  }

  void free(ArenaId arena) override {
    const auto it = arenas_.find(arena.value);
    if (it == arenas_.end()) return;
    used_bytes_ -= it->second.size_bytes;
    arenas_.erase(it);
  }

  Status pack(const program::WeightDecl&, std::span<const std::byte> file_blocks, const Place& to) override {
    return write(to, file_blocks);
  }
  Status unpack(const program::WeightDecl&, const Place& from, std::span<std::byte> file_blocks) override {
    return read(from, file_blocks);
  }
  Status write(const Place& to, std::span<const std::byte> bytes) override {
    SNUG_TRY(std::byte * target, resolve(to, std::ssize(bytes)));
    std::memcpy(target, bytes.data(), bytes.size());
    return {};
  }
  Status read(const Place& from, std::span<std::byte> bytes) override {
    SNUG_TRY(const std::byte* source, resolve(from, std::ssize(bytes)));
    std::memcpy(bytes.data(), source, bytes.size());
    return {};
  }

  Result<std::unique_ptr<device::Plan>> compile(const device::CompileRequest& request) override {
    if (request.kv_types != device::KvTypes{quant::DType::F32, quant::DType::F32}) {
      return fail(Code::unsupported, "the reference backend keeps K and V in f32");
    }
    auto plan = std::make_unique<ReferencePlan>();
    plan->program = request.program;
    plan->first_op = request.first_op;
    plan->last_op = request.last_op;
    for (const Place& place : request.slots) {
      SNUG_TRY(std::byte * bytes, resolve(place, 0));
      plan->slots.push_back(reinterpret_cast<float*>(bytes));
    }
    for (const Place& place : request.weights) {
      SNUG_TRY(const std::byte* bytes, resolve(place, 0));
      plan->weights.push_back(bytes);
    }
    for (const device::KvGroupPlace& group : request.kv) {
      auto& layers = plan->kv.emplace_back();
      for (const device::KvLayerPlace& layer : group.layers) {
        SNUG_TRY(std::byte * k, resolve(layer.k, 0));
        SNUG_TRY(std::byte * v, resolve(layer.v, 0));
        layers.push_back({reinterpret_cast<float*>(k), reinterpret_cast<float*>(v)});
      }
    }
    return plan;
  }

  Result<device::Fence> run(device::Plan& plan, const device::StepArgs& args, device::Fence) override {
    auto& mine = static_cast<ReferencePlan&>(plan);
    const Step step{mine.program, &args, mine.slots, mine.weights, mine.kv};
    for (int32_t i = mine.first_op; i < mine.last_op; ++i) {
      if (aborted_.load(std::memory_order_relaxed)) break;
      SNUG_CHECK_OK(run_op(step, mine.program->ops[i]));
    }
    ++steps_;
    return device::Fence{};
  }

  Status wait(device::Fence, std::chrono::milliseconds) override {
    if (aborted_.load(std::memory_order_relaxed)) return fail(Code::cancelled);
    return {};
  }
  void abort() override { aborted_ = true; }
  void clear_abort() override { aborted_ = false; }
  Status health() override { return {}; }
  device::BackendStats stats() const override { return {steps_, 0}; }

 private:
  struct Release {
    void operator()(std::byte* bytes) const { ::operator delete (bytes, std::align_val_t{64}); }
  };
  struct Arena {
    std::unique_ptr<std::byte, Release> bytes;
    int64_t size_bytes = 0;
  };

  /// Pointer to a place; null for an absent one (arena 0).
  Result<std::byte*> resolve(const Place& place, int64_t need_bytes) {
    if (place.arena.value == 0) return nullptr;
    const auto it = arenas_.find(place.arena.value);
    if (it == arenas_.end() || place.offset_bytes < 0 || need_bytes > place.size_bytes ||
        place.offset_bytes + place.size_bytes > it->second.size_bytes) {
      return fail(Code::internal, "a place lies outside its arena");
    }
    return it->second.bytes.get() + place.offset_bytes;
  }

  device::DeviceCaps caps_;
  int64_t capacity_bytes_;
  int64_t used_bytes_ = 0;
  int64_t steps_ = 0;
  uint32_t last_arena_ = 0;
  std::map<uint32_t, Arena> arenas_;
  std::atomic<bool> aborted_ = false;
};

}  // namespace

device::DeviceCaps reference_caps() {
  device::DeviceCaps caps;
  caps.id = "reference";
  caps.backend = "reference";
  caps.name = "Reference interpreter";
  caps.chunk_rows = 64;
  caps.default_kv = {quant::DType::F32, quant::DType::F32};
  caps.packed_bytes = packed_bytes;
  caps.fuses = [](const program::Op&, const program::Program&) { return false; };
  caps.op_scratch_bytes = [](const device::ScratchQuery&) { return int64_t{0}; };
  caps.keeps_kv = [](device::KvTypes types, int32_t) {
    return types == device::KvTypes{quant::DType::F32, quant::DType::F32};
  };
  return caps;
}

std::unique_ptr<device::Backend> make_reference_backend(int64_t capacity_bytes) {
  return std::make_unique<ReferenceBackend>(capacity_bytes);
}

}  // namespace snug::reference
