// Predicted against measured memory of a loaded model, as the table shows it.
#pragma once

#include <QString>
#include <vector>

#include "engine/device/caps.h"
#include "engine/session/protocol.h"

namespace snug::ui {

/// One line of the table, GiB with three decimals; empty where nothing was measured.
struct MeasuredRow {
  QString rowTitle;
  QString weights;
  QString kv;
  QString scratch;
  QString driver;
  QString total;
  bool operator==(const MeasuredRow&) const = default;
};

/// Predicted, measured and difference; only the first where the device does not tell what its allocations take. The
/// driver's part cannot be told from outside: it is left out of what was measured and of the difference.
std::vector<MeasuredRow> measuredRows(const session::ModelInfo& loaded, const device::DeviceCaps& caps);

}  // namespace snug::ui
