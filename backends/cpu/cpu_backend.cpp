#include "backends/cpu/cpu_backend.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "backends/cpu/arena.h"
#include "backends/cpu/compiler.h"
#include "backends/cpu/isa.h"

namespace snug::cpu {
namespace {

using device::ArenaId;
using device::Place;

constexpr int kMaxThreads = 512;

/// A number of independent pieces, run on the pool as one phase.
class Pieces final : public Pool::Work {
 public:
  Pieces(int64_t n, std::function<void(int64_t)> each) : n_(n), each_(std::move(each)) {}
  int64_t n_tasks(int64_t) const override { return n_; }
  void run(int64_t, int64_t task) const override { each_(task); }

 private:
  int64_t n_;
  std::function<void(int64_t)> each_;
};

class CpuBackend final : public device::Backend {
 public:
  CpuBackend(const KernelTable& kernels, int n_threads) : kernels_(kernels), pool_(n_threads) {}

  const device::DeviceCaps& caps() const override { return cpu_caps(); }
  Result<device::MemoryInfo> memory() override { return machine_memory(); }
  Result<ArenaId> alloc(device::ArenaKind kind, int64_t size_bytes) override { return arenas_.alloc(kind, size_bytes); }
  void free(ArenaId arena) override { arenas_.free(arena); }
  int64_t measured_bytes(ArenaId arena) const override { return arenas_.mapped_bytes(arena); }

  Status pack(const program::WeightDecl& weight, std::span<const std::byte> file_blocks, const Place& to) override {
    SNUG_CHECK_OK(check_size(weight, std::ssize(file_blocks)));
    SNUG_TRY(std::byte * packed, arenas_.resolve(to, packed_weight_bytes(weight)));
    if (packed == nullptr) return fail(Code::internal, "a weight has no place");
    switch (layout_of(weight)) {
      case WeightLayout::rows:
        std::memcpy(packed, file_blocks.data(), file_blocks.size());
        break;
      case WeightLayout::floats:
        widen_vector(weight, file_blocks.data(), reinterpret_cast<float*>(packed));
        break;
      case WeightLayout::panels:
        each_panel(weight,
                   [&](int64_t begin, int64_t end) { pack_panels(weight, file_blocks.data(), packed, begin, end); });
    }
    return {};
  }

  Status unpack(const program::WeightDecl& weight, const Place& from, std::span<std::byte> file_blocks) override {
    SNUG_CHECK_OK(check_size(weight, std::ssize(file_blocks)));
    SNUG_TRY(const std::byte* packed, arenas_.resolve(from, packed_weight_bytes(weight)));
    if (packed == nullptr) return fail(Code::internal, "a weight has no place");
    switch (layout_of(weight)) {
      case WeightLayout::rows:
        std::memcpy(file_blocks.data(), packed, file_blocks.size());
        break;
      case WeightLayout::floats:
        narrow_vector(weight, reinterpret_cast<const float*>(packed), file_blocks.data());
        break;
      case WeightLayout::panels:
        each_panel(weight,
                   [&](int64_t begin, int64_t end) { unpack_panels(weight, packed, file_blocks.data(), begin, end); });
    }
    return {};
  }

  Status write(const Place& to, std::span<const std::byte> bytes) override {
    SNUG_TRY(std::byte * target, arenas_.resolve(to, std::ssize(bytes)));
    if (target != nullptr && !bytes.empty()) std::memcpy(target, bytes.data(), bytes.size());
    return {};
  }
  Status read(const Place& from, std::span<std::byte> bytes) override {
    SNUG_TRY(const std::byte* source, arenas_.resolve(from, std::ssize(bytes)));
    if (source != nullptr && !bytes.empty()) std::memcpy(bytes.data(), source, bytes.size());
    return {};
  }

  Result<std::unique_ptr<device::Plan>> compile(const device::CompileRequest& request) override;

  Result<device::Fence> run(device::Plan& plan, const device::StepArgs& args, device::Fence) override {
    const auto start = std::chrono::steady_clock::now();
    SNUG_CHECK_OK(static_cast<CpuPlan&>(plan).run(pool_, args, aborted_));
    ++stats_.steps;
    stats_.busy_ms += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return device::Fence{};
  }
  Status wait(device::Fence, std::chrono::milliseconds) override {
    if (aborted_.load(std::memory_order_relaxed)) return fail(Code::cancelled);
    return {};  // run() has finished everything
  }
  void abort() override { aborted_ = true; }
  void clear_abort() override { aborted_ = false; }
  Status health() override { return {}; }
  device::BackendStats stats() const override { return stats_; }

 private:
  static Status check_size(const program::WeightDecl& weight, int64_t bytes) {
    const int64_t want = weight.n_experts * weight.n_rows * file_row_bytes(weight);
    if (want <= 0 || bytes != want) return fail(Code::tensor_shape, printable(weight.name));
    const bool plain =
        weight.type == quant::DType::F32 || weight.type == quant::DType::F16 || weight.type == quant::DType::BF16;
    if (layout_of(weight) == WeightLayout::floats && !plain) {
      return fail(Code::unsupported,
                  fmt::format("{} is a vector of type {}", printable(weight.name), quant::type_info(weight.type).name));
    }
    return {};
  }

