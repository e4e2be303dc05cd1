#include "app/bench/ceilings.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

#if SNUG_HAS_CPU_BACKEND
#include "backends/cpu/isa.h"
#include "backends/cpu/pool.h"
#endif
#if SNUG_HAS_CUDA_BACKEND
#include "backends/cuda/peak.h"
#endif

namespace snug::bench {
namespace {

class NoMeter final : public CeilingMeter {
 public:
  void measure() override {}
};

#if SNUG_HAS_CPU_BACKEND
/// Memory larger than the last-level cache, read by all threads; and int8 products in registers.
class CpuMeter final : public CeilingMeter {
 public:
  CpuMeter(int n_threads, const cpu::KernelTable& kernels)
      : kernels_(kernels), pool_(n_threads), memory_(kBytes / sizeof(float), 1.0f) {}

  void measure() override {
    Work reading;
    reading.n = std::ssize(memory_) / kPiece;
    reading.each = [this](int64_t task) {
      const float* p = memory_.data() + task * kPiece;
      volatile float keep = kernels_.dot(p, p, kPiece);
      (void)keep;
    };
    Work dotting;
    dotting.n = pool_.n_threads();
    dotting.each = [this](int64_t) { kernels_.peak_int8(); };
    const double operations = static_cast<double>(pool_.n_threads()) * static_cast<double>(cpu::kPeakOperations);
    best_.read_bytes_per_second = std::max(best_.read_bytes_per_second, static_cast<double>(kBytes) / timed(reading));
    best_.operations_per_second = std::max(best_.operations_per_second, operations / timed(dotting));
  }

 private:
  static constexpr int64_t kPiece = 1 << 17;
  static constexpr size_t kBytes = size_t{256} << 20;

  struct Work final : cpu::Pool::Work {
    int64_t n = 0;
    std::function<void(int64_t)> each;
    int64_t n_tasks(int64_t) const override { return n; }
    void run(int64_t, int64_t task) const override { each(task); }
  };

  double timed(const Work& work) {
    const std::atomic<bool> never = false;
    const auto start = std::chrono::steady_clock::now();
    pool_.run(work, 1, never);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

  const cpu::KernelTable& kernels_;
  cpu::Pool pool_;
  std::vector<float> memory_;
};
#endif

#if SNUG_HAS_CUDA_BACKEND
/// A plain read of device memory. Operations are not measured.
class CudaMeter final : public CeilingMeter {
 public:
  CudaMeter() : data_(cuda::random_bytes(kBytes)) {}
  ~CudaMeter() override { cuda::free_bytes(data_); }
  void measure() override {
    if (data_ == nullptr) return;
    best_.read_bytes_per_second = std::max(best_.read_bytes_per_second, cuda::read_rate(data_, kBytes));
  }

 private:
  static constexpr int64_t kBytes = int64_t{1} << 30;
  void* data_;
};
#endif

}  // namespace

Result<std::unique_ptr<CeilingMeter>> make_meter(const ModelFacts& facts) {
#if SNUG_HAS_CPU_BACKEND
  if (facts.backend == "CPU") {
    SNUG_TRY(const cpu::Isa isa, cpu::choose_isa());
    return std::make_unique<CpuMeter>(facts.n_threads, cpu::kernels_of(isa));
  }
#endif
#if SNUG_HAS_CUDA_BACKEND
  if (facts.backend == "CUDA") return std::make_unique<CudaMeter>();
#endif
  return std::make_unique<NoMeter>();
}

}  // namespace snug::bench
