#include "app/viewmodels/models/load_panel_model.h"

#include <algorithm>

#include "engine/base/error_table.h"
#include "engine/session/loaded_model.h"

namespace snug::ui {
namespace {

constexpr int kContextMin = 512;

}  // namespace

LoadPanelModel::LoadPanelModel(ModelDesk& desk, QObject* parent)
    : QObject(parent),
      m_desk(desk),
      m_devices({{"plan", [](const DeviceRow& r) { return QVariant::fromValue(r.plan); }}}),
      m_measured({{"rowTitle", [](const MeasuredRow& r) { return r.rowTitle; }},
                  {"weights", [](const MeasuredRow& r) { return r.weights; }},
                  {"kv", [](const MeasuredRow& r) { return r.kv; }},
                  {"scratch", [](const MeasuredRow& r) { return r.scratch; }},
                  {"driver", [](const MeasuredRow& r) { return r.driver; }},
                  {"total", [](const MeasuredRow& r) { return r.total; }}}) {
  const auto follow = [this] {
    if (!m_open) return;
    replan();
    showMeasured();
  };
  connect(&desk, &ModelDesk::outlooksChanged, this, follow);
  connect(&desk.watch(), &DeviceWatch::memoryChanged, this, follow);
  connect(&desk.station(), &ModelStation::phaseChanged, this, follow);
  connect(&desk.station(), &ModelStation::progressChanged, this, &LoadPanelModel::changed);
}

void LoadPanelModel::openFor(const QString& id) {
  const catalog::LocalModel* model = m_desk.station().find(id.toStdString());
  if (model == nullptr) return;
  m_model = *model;
  m_options =
      m_desk.station().isResident(*model) ? m_desk.station().loadedOptions() : m_desk.book().options(model->ref);
  m_forecast.reset();
  m_contextFits = 0;
  if (!m_open) {
    m_open = true;
    m_desk.watch().want(this, true);
    Q_EMIT openChanged();
  }
  replan();
  showMeasured();
}

void LoadPanelModel::setOpen(bool open) {
  if (open == m_open) return;
  if (open) {
    const catalog::LocalModel* chosen = m_desk.station().chosen();
    if (chosen != nullptr) openFor(QString::fromStdString(chosen->ref));
    return;
  }
  m_open = false;
  m_desk.watch().want(this, false);
  Q_EMIT openChanged();
}

void LoadPanelModel::setOptions(const session::LoadOptions& options) {
  if (options == m_options) return;
  m_options = options;
  replan();
}

void LoadPanelModel::replan() {
  m_forecast.reset();
  m_kvNote.clear();
  const Outlook* outlook = m_desk.outlook(ref());
  if (outlook != nullptr && outlook->model != nullptr) {
    auto forecast = forecastRun(*outlook->model, m_options, m_desk.engine().devices(), m_desk.facts());
    if (forecast) {
      m_forecast = *std::move(forecast);
      if (kvType() == QLatin1String("q8_0")) m_kvNote = tr("53 % of the F16 size; loss hard to measure");
      if (kvType() == QLatin1String("q4_0")) m_kvNote = tr("28 % of the F16 size; answers can suffer");
    } else {
      m_kvNote = QString::fromStdString(message_of(forecast.error()));
    }
    m_desk.findLongest(ref(), m_options, this, [this](int64_t longest) {
      if (longest == m_contextFits) return;
      m_contextFits = longest;
      Q_EMIT changed();
    });
  }
  showDevices();
  Q_EMIT changed();
}

void LoadPanelModel::setContextTokens(int tokens) {
  session::LoadOptions options = m_options;
  options.n_ctx = std::clamp(tokens, contextMin(), std::max(contextMin(), contextMax()));
  setOptions(options);
}

int LoadPanelModel::contextMin() const {
  return m_forecast ? static_cast<int>(std::clamp<int64_t>(m_forecast->contextTrained / 4, 1, kContextMin))
                    : kContextMin;
}

QString LoadPanelModel::kvType() const {
  if (!m_options.kv) return QStringLiteral("f16");
  const std::string_view name = quant::type_info(m_options.kv->k).name;
  return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())).toLower();
}

void LoadPanelModel::setKvType(const QString& type) {
  session::LoadOptions options = m_options;
  options.kv.reset();  // f16 is the devices' own choice
  if (type == QLatin1String("q8_0")) options.kv = device::KvTypes{quant::DType::Q8_0, quant::DType::Q8_0};
  if (type == QLatin1String("q4_0")) options.kv = device::KvTypes{quant::DType::Q4_0, quant::DType::Q4_0};
  setOptions(options);
}

void LoadPanelModel::setPlacement(const QString& placement) {
  session::LoadOptions options = m_options;
  options.device.clear();
  if (placement == QLatin1String("hand")) {
    if (m_desk.watch().shown().size() < 2) {
      Q_EMIT changed();  // nothing to choose from: the switch goes back
      return;
    }
    options.device = m_forecast ? m_forecast->deviceId : m_desk.watch().shown().front()->caps.id;
  }
  setOptions(options);
}

