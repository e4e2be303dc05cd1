#include "app/viewmodels/models/device_list_model.h"

#include <algorithm>

#include "engine/session/loaded_model.h"

namespace snug::ui {
namespace {

using device::ArenaKind;
using session::DeviceEntry;

/// The loaded model's arenas as parts of the bar.
DeviceShare shareOfLoaded(const session::ModelInfo& loaded, const device::DeviceCaps& caps) {
  DeviceShare share;
  const auto add = [&](const char* part, std::initializer_list<ArenaKind> kinds, int64_t more) {
    int64_t bytes = more;
    for (const plan::ArenaPlan& arena : loaded.arenas) {
      if (std::find(kinds.begin(), kinds.end(), arena.kind) != kinds.end()) bytes += arena.size_bytes;
    }
    if (bytes <= 0) return;
    share.parts.push_back({QLatin1String(part), static_cast<double>(bytes), {}});
    share.needBytes += static_cast<double>(bytes);
  };
  if (caps.shares_host_memory)
    add("weights", {ArenaKind::weights, ArenaKind::host_weights}, 0);
  else
    add("weights", {ArenaKind::weights}, 0);
  add("kv", {ArenaKind::kv}, 0);
  add("scratch", {ArenaKind::scratch, ArenaKind::staging}, 0);
  add("driver", {}, caps.overhead_bytes);
  return share;
}

}  // namespace

DeviceListModel::DeviceListModel(ModelDesk& desk, QObject* parent)
    : QObject(parent),
      m_desk(desk),
      m_rows({{"name", [](const DeviceListRow& r) { return r.name; }},
              {"deviceKind", [](const DeviceListRow& r) { return r.deviceKind; }},
              {"freeBytes", [](const DeviceListRow& r) { return r.freeBytes; }},
              {"totalBytes", [](const DeviceListRow& r) { return r.totalBytes; }},
              {"speed", [](const DeviceListRow& r) { return r.speed; }}}),
      m_loaded({{"modelId", [](const LoadedModelRow& r) { return r.modelId; }},
                {"title", [](const LoadedModelRow& r) { return r.title; }},
                {"quant", [](const LoadedModelRow& r) { return r.quant; }},
                {"bytes", [](const LoadedModelRow& r) { return r.bytes; }},
                {"deviceText", [](const LoadedModelRow& r) { return r.deviceText; }}}) {
  connect(&desk.watch(), &DeviceWatch::memoryChanged, this, &DeviceListModel::refresh);
  connect(&desk.watch(), &DeviceWatch::speedsChanged, this, &DeviceListModel::refresh);
  connect(&desk.station(), &ModelStation::phaseChanged, this, &DeviceListModel::refresh);
  connect(&desk.station(), &ModelStation::modelsChanged, this, &DeviceListModel::refreshLoaded);
  refresh();
}

void DeviceListModel::refresh() {
  std::vector<DeviceListRow> rows;
  for (const DeviceEntry* entry : m_desk.watch().shown()) {
    const DeviceFacts& facts = m_desk.watch().facts().at(entry->caps.id);
    DeviceListRow row;
    row.name = QString::fromStdString(entry->caps.name);
    row.deviceKind = entry->caps.shares_host_memory ? QStringLiteral("cpu") : QStringLiteral("gpu");
    if (facts.memory.total_bytes > 0) {
      row.freeBytes = static_cast<double>(facts.memory.free_bytes);
      row.totalBytes = static_cast<double>(facts.memory.total_bytes);
    }
    row.speed = facts.bytesPerSecond > 0 ? facts.bytesPerSecond / 1e9 : -1;
    rows.push_back(std::move(row));
  }
  m_rows.update(std::move(rows), [](const DeviceListRow& a, const DeviceListRow& b) {
    return a.name == b.name && a.deviceKind == b.deviceKind;
  });
  refreshLoaded();
  refreshBusiest();
}

void DeviceListModel::refreshLoaded() {
  std::vector<LoadedModelRow> rows;
  if (const session::ModelInfo* loaded = m_desk.station().resident()) {
    LoadedModelRow row;
    row.title = QString::fromStdString(loaded->name);
    row.quant = QString::fromStdString(loaded->quantization);
    row.deviceText = QString::fromStdString(loaded->device_name);
    for (const catalog::LocalModel& model : m_desk.station().models()) {
      if (model.path.string() != loaded->path) continue;
      row.modelId = QString::fromStdString(model.ref);
      row.title = QString::fromStdString(model.name);
    }
    for (const plan::ArenaPlan& arena : loaded->arenas) row.bytes += static_cast<double>(arena.size_bytes);
    rows.push_back(std::move(row));
  }
  m_loaded.update(std::move(rows),
                  [](const LoadedModelRow& a, const LoadedModelRow& b) { return a.modelId == b.modelId; });
}

void DeviceListModel::refreshBusiest() {
  if (!m_desk.watch().probed() || m_desk.watch().shown().empty()) return;
  // The device with the model; without one the fullest GPU, else the machine's memory.
  const session::ModelInfo* loaded = m_desk.station().resident();
  const DeviceEntry* entry = nullptr;
  double fullest = -1;
  for (const DeviceEntry* shown : m_desk.watch().shown()) {
    const device::MemoryInfo& memory = m_desk.watch().facts().at(shown->caps.id).memory;
    const double used = memory.total_bytes > 0
                            ? 1.0 - static_cast<double>(memory.free_bytes) / static_cast<double>(memory.total_bytes)
                            : 0;
    double rank = used + (shown->caps.shares_host_memory ? 0 : 1);
    if (loaded != nullptr && loaded->device_id == shown->caps.id) rank += 2;
    if (rank > fullest) entry = shown;
    fullest = std::max(fullest, rank);
  }
  const device::MemoryInfo memory = m_desk.watch().facts().at(entry->caps.id).memory;
  DeviceShare share;
  if (loaded != nullptr && loaded->device_id == entry->caps.id) share = shareOfLoaded(*loaded, entry->caps);
  share.name = memoryNameOf(entry->caps);
  share.deviceKind = memoryKindOf(entry->caps);
  share.totalBytes = static_cast<double>(memory.total_bytes);
  share.availableBytes = std::min(share.totalBytes, static_cast<double>(memory.free_bytes) + share.needBytes);
  m_busiest.show(share);
  m_busiestFree = static_cast<double>(memory.free_bytes);
  m_known = true;
  Q_EMIT busiestChanged();
}

void DeviceListModel::unload(const QString& id) {
  for (int i = 0; i < m_loaded.rowCount(); ++i) {
    if (m_loaded.at(i).modelId == id) return m_desk.station().unload();
  }
}

}  // namespace snug::ui
