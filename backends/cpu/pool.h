// Threads that run a plan's phases together: the caller and persistent workers, with a barrier between phases. Tasks of
// a phase are handed out by a counter; which thread runs a task never changes a result.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace snug::cpu {

/// How many threads the process may use: its affinity mask, and the CPU limit of its control group (rounded up).
int usable_threads();
/// Puts the calling thread below the window's threads.
void lower_own_priority();

class Pool {
 public:
  /// n_threads counts the caller; workers run at a lower priority than the window.
  explicit Pool(int n_threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  [[nodiscard]] int n_threads() const { return n_threads_; }

  /// Runs n_phases phases; n_tasks(phase) and run(phase, task) are called from all threads. Tasks are skipped while
  /// `stop` is set. One caller at a time. Allocates nothing.
  struct Work {
    virtual ~Work() = default;
    virtual int64_t n_tasks(int64_t phase) const = 0;
    virtual void run(int64_t phase, int64_t task) const = 0;
  };
  void run(const Work& work, int64_t n_phases, const std::atomic<bool>& stop);

 private:
  void worker();
  void take_part();
  void barrier();

  int n_threads_;
  std::vector<std::thread> workers_;
  const Work* work_ = nullptr;
  int64_t n_phases_ = 0;
  const std::atomic<bool>* stop_ = nullptr;
  alignas(64) std::atomic<uint32_t> epoch_ = 0;    ///< goes up when a run begins
  alignas(64) std::atomic<uint32_t> arrived_ = 0;  ///< threads at the barrier
  alignas(64) std::atomic<uint32_t> round_ = 0;    ///< barriers passed
  alignas(64) std::atomic<int64_t> next_ = 0;      ///< next task of the phase
  std::atomic<bool> quit_ = false;
};

}  // namespace snug::cpu
