// The reference backend: every primitive as its definition reads, one thread, sums in double. It is the oracle of all
// other backends, so it is written to be checked by eye and never to be fast.
#pragma once

#include <memory>

#include "engine/device/backend.h"

namespace snug::reference {

/// Caps of the reference device: fuses nothing, keeps weights as the file has them, K and V in f32.
device::DeviceCaps reference_caps();

/// A backend in host memory. `capacity_bytes` bounds its arenas together: tests use it as a small device.
std::unique_ptr<device::Backend> make_reference_backend(int64_t capacity_bytes = INT64_MAX);

}  // namespace snug::reference
