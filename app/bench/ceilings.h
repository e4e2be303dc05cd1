// What the machine can do at best, measured in the same run: programs beside us take their share from minute to minute.
#pragma once

#include <memory>

#include "app/bench/bench.h"
#include "engine/base/result.h"

namespace snug::bench {

/// Measures again and again; the best of all counts. One thread.
class CeilingMeter {
 public:
  virtual ~CeilingMeter() = default;
  /// One round: about 50 ms.
  virtual void measure() = 0;
  [[nodiscard]] const Ceilings& best() const { return best_; }

 protected:
  Ceilings best_;
};

/// The meter of a backend ("CPU", "CUDA") with as many threads as the model uses; one that measures nothing for others.
Result<std::unique_ptr<CeilingMeter>> make_meter(const ModelFacts& facts);

}  // namespace snug::bench
