// The backend of one GPU: arenas, transfers, steps.
#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cstring>
#include <map>
#include <thread>

#include "backends/cuda/cuda_backend.h"
#include "backends/cuda/cuda_try.h"
#include "backends/cuda/decode/attend.h"
#include "backends/cuda/decode/stage.h"
#include "backends/cuda/peak.h"
#include "backends/cuda/plan.h"
#include "backends/cuda/prefill/experts.h"
#include "backends/cuda/prefill/prefill.h"
#include "backends/cuda/uploader.h"
#include "engine/base/checked.h"
#include "engine/quant/half.h"

namespace snug::cuda {
namespace {

using device::ArenaId;
using device::ArenaKind;
using device::Place;

/// Steps that may be queued before run() waits for the oldest.
constexpr int kQueue = 8;

/// Whether the rows are of one sequence, at consecutive positions.
bool is_consecutive(const device::StepArgs& args) {
  for (size_t i = 1; i < args.tokens.size(); ++i) {
    if (args.sequences[i] != args.sequences[0] || args.positions[i] != args.positions[i - 1] + 1) return false;
  }
  return true;
}

class CudaBackend final : public device::Backend {
 public:
  CudaBackend(device::DeviceCaps caps, int index, const CudaOptions& options)
      : caps_(std::move(caps)), index_(index), options_(options) {}
  ~CudaBackend() override;
  Status open();

  const device::DeviceCaps& caps() const override { return caps_; }
  Result<device::MemoryInfo> memory() override;
  Result<ArenaId> alloc(ArenaKind kind, int64_t size_bytes) override;
  void free(ArenaId arena) override;
  int64_t measured_bytes(ArenaId id) const override {
    const auto it = arenas_.find(id.value);
    return it == arenas_.end() ? -1 : it->second.measured_bytes;
  }
  Status pack(const program::WeightDecl& weight, std::span<const std::byte> file_blocks, const Place& to) override;
  Status unpack(const program::WeightDecl& weight, const Place& from, std::span<std::byte> file_blocks) override;
  Status write(const Place& to, std::span<const std::byte> bytes) override;
  Status read(const Place& from, std::span<std::byte> bytes) override;
  Result<std::unique_ptr<device::Plan>> compile(const device::CompileRequest& request) override;
  Result<device::Fence> run(device::Plan& plan, const device::StepArgs& args, device::Fence after) override;
  Status wait(device::Fence fence, std::chrono::milliseconds deadline) override;
  void abort() override { aborted_ = true; }
  void clear_abort() override { aborted_ = false; }
  Status health() override;
  device::BackendStats stats() const override { return {steps_, 0.0}; }

 private:
  struct Arena {
    uint8_t* base = nullptr;
    int64_t size_bytes = 0;
    bool host = false;
    int64_t measured_bytes = -1;
  };
  struct Queued {
    cudaEvent_t done = nullptr;
    uint64_t fence = 0;
  };

  /// Remembers a lost device.
  Status keep(Status status) {
    if (!status && status.error().code == Code::device_lost) lost_ = status.error();
    return status;
  }
  Status call(cudaError_t code, std::string_view what) { return keep(cuda_try(code, what)); }
  Status ready() {
    if (lost_) return fail(*lost_);
    return call(cudaSetDevice(index_), "choosing the device");
  }
  [[nodiscard]] Result<uint8_t*> resolve(const Place& place, int64_t need_bytes) const;
  Status send_args(const CudaPlan& plan, const device::StepArgs& args, int queue_index);

