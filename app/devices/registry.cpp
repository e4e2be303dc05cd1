#include "app/devices/registry.h"

#include <utility>

#include "backends/reference/reference_backend.h"
#if SNUG_HAS_CPU_BACKEND
#include "backends/cpu/cpu_backend.h"
#endif
#if SNUG_HAS_CUDA_BACKEND
#include "backends/cuda/cuda_backend.h"
#endif
#include "engine/base/error_table.h"

namespace snug::app {
namespace {

using session::DeviceEntry;

/// Every GPU that CUDA can use, or one absent entry with the reason.
void add_cuda([[maybe_unused]] std::vector<DeviceEntry>& devices) {
#if SNUG_HAS_CUDA_BACKEND
  auto found = cuda::probe_cuda();
  if (!found) {
    device::DeviceCaps caps;
    caps.id = "cuda:0";
    caps.backend = "cuda";
    caps.name = "NVIDIA GPU";
    devices.push_back({std::move(caps), message_of(found.error()), {}});
    return;
  }
  for (int index = 0; index < static_cast<int>(found->size()); ++index) {
    devices.push_back({(*found)[static_cast<size_t>(index)],
                       {},
                       [index](int32_t) { return cuda::make_cuda_backend(index); },
                       [index] { return cuda::gpu_memory(index); },
                       [index] { return cuda::gpu_read_bandwidth(index); }});
  }
#endif
}

}  // namespace

std::vector<DeviceEntry> all_devices() {
  std::vector<DeviceEntry> devices;
  add_cuda(devices);
#if SNUG_HAS_CPU_BACKEND
  devices.push_back({cpu::cpu_caps(),
                     {},
                     [](int32_t n_threads) { return cpu::make_cpu_backend({.threads = n_threads, .isa = {}}); },
                     cpu::machine_memory,
                     cpu::read_bandwidth});
#endif
  devices.push_back({reference::reference_caps(), {}, [](int32_t) -> Result<std::unique_ptr<device::Backend>> {
                       return reference::make_reference_backend();
                     }});
  return devices;
}

}  // namespace snug::app
