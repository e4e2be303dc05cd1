// What a model would take and do if it were loaded so: planned from its header, judged against what is free now.
#pragma once

#include <memory>

#include "app/viewmodels/models/device_plan.h"
#include "app/viewmodels/models/device_watch.h"
#include "engine/models/family.h"

namespace snug::ui {

struct Forecast {
  std::string deviceId;
  QString deviceName;
  DeviceShare device;
  DeviceShare host;  ///< needBytes 0: the device needs no host memory beside its own
  QString verdict;   ///< the worse of the two
  int64_t contextTokens = 0;
  int64_t contextTrained = 0;
  int64_t rateContext = 0;  ///< tokens that the rate is for: half of the context
  double readBytes = 0;     ///< of one token at rateContext
  double rate = -1;         ///< tok/s, -1 while the device's speed is not known
};

/// A model's program from its file's header; no tensor is read. 5-50 ms. Any thread. Errors: those of the GGUF reader
/// and of the family; an architecture that is not known is `unsupported` or `unknown_architecture`.
Result<std::shared_ptr<const models::Model>> readModel(const std::filesystem::path& path);

/// One plan; a few milliseconds. `facts` hold free memory with what would be released. Any thread.
/// Errors: device_not_found, bad_value, unsupported (KV type).
Result<Forecast> forecastRun(const models::Model& model, const session::LoadOptions& options,
                             const std::vector<session::DeviceEntry>& devices, const FactsByDevice& facts);

/// The longest context that fits with room to spare, 0 if none does; some ten plans. Any thread.
int64_t longestThatFits(const models::Model& model, const session::LoadOptions& options,
                        const std::vector<session::DeviceEntry>& devices, const FactsByDevice& facts);

/// The facts with what the loaded model would give back added to what is free: a load unloads it first.
FactsByDevice withReleased(FactsByDevice facts, const std::vector<session::DeviceEntry>& devices,
                           const session::ModelInfo& loaded);

/// Bytes of the loaded model that count against a device's own memory, without the driver's part.
int64_t loadedBytes(const session::ModelInfo& loaded, const device::DeviceCaps& caps);

}  // namespace snug::ui