  device::DeviceCaps caps_;
  int index_;
  CudaOptions options_;
  int n_sms_ = 0;
  int capability_ = 0;
  cudaStream_t stream_ = nullptr;
  std::map<uint32_t, Arena> arenas_;
  uint32_t last_arena_ = 0;
  std::array<Queued, kQueue> queue_;
  uint64_t last_fence_ = 0;
  int64_t steps_ = 0;
  std::optional<Error> lost_;
  std::atomic<bool> aborted_ = false;
  std::unique_ptr<Uploader> uploader_;
};

CudaBackend::~CudaBackend() {
  if (cudaSetDevice(index_) != cudaSuccess) return;
  if (stream_ != nullptr) static_cast<void>(cudaStreamSynchronize(stream_));
  uploader_.reset();
  for (const auto& [id, arena] : arenas_) {
    static_cast<void>(arena.host ? cudaFreeHost(arena.base) : cudaFree(arena.base));
  }
  for (const Queued& q : queue_) {
    if (q.done != nullptr) cudaEventDestroy(q.done);
  }
  if (stream_ != nullptr) cudaStreamDestroy(stream_);
}

Status CudaBackend::open() {
  SNUG_CHECK_OK(ready());
  cudaDeviceProp properties{};
  SNUG_CHECK_OK(call(cudaGetDeviceProperties(&properties, index_), "reading the device's properties"));
  n_sms_ = properties.multiProcessorCount;
  capability_ = properties.major * 10 + properties.minor;
  SNUG_CHECK_OK(call(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "making a stream"));
  for (Queued& q : queue_) {
    SNUG_CHECK_OK(call(cudaEventCreateWithFlags(&q.done, cudaEventDisableTiming), "making an event"));
  }
  if (capability_ == 90) {
    SNUG_CHECK_OK(call(prepare_stage_kernel(), "loading the decode kernels"));
    SNUG_CHECK_OK(call(prepare_decode_attend(), "loading the decode kernels"));
    SNUG_CHECK_OK(call(prepare_decode_attend_short(), "loading the decode kernels"));
    SNUG_CHECK_OK(call(prepare_prefill(), "loading the prefill kernels"));
    SNUG_CHECK_OK(call(prepare_flash(), "loading the prefill kernels"));
    SNUG_CHECK_OK(call(prepare_experts(), "loading the prefill kernels"));
  }
  return {};
}

Result<device::MemoryInfo> CudaBackend::memory() {
  SNUG_CHECK_OK(ready());
  size_t free_bytes = 0;
  size_t total_bytes = 0;
  SNUG_CHECK_OK(call(cudaMemGetInfo(&free_bytes, &total_bytes), "asking for free memory"));
  return device::MemoryInfo{static_cast<int64_t>(total_bytes), static_cast<int64_t>(free_bytes)};
}

Result<ArenaId> CudaBackend::alloc(ArenaKind kind, int64_t size_bytes) {
  SNUG_CHECK_OK(ready());
  Arena arena{nullptr, size_bytes, kind == ArenaKind::host_weights || kind == ArenaKind::staging};
  SNUG_TRY(const device::MemoryInfo before, memory());
  const auto bytes = static_cast<size_t>(std::max<int64_t>(size_bytes, 1));
  void* base = nullptr;
  const cudaError_t code =
      arena.host ? cudaHostAlloc(&base, bytes, cudaHostAllocPortable | cudaHostAllocMapped) : cudaMalloc(&base, bytes);
  SNUG_CHECK_OK(call(code, fmt::format("allocating {} bytes for {}", size_bytes, device::name_of(kind))));
  arena.base = static_cast<uint8_t*>(base);
  // Pinned host memory is not the device's; nothing tells what the driver rounds it to.
  if (!arena.host) {
    SNUG_TRY(const device::MemoryInfo after, memory());
    arena.measured_bytes = before.free_bytes - after.free_bytes;
  }
  const ArenaId id{++last_arena_};
  arenas_[id.value] = arena;
  return id;
}

void CudaBackend::free(ArenaId id) {
  const auto it = arenas_.find(id.value);
  if (it == arenas_.end()) return;
  static_cast<void>(cudaSetDevice(index_));
  static_cast<void>(cudaStreamSynchronize(stream_));
  static_cast<void>(it->second.host ? cudaFreeHost(it->second.base) : cudaFree(it->second.base));
  arenas_.erase(it);
}

Result<uint8_t*> CudaBackend::resolve(const Place& place, int64_t need_bytes) const {
  if (place.arena.value == 0) return nullptr;
  const auto it = arenas_.find(place.arena.value);
  if (it == arenas_.end() || place.offset_bytes < 0 || place.size_bytes < need_bytes ||
      place.offset_bytes + place.size_bytes > it->second.size_bytes) {
    return fail(Code::internal, "a place lies outside its arena");
  }
  return it->second.base + place.offset_bytes;
}

Status CudaBackend::pack(const program::WeightDecl& weight, std::span<const std::byte> file_blocks, const Place& to) {
  SNUG_CHECK_OK(ready());
  SNUG_TRY(uint8_t * data, resolve(to, packed_bytes(weight)));
  if (uploader_ == nullptr) uploader_ = std::make_unique<Uploader>(stream_);
  return keep(uploader_->pack(weight, file_blocks, data));
}

Status CudaBackend::unpack(const program::WeightDecl& weight, const Place& from, std::span<std::byte> file_blocks) {
  SNUG_CHECK_OK(ready());
  SNUG_TRY(uint8_t * data, resolve(from, packed_bytes(weight)));
  if (uploader_ == nullptr) uploader_ = std::make_unique<Uploader>(stream_);
  return keep(uploader_->unpack(weight, data, file_blocks));
}

Status CudaBackend::write(const Place& to, std::span<const std::byte> bytes) {
  SNUG_CHECK_OK(ready());
  SNUG_TRY(uint8_t * data, resolve(to, std::ssize(bytes)));
  SNUG_CHECK_OK(call(cudaMemcpyAsync(data, bytes.data(), bytes.size(), cudaMemcpyDefault, stream_), "writing"));
  return call(cudaStreamSynchronize(stream_), "writing");
}

Status CudaBackend::read(const Place& from, std::span<std::byte> bytes) {
  SNUG_CHECK_OK(ready());
  SNUG_TRY(uint8_t * data, resolve(from, std::ssize(bytes)));
  SNUG_CHECK_OK(call(cudaMemcpyAsync(bytes.data(), data, bytes.size(), cudaMemcpyDefault, stream_), "reading"));
  return call(cudaStreamSynchronize(stream_), "reading");
}

Result<std::unique_ptr<device::Plan>> CudaBackend::compile(const device::CompileRequest& request) {
  SNUG_CHECK_OK(ready());
  uploader_.reset();  // weights are there; its buffers are not needed while running
  SNUG_CHECK_OK(call(cudaStreamSynchronize(stream_), "loading weights"));
  DeviceContext context;
  context.resolve = [this](const Place& place) { return resolve(place, 0).value_or(nullptr); };
  context.stream = stream_;
  context.n_sms = n_sms_;
  context.capability = capability_;
  context.options = options_;
  auto plan = compile_plan(request, context);
  if (!plan) {
    static_cast<void>(keep(fail(plan.error())));
    return fail(std::move(plan.error()));
  }
  return std::unique_ptr<device::Plan>(std::move(*plan));
}

Status CudaBackend::send_args(const CudaPlan& plan, const device::StepArgs& args, int queue_index) {
  const ScratchLayout& s = plan.layout;
  const int64_t stride = round_up(s.args_bytes, 256);
  const int64_t n_places = std::min<int64_t>(kQueue, plan.staging_bytes / stride);
  if (n_places < kQueue) {  // one place: the previous step's upload must be over
    SNUG_CHECK_OK(call(cudaStreamSynchronize(stream_), "waiting for the previous step"));
  }
  uint8_t* to = plan.staging + (n_places < kQueue ? 0 : queue_index * stride);
  const auto put = [&](int64_t offset, std::span<const int32_t> values) {
    std::memcpy(to + offset, values.data(), values.size_bytes());
  };
  put(s.tokens, args.tokens);
  put(s.positions, args.positions);
  put(s.sequences, args.sequences);
  put(s.logit_rows, args.logit_rows);
  // The caller's tables may have another stride than the plan's.
  const int copied = std::min(args.table_stride, s.table_stride);
  for (int t = 0; t < plan.n_sequences * plan.n_groups; ++t) {
    put(s.tables + int64_t{t} * s.table_stride * 4,
        args.page_tables.subspan(static_cast<size_t>(t) * args.table_stride, static_cast<size_t>(copied)));
  }
  return call(cudaMemcpyAsync(plan.args, to, static_cast<size_t>(s.args_bytes), cudaMemcpyHostToDevice, stream_),
              "sending a step's arguments");
}

Result<device::Fence> CudaBackend::run(device::Plan& plan, const device::StepArgs& args, device::Fence) {
  SNUG_CHECK_OK(ready());
  if (aborted_) return fail(Code::cancelled);
  auto& mine = static_cast<CudaPlan&>(plan);
  const auto n_rows = static_cast<int>(args.tokens.size());
  const auto n_logit_rows = static_cast<int>(args.logit_rows.size());
  if (n_rows < 1 || n_rows > mine.bucket.max_rows || n_logit_rows > mine.bucket.max_logit_rows ||
      std::ssize(args.page_tables) < int64_t{mine.n_sequences} * mine.n_groups * args.table_stride) {
    return fail(Code::internal, "a step that does not fit its plan");
  }
  const uint64_t fence = last_fence_ + 1;
  const int at = static_cast<int>(fence % kQueue);
  if (queue_[at].fence != 0) SNUG_CHECK_OK(call(cudaEventSynchronize(queue_[at].done), "waiting for a step"));
  SNUG_CHECK_OK(send_args(mine, args, at));
  if (mine.graph != nullptr) {
    const bool deep = mine.deep_graph != nullptr && args.positions[0] >= kShortTokens;
    SNUG_CHECK_OK(call(cudaGraphLaunch(deep ? mine.deep_graph : mine.graph, stream_), "running a step"));
  } else {
    const RunShape shape{stream_, n_rows, n_logit_rows, false, is_consecutive(args)};
    for (const Launch& launch : mine.launches) SNUG_CHECK_OK(call(launch(shape), "running a step"));
  }
  SNUG_CHECK_OK(call(cudaEventRecord(queue_[at].done, stream_), "running a step"));
  queue_[at].fence = fence;
  last_fence_ = fence;
  ++steps_;
  return device::Fence{fence};
}

Status CudaBackend::wait(device::Fence fence, std::chrono::milliseconds deadline) {
  SNUG_CHECK_OK(ready());
  const Queued& q = queue_[fence.value % kQueue];
  if (fence.value != 0 && q.fence == fence.value) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    for (int spins = 0;; ++spins) {
      const cudaError_t code = cudaEventQuery(q.done);
      if (code == cudaSuccess) break;
      if (code != cudaErrorNotReady) return call(code, "running a step");
      if (std::chrono::steady_clock::now() > end) return fail(Code::device_timeout);
      if (spins > 20000) std::this_thread::sleep_for(std::chrono::microseconds(20));  // a few ms of spinning first
    }
  }
  if (aborted_) return fail(Code::cancelled);
  return {};
}

Status CudaBackend::health() {
  if (lost_) return fail(*lost_);
  return call(cudaPeekAtLastError(), "asking for the device's health");
}

}  // namespace

