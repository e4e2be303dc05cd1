#include "app/viewmodels/models/device_plan.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace snug::ui {
namespace {

using device::ArenaKind;

/// Lines of a part's detail before the rest is one line: what a tool tip can hold.
constexpr size_t kDetailLines = 8;

QString tr(const char* text) {
  return QCoreApplication::translate("DevicePlan", text);
}

QString size(double bytes) {
  const double mib = bytes / (1 << 20);
  if (mib < 1024) return tr("%1 MiB").arg(QLocale().toString(mib, 'f', mib < 10 ? 2 : 0));
  return tr("%1 GiB").arg(QLocale().toString(mib / 1024, 'f', 2));
}

/// The largest allocations in the device's arenas of these kinds, one a line.
QString detailOf(const plan::Plan& plan, int32_t index, std::initializer_list<ArenaKind> kinds) {
  std::vector<const plan::Allocation*> in;
  for (const plan::Allocation& allocation : plan.allocations) {
    const plan::ArenaPlan& arena = plan.arenas[static_cast<size_t>(allocation.arena)];
    if (arena.device == index && std::find(kinds.begin(), kinds.end(), arena.kind) != kinds.end())
      in.push_back(&allocation);
  }
  std::stable_sort(in.begin(), in.end(), [](const auto* a, const auto* b) { return a->size_bytes > b->size_bytes; });
  QStringList lines;
  for (size_t i = 0; i < std::min(in.size(), kDetailLines); ++i) {
    lines << QString::fromStdString(in[i]->reason) + QLatin1String(", ") + size(static_cast<double>(in[i]->size_bytes));
  }
  if (in.size() > kDetailLines) lines << tr("and %1 more").arg(in.size() - kDetailLines);
  return lines.join(QLatin1Char('\n'));
}

void add(DeviceShare& share, const char* part, int64_t bytes, QString detail) {
  if (bytes <= 0) return;
  share.needBytes += static_cast<double>(bytes);
  share.parts.push_back({QLatin1String(part), static_cast<double>(bytes), std::move(detail)});
}

void judge(DeviceShare& share, const device::MemoryInfo& memory) {
  if (memory.total_bytes <= 0) return;
  share.totalBytes = static_cast<double>(memory.total_bytes);
  share.availableBytes = static_cast<double>(std::clamp<int64_t>(memory.free_bytes, 0, memory.total_bytes));
  const std::string_view verdict = plan::name_of(plan::judge(static_cast<int64_t>(share.needBytes), memory));
  share.verdict = QString::fromUtf8(verdict.data(), static_cast<qsizetype>(verdict.size()));
}

}  // namespace

QString memoryKindOf(const device::DeviceCaps& caps) {
  return caps.shares_host_memory ? QStringLiteral("ram") : QStringLiteral("gpu");
}

QString memoryNameOf(const device::DeviceCaps& caps) {
  return caps.shares_host_memory ? tr("System memory") : QString::fromStdString(caps.name);
}

DeviceShare shareOf(const plan::Plan& plan, int32_t index, const device::DeviceCaps& caps,
                    const device::MemoryInfo& memory) {
  const plan::Breakdown need = plan::breakdown(plan, index, caps);
  DeviceShare share;
  share.name = memoryNameOf(caps);
  share.deviceKind = memoryKindOf(caps);
  add(share, "weights", need.weights_bytes,
      caps.shares_host_memory ? detailOf(plan, index, {ArenaKind::weights, ArenaKind::host_weights})
                              : detailOf(plan, index, {ArenaKind::weights}));
  add(share, "kv", need.kv_bytes + need.state_bytes, detailOf(plan, index, {ArenaKind::kv}));
  add(share, "scratch", need.scratch_bytes + need.staging_bytes,
      detailOf(plan, index, {ArenaKind::scratch, ArenaKind::staging}));
  add(share, "driver", need.overhead_bytes, tr("Context and kernels of the driver"));
  share.layersTotal = static_cast<int>(plan.program.layer_starts.size()) - 1;
  for (const plan::LayerSpan& span : plan.spec.spans) {
    if (span.device == index) share.layers += span.last_layer - span.first_layer;
  }
  share.kvHere = need.kv_bytes > 0;
  judge(share, memory);
  return share;
}

DeviceShare hostShareOf(const plan::Plan& plan, int32_t index, const device::MemoryInfo& memory) {
  DeviceShare share;
  share.name = tr("System memory");
  share.deviceKind = QStringLiteral("ram");
  add(share, "weights", plan.bytes(index, ArenaKind::host_weights), detailOf(plan, index, {ArenaKind::host_weights}));
  share.layersTotal = static_cast<int>(plan.program.layer_starts.size()) - 1;
  judge(share, memory);
  return share;
}

DevicePlan::DevicePlan(QObject* parent)
    : QObject(parent),
      m_parts({{"part", [](const MemoryPartRow& p) { return p.part; }},
               {"bytes", [](const MemoryPartRow& p) { return p.bytes; }},
               {"detail", [](const MemoryPartRow& p) { return p.detail; }}}) {}

void DevicePlan::show(const DeviceShare& share) {
  if (share == m_share) return;
  m_share = share;
  m_parts.update(m_share.parts, [](const MemoryPartRow& a, const MemoryPartRow& b) { return a.part == b.part; });
  Q_EMIT changed();
}

QString DevicePlan::verdictText() const {
  if (m_share.verdict.isEmpty()) return {};
  const double spare = m_share.availableBytes - m_share.needBytes;
  if (m_share.verdict == QLatin1String("fits")) return tr("Fits, %1 to spare").arg(size(spare));
  if (m_share.verdict == QLatin1String("tight")) return tr("Tight, %1 to spare").arg(size(spare));
  if (m_share.verdict == QLatin1String("unknown")) return tr("Not known");
  return tr("Does not fit, %1 more than is free").arg(size(-spare));
}

}  // namespace snug::ui
