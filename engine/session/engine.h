// The engine thread: takes requests, answers with events, owns the loaded model.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/device/backend.h"
#include "engine/session/protocol.h"

namespace snug::session {

/// A device that the executable was built with; absent ones say why.
struct DeviceEntry {
  device::DeviceCaps caps;
  std::string absent;  ///< why it cannot be used, for people; empty if it can
  /// Opens it with a number of CPU threads (0: choose). Engine thread.
  std::function<Result<std::unique_ptr<device::Backend>>(int32_t n_threads)> open;
  /// Total and free memory now, without a backend. Any thread. Empty: only an open backend tells.
  std::function<Result<device::MemoryInfo>()> memory = {};
  /// Bytes a second that the device reads from its memory, measured now (under a second, needs up to 1 GiB). Any
  /// thread.
  std::function<Result<double>()> read_bandwidth = {};
};

/// Everything the engine takes from outside, so that tests bring their own.
struct EngineSetup {
  std::vector<DeviceEntry> devices;     ///< best first
  std::function<void(Event)> on_event;  ///< called on the engine thread; must not block for long
  std::function<std::chrono::steady_clock::time_point()> now = [] { return std::chrono::steady_clock::now(); };
  std::function<uint64_t()> random_seed;  ///< for requests without a seed; empty: from the system
};

/// Starts its thread in the constructor; the destructor cancels, unloads and joins.
class Engine {
 public:
  explicit Engine(EngineSetup setup);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Queues a request; Cancel takes effect at once. Any thread, never blocks.
  void post(Request request);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace snug::session