Result<std::vector<device::DeviceCaps>> probe_cuda() {
  int count = 0;
  const cudaError_t code = cudaGetDeviceCount(&count);
  if (code == cudaErrorInsufficientDriver || code == cudaErrorNoDevice || count == 0) {
    const char* reason = code == cudaErrorNoDevice ? "no NVIDIA GPU is present"
                                                   : "no NVIDIA driver is installed, or it is older than CUDA 13";
    static_cast<void>(cudaGetLastError());
    return fail(Code::device_not_found, reason);
  }
  SNUG_CHECK_OK(cuda_try(code, "looking for NVIDIA GPUs"));
  std::vector<device::DeviceCaps> found;
  for (int i = 0; i < count; ++i) {
    cudaDeviceProp properties{};
    SNUG_CHECK_OK(cuda_try(cudaGetDeviceProperties(&properties, i), "reading a device's properties"));
    if (properties.major * 10 + properties.minor < 75) continue;
    device::DeviceCaps caps = cuda_caps(properties.major * 10 + properties.minor);
    caps.id = fmt::format("cuda:{}", i);
    caps.name = properties.name;
    found.push_back(std::move(caps));
  }
  if (found.empty()) return fail(Code::device_not_found, "the NVIDIA GPUs here are older than Turing");
  return found;
}

