#include "app/viewmodels/models/measured_rows.h"

#include <QCoreApplication>
#include <QLocale>

namespace snug::ui {
namespace {

using device::ArenaKind;

QString tr(const char* text) {
  return QCoreApplication::translate("MeasuredRows", text);
}

QString gib(int64_t bytes) {
  return QLocale().toString(static_cast<double>(bytes) / (1 << 30), 'f', 3);
}

struct Part {
  int64_t planned = 0;
  int64_t measured = 0;
  bool known = false;
};

enum Column { kWeights, kKv, kScratch, kColumns };

Column columnOf(ArenaKind kind) {
  switch (kind) {
    case ArenaKind::weights:
    case ArenaKind::host_weights:
      return kWeights;
    case ArenaKind::kv:
      return kKv;
    case ArenaKind::scratch:
    case ArenaKind::staging:
      break;
  }
  return kScratch;
}

}  // namespace

std::vector<MeasuredRow> measuredRows(const session::ModelInfo& loaded, const device::DeviceCaps& caps) {
  Part parts[kColumns];
  for (size_t i = 0; i < loaded.arenas.size(); ++i) {
    const plan::ArenaPlan& arena = loaded.arenas[i];
    if (arena.kind == ArenaKind::host_weights && !caps.shares_host_memory) continue;
    const int64_t bytes = i < loaded.arena_bytes.size() ? loaded.arena_bytes[i] : -1;
    Part& part = parts[columnOf(arena.kind)];
    part.planned += arena.size_bytes;
    part.measured += bytes >= 0 ? bytes : arena.size_bytes;  // pinned pieces, exact by what they are
    part.known = part.known || bytes >= 0;
  }
  Part all;
  for (const Part& part : parts) {
    all.planned += part.planned;
    all.measured += part.measured;
    all.known = all.known || part.known;
  }
  std::vector<MeasuredRow> rows;
  rows.push_back({tr("Predicted"), gib(parts[kWeights].planned), gib(parts[kKv].planned), gib(parts[kScratch].planned),
                  caps.overhead_bytes > 0 ? gib(caps.overhead_bytes) : QString(),
                  gib(all.planned + caps.overhead_bytes)});
  if (!all.known) return rows;
  const auto measured = [](const Part& part) { return part.known ? gib(part.measured) : QString(); };
  const auto difference = [](const Part& part) { return part.known ? gib(part.measured - part.planned) : QString(); };
  rows.push_back({tr("Measured"),
                  measured(parts[kWeights]),
                  measured(parts[kKv]),
                  measured(parts[kScratch]),
                  {},
                  caps.overhead_bytes > 0 ? QString() : measured(all)});
  const double percent =
      all.planned > 0 ? 100.0 * static_cast<double>(all.measured - all.planned) / static_cast<double>(all.planned) : 0;
  rows.push_back({tr("Difference"),
                  difference(parts[kWeights]),
                  difference(parts[kKv]),
                  difference(parts[kScratch]),
                  {},
                  tr("%1 %").arg(QLocale().toString(percent, 'f', 2))});
  return rows;
}

}  // namespace snug::ui
