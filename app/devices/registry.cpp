#include "app/devices/registry.h"

#include "backends/reference/reference_backend.h"
#if SNUG_HAS_CPU_BACKEND
#include "backends/cpu/cpu_backend.h"
#endif
#if SNUG_HAS_CUDA_BACKEND
#include "backends/cuda/cuda_backend.h"
#endif

namespace snug::app {

std::vector<session::DeviceEntry> all_devices() {
  std::vector<session::DeviceEntry> devices;
#if SNUG_HAS_CPU_BACKEND
  devices.push_back({cpu::cpu_caps(), {}, [](int32_t n_threads) {
                       return cpu::make_cpu_backend({.threads = n_threads, .isa = {}});
                     }});
#endif
  devices.push_back({reference::reference_caps(), {}, [](int32_t) -> Result<std::unique_ptr<device::Backend>> {
                       return reference::make_reference_backend();
                     }});
  return devices;
}

}  // namespace snug::app
