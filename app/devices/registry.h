// The devices that this executable can compute with. Only executables link this: it is the one place that names
// backends.
#pragma once

#include <vector>

#include "engine/session/engine.h"

namespace snug::app {

/// Every device of this build, best first; absent ones carry the reason. Probes drivers: may take some 100 ms.
std::vector<session::DeviceEntry> all_devices();

}  // namespace snug::app