Result<device::MemoryInfo> gpu_memory(int index) {
  SNUG_CHECK_OK(cuda_try(cudaSetDevice(index), "choosing the GPU"));
  size_t free_bytes = 0;
  size_t total_bytes = 0;
  SNUG_CHECK_OK(cuda_try(cudaMemGetInfo(&free_bytes, &total_bytes), "asking for free memory"));
  return device::MemoryInfo{static_cast<int64_t>(total_bytes), static_cast<int64_t>(free_bytes)};
}

Result<double> gpu_read_bandwidth(int index) {
  SNUG_TRY(const device::MemoryInfo memory, gpu_memory(index));
  // Far more than the cache, in whole pieces of the kernel.
  const int64_t bytes = std::min(int64_t{1} << 30, memory.free_bytes / 2) >> 24 << 24;
  void* data = bytes > 0 ? random_bytes(bytes) : nullptr;
  if (data == nullptr) {
    static_cast<void>(cudaGetLastError());
    return fail(Code::out_of_memory, fmt::format("{} bytes to measure with", bytes));
  }
  const double rate = read_rate(data, bytes);
  free_bytes(data);
  if (rate <= 0) return fail(Code::device_failed, "measuring the read bandwidth");
  return rate;
}

Result<std::unique_ptr<device::Backend>> make_cuda_backend(int index, const CudaOptions& options) {
  SNUG_TRY(const std::vector<device::DeviceCaps> found, probe_cuda());
  for (const device::DeviceCaps& caps : found) {
    if (caps.id != fmt::format("cuda:{}", index)) continue;
    device::DeviceCaps mine = caps;
    if (!options.fuse) mine.fuses = cuda_caps(90, false).fuses;
    auto backend = std::make_unique<CudaBackend>(std::move(mine), index, options);
    SNUG_CHECK_OK(backend->open());
    return std::unique_ptr<device::Backend>(std::move(backend));
  }
  return fail(Code::device_not_found, fmt::format("cuda:{}", index));
}

}  // namespace snug::cuda