  /// Runs f over all panels, some at a time, on the pool.
  void each_panel(const program::WeightDecl& weight, const std::function<void(int64_t, int64_t)>& f) {
    constexpr int64_t kTogether = 16;
    const int64_t n = n_panels(weight);
    const std::atomic<bool> never = false;
    const Pieces pieces((n + kTogether - 1) / kTogether,
                        [&](int64_t task) { f(task * kTogether, std::min(n, (task + 1) * kTogether)); });
    pool_.run(pieces, 1, never);
  }

  Status resolve_places(const device::CompileRequest& request, Compiler& c);

  const KernelTable& kernels_;
  Pool pool_;
  Arenas arenas_;
  device::BackendStats stats_;
  std::atomic<bool> aborted_ = false;
};

Status CpuBackend::resolve_places(const device::CompileRequest& request, Compiler& c) {
  const program::Program& program = *request.program;
  for (size_t i = 0; i < request.slots.size(); ++i) {
    if (program.slots[i].form != program::Form::f32) return fail(Code::unsupported, "a slot of another form than f32");
    const int64_t need = c.max_rows(static_cast<program::SlotId>(i)) * program.slots[i].width * 4;
    SNUG_TRY(std::byte * at, arenas_.resolve(request.slots[i], need));
    c.slots.push_back(at);
  }
  for (size_t i = 0; i < request.weights.size(); ++i) {
    SNUG_TRY(std::byte * at, arenas_.resolve(request.weights[i], packed_weight_bytes(program.weights[i])));
    c.weights.push_back(at);
  }
  for (size_t g = 0; g < request.kv.size(); ++g) {
    auto& layers = c.kv.emplace_back();
    for (size_t l = 0; l < request.kv[g].layers.size(); ++l) {
      const program::KvLayerDecl& decl = program.kv[g].layers[l];
      const auto k_format = kv_format(request.kv_types.k);
      const auto v_format = kv_format(request.kv_types.v);
      if (!k_format || !v_format || !cpu_caps().keeps_kv(request.kv_types, decl.head_dim_k) ||
          !cpu_caps().keeps_kv(request.kv_types, decl.head_dim_v)) {
        return fail(Code::unsupported, "the cache's types");
      }
      const int64_t heads = int64_t{request.kv[g].n_pages} * decl.n_kv_heads;
      SNUG_TRY(std::byte * k,
               arenas_.resolve(request.kv[g].layers[l].k, heads * kv_head_bytes(*k_format, decl.head_dim_k)));
      SNUG_TRY(std::byte * v,
               arenas_.resolve(request.kv[g].layers[l].v, heads * kv_head_bytes(*v_format, decl.head_dim_v)));
      layers.emplace_back(k, v);
    }
  }
  return {};
}

Result<std::unique_ptr<device::Plan>> CpuBackend::compile(const device::CompileRequest& request) {
  auto plan = std::make_unique<CpuPlan>();
  plan->bucket = request.bucket;
  plan->n_sequences = request.n_sequences;
  plan->n_vocab = request.program->n_vocab;
  for (const device::KvGroupPlace& group : request.kv) plan->pages_of_group.push_back(group.n_pages);
  Compiler c(request, kernels_, pool_.n_threads(), *plan);
  SNUG_CHECK_OK(resolve_places(request, c));
  SNUG_TRY(c.scratch, arenas_.resolve(request.op_scratch, 0));
  // The first phase makes the angles of all rows; its tables are known when every op has been compiled.
  CpuPlan* filled = plan.get();
  constexpr int64_t kRows = 16;
  c.phase([filled](const Step& step) { return std::ssize(filled->ropes) * ((step.n_rows + kRows - 1) / kRows); },
          [filled](const Step& step, int64_t task) {
            const auto n = std::ssize(filled->ropes);
            const int64_t begin = task / n * kRows;
            fill_rope(*filled->ropes[task % n], step, begin, std::min(step.n_rows, begin + kRows));
          });
  for (int32_t i = request.first_op; i < request.last_op; ++i) {
    const program::Op& op = request.program->ops[i];
    const int64_t need =
        op_scratch_bytes({request.program, &op, request.bucket, request.n_ctx, request.n_sequences, request.kv_types});
    if (need > request.op_scratch.size_bytes) return fail(Code::internal, "the plan's kernel scratch is too small");
    SNUG_CHECK_OK(compile_op(c, op));
  }
  plan->reserve();
  return plan;
}

}  // namespace

Result<std::unique_ptr<device::Backend>> make_cpu_backend(const CpuOptions& options) {
  SNUG_TRY(const Isa isa, choose_isa(options.isa));
  if (options.threads < 0 || options.threads > kMaxThreads) {
    return fail(Code::bad_value, fmt::format("{} threads", options.threads));
  }
  const int n_threads = options.threads == 0 ? usable_threads() : options.threads;
  return std::unique_ptr<device::Backend>(std::make_unique<CpuBackend>(kernels_of(isa), n_threads));
}

void lower_thread_priority() {
  lower_own_priority();
}

}  // namespace snug::cpu
