#include "backends/cpu/pool.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <string>

namespace snug::cpu {
namespace {

/// Below the window's threads (nice 0): a busy model must not make the window stutter.
constexpr int kWorkerNice = 5;
/// Waiting threads spin this long before they sleep: longer than a phase of a small model, shorter than a token of a
/// large one, so that an idle engine costs nothing.
constexpr auto kSpin = std::chrono::microseconds(50);

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// Waits until the value is no longer `old`.
void wait_for_change(const std::atomic<uint32_t>& value, uint32_t old) {
  const auto give_up = std::chrono::steady_clock::now() + kSpin;
  while (true) {
    for (int i = 0; i < 64; ++i) {
      if (value.load(std::memory_order_acquire) != old) return;
      relax();
    }
    if (std::chrono::steady_clock::now() >= give_up) break;
  }
  while (value.load(std::memory_order_acquire) == old) value.wait(old, std::memory_order_acquire);
}

/// CPUs that the control group allows (cgroup v2 cpu.max, "quota period" or "max period"), or a large number.
double cgroup_cpus() {
  std::ifstream self("/proc/self/cgroup");
  std::string line;
  std::string folder = "/";
  while (std::getline(self, line)) {
    if (line.starts_with("0::")) folder = line.substr(3);
  }
  double cpus = 1e9;
  for (std::string at = folder;; at.resize(at.rfind('/'))) {
    std::ifstream limit("/sys/fs/cgroup" + at + "/cpu.max");
    double quota = 0;
    double period = 0;
    if (limit >> quota >> period && period > 0) cpus = std::min(cpus, quota / period);
    if (at.find('/') == std::string::npos || at == "/" || at.empty()) break;
  }
  return cpus;
}

}  // namespace

int usable_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int n = static_cast<int>(std::thread::hardware_concurrency());
  if (sched_getaffinity(0, sizeof set, &set) == 0) n = CPU_COUNT(&set);
  return std::max(1, static_cast<int>(std::min<double>(n, std::ceil(cgroup_cpus()))));
}

void lower_own_priority() {
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kWorkerNice);
}

Pool::Pool(int n_threads) : n_threads_(std::max(1, n_threads)) {
  for (int i = 1; i < n_threads_; ++i) workers_.emplace_back([this] { worker(); });
}

Pool::~Pool() {
  quit_.store(true);
  epoch_.fetch_add(1, std::memory_order_release);
  epoch_.notify_all();
  for (std::thread& t : workers_) t.join();
}

void Pool::worker() {
  lower_own_priority();
  uint32_t seen = 0;
  while (true) {
    wait_for_change(epoch_, seen);
    ++seen;
    if (quit_.load()) return;
    take_part();
  }
}

void Pool::run(const Work& work, int64_t n_phases, const std::atomic<bool>& stop) {
  work_ = &work;
  n_phases_ = n_phases;
  stop_ = &stop;
  next_.store(0, std::memory_order_relaxed);
  epoch_.fetch_add(1, std::memory_order_release);
  if (n_threads_ > 1) epoch_.notify_all();
  take_part();
}

void Pool::take_part() {
  // Copies: after the last barrier the caller may begin the next run while a worker still leaves this one.
  const Work& work = *work_;
  const std::atomic<bool>& stop = *stop_;
  const int64_t n_phases = n_phases_;
  // The caller may go on only when no thread looks at the work any more: not even to find its last phases empty.
  bool met = false;
  for (int64_t phase = 0; phase < n_phases; ++phase) {
    const int64_t n = work.n_tasks(phase);
    met = n > 0;
    if (!met) continue;  // the same for all threads
    while (!stop.load(std::memory_order_relaxed)) {
      const int64_t task = next_.fetch_add(1, std::memory_order_relaxed);
      if (task >= n) break;
      work.run(phase, task);
    }
    barrier();
  }
  if (!met) barrier();
}

void Pool::barrier() {
  if (n_threads_ == 1) {
    next_.store(0, std::memory_order_relaxed);
    return;
  }
  const uint32_t round = round_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 < static_cast<uint32_t>(n_threads_)) {
    wait_for_change(round_, round);
    return;
  }
  arrived_.store(0, std::memory_order_relaxed);
  next_.store(0, std::memory_order_relaxed);
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
}

}  // namespace snug::cpu