std::vector<std::pair<std::string, DeviceShare>> LoadPanelModel::shares() const {
  std::vector<std::pair<std::string, DeviceShare>> out;
  if (!m_forecast) return out;
  if (placement() == QLatin1String("best")) {
    out.emplace_back(m_forecast->deviceId, m_forecast->device);
    if (m_forecast->host.needBytes > 0) out.emplace_back(std::string(), m_forecast->host);
    return out;
  }
  const FactsByDevice facts = m_desk.facts();
  for (const session::DeviceEntry* entry : m_desk.watch().shown()) {
    if (entry->caps.id == m_forecast->deviceId) {
      out.emplace_back(entry->caps.id, m_forecast->device);
      continue;
    }
    DeviceShare share;
    if (entry->caps.shares_host_memory && m_forecast->host.needBytes > 0) share = m_forecast->host;
    share.name = memoryNameOf(entry->caps);
    share.deviceKind = memoryKindOf(entry->caps);
    const device::MemoryInfo memory = facts.at(entry->caps.id).memory;
    share.totalBytes = static_cast<double>(memory.total_bytes);
    share.availableBytes = static_cast<double>(memory.free_bytes);
    share.layersTotal = m_forecast->device.layersTotal;
    out.emplace_back(entry->caps.id, share);
  }
  return out;
}

void LoadPanelModel::showDevices() {
  const auto wanted = shares();
  const bool same = wanted.size() == m_devices.rows().size() &&
                    std::equal(wanted.begin(), wanted.end(), m_devices.rows().begin(),
                               [](const auto& a, const DeviceRow& b) { return a.first == b.id; });
  if (!same) {
    std::vector<DeviceRow> rows;
    for (const auto& [id, share] : wanted) {
      const auto old = std::find_if(m_devices.rows().begin(), m_devices.rows().end(),
                                    [&](const DeviceRow& r) { return r.id == id; });
      rows.push_back({id, old != m_devices.rows().end() ? old->plan : new DevicePlan(this)});
    }
    const std::vector<DeviceRow> before = m_devices.rows();
    m_devices.update(rows, [](const DeviceRow& a, const DeviceRow& b) { return a.id == b.id; });
    for (const DeviceRow& row : before) {
      if (std::none_of(rows.begin(), rows.end(), [&](const DeviceRow& r) { return r.plan == row.plan; }))
        row.plan->deleteLater();
    }
  }
  for (size_t i = 0; i < wanted.size(); ++i) m_devices.at(static_cast<int>(i)).plan->show(wanted[i].second);
}

void LoadPanelModel::showMeasured() {
  std::vector<MeasuredRow> rows;
  m_measuredDevice.clear();
  const session::ModelInfo* loaded = m_desk.station().resident();
  if (loaded != nullptr && loaded->path == m_model.path.string()) {
    if (const auto entry = session::find_device(m_desk.engine().devices(), loaded->device_id)) {
      rows = measuredRows(*loaded, (*entry)->caps);
      m_measuredDevice = QString::fromStdString(loaded->device_name);
    }
  }
  m_measured.update(std::move(rows),
                    [](const MeasuredRow& a, const MeasuredRow& b) { return a.rowTitle == b.rowTitle; });
  Q_EMIT changed();
}

void LoadPanelModel::moveTo(const std::string& id) {
  session::LoadOptions options = m_options;
  options.device = id;
  setOptions(options);
}

void LoadPanelModel::setLayers(int row, int n) {
  if (!m_devices.has(row) || placement() != QLatin1String("hand") || !m_forecast) return;
  const bool here = n * 2 > m_forecast->device.layersTotal;
  const std::string id = m_devices.at(row).id;
  if (here) return moveTo(id);
  if (id != m_forecast->deviceId) return;
  for (const DeviceRow& other : m_devices.rows()) {
    if (other.id != id) return moveTo(other.id);
  }
}

void LoadPanelModel::setKvHere(int row, bool here) {
  if (m_forecast) setLayers(row, here ? m_forecast->device.layersTotal : 0);
}

bool LoadPanelModel::isShownModel() const {
  const catalog::LocalModel* chosen = m_desk.station().chosen();
  return chosen != nullptr && chosen->ref == m_model.ref;
}

QString LoadPanelModel::state() const {
  const ModelStation& station = m_desk.station();
  if (station.phase() == ModelStation::Phase::loading && isShownModel()) return QStringLiteral("loading");
  return !m_model.ref.empty() && station.isResident(m_model) ? QStringLiteral("loaded") : QStringLiteral("idle");
}

QString LoadPanelModel::verdict() const {
  if (m_forecast) return m_forecast->verdict;
  return m_desk.verdict(ref());
}

void LoadPanelModel::load() {
  ModelStation& station = m_desk.station();
  if (station.find(ref()) == nullptr) return;
  station.choose(ref());
  station.setOptions(m_options);
  station.load();
}

}  // namespace snug::ui
