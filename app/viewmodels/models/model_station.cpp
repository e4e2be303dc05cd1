#include "app/viewmodels/models/model_station.h"

#include <QPointer>
#include <QThreadPool>
#include <algorithm>

namespace snug::ui {

ModelStation::ModelStation(EngineBridge& engine, std::vector<std::filesystem::path> folders, QObject* parent)
    : QObject(parent), m_engine(engine), m_folders(std::move(folders)) {
  connect(&engine, &EngineBridge::loadProgressed, this, [this](quint64 id, qint64 done, qint64 total) {
    if (id != m_loadId) return;
    m_progress = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0;
    m_loadedBytes = done;
    Q_EMIT progressChanged();
  });
  connect(&engine, &EngineBridge::loaded, this, [this](quint64 id, const session::ModelInfo& info) {
    if (id != m_loadId) return;
    m_info = info;
    m_resident = true;
    m_progress = 1;
    // It may have come to its end before it could be cancelled for another.
    setPhase(m_chosen && isResident(*m_chosen) ? Phase::loaded : m_phase);
  });
  connect(&engine, &EngineBridge::unloaded, this, [this] {
    if (m_phase == Phase::loading) return;  // asked for after it
    m_resident = false;
    if (m_phase == Phase::loaded) setPhase(Phase::unloaded);
  });
  connect(&engine, &EngineBridge::failed, this, [this](quint64 id, const Error& error) {
    if (id != m_loadId || !m_chosen || m_chosen->path != m_loadPath) return;
    m_failure = error;
    setPhase(error.code == Code::cancelled ? Phase::unloaded : Phase::failed);
  });
}

ModelStation::~ModelStation() = default;

void ModelStation::rescan() {
  QThreadPool::globalInstance()->start([self = QPointer(this), folders = m_folders] {
    auto models = catalog::scan(folders);
    QMetaObject::invokeMethod(
        self,
        [self, models = std::move(models)]() mutable {
          if (!self) return;
          self->m_models = std::move(models);
          for (const catalog::LocalModel& added : self->m_added) {
            const bool known = std::any_of(self->m_models.begin(), self->m_models.end(),
                                           [&](const auto& m) { return m.path == added.path; });
            if (!known) self->m_models.push_back(added);
          }
          self->m_scanned = true;
          Q_EMIT self->modelsChanged();
        },
        Qt::QueuedConnection);
  });
}

Result<catalog::LocalModel> ModelStation::addFile(const std::filesystem::path& path) {
  SNUG_TRY(catalog::LocalModel model, catalog::describe(path));
  model.source = "folder";
  m_added.push_back(model);
  if (find(model.ref) == nullptr) m_models.push_back(model);
  Q_EMIT modelsChanged();
  return model;
}

const catalog::LocalModel* ModelStation::find(const std::string& ref) const {
  const auto it = std::find_if(m_models.begin(), m_models.end(), [&](const auto& m) { return m.ref == ref; });
  return it == m_models.end() ? nullptr : &*it;
}

void ModelStation::choose(const std::string& ref) {
  const catalog::LocalModel* model = find(ref);
  if (model == nullptr || (m_chosen && m_chosen->ref == ref)) return;
  m_chosen = *model;
  cancelLoad();  // of another model
  setPhase(isResident(*model) ? Phase::loaded : Phase::unloaded);
  Q_EMIT chosenChanged();
}

void ModelStation::load() {
  if (!m_chosen) return;
  const std::string path = m_chosen->path.string();
  if (m_phase == Phase::loaded && m_info.path == path && m_options == m_loadedOptions) return;
  if (m_phase == Phase::loading && m_options == m_loadedOptions) return;
  if (m_phase == Phase::loading) m_engine.cancel(m_loadId);
  m_failure.reset();
  m_progress = 0;
  m_loadedBytes = 0;
  m_loadedOptions = m_options;
  m_resident = false;  // the engine unloads it first
  m_loadPath = path;
  m_loadId = m_engine.load(path, m_options);
  setPhase(Phase::loading);
}

void ModelStation::unload() {
  cancelLoad();
  m_engine.unload();
  m_resident = false;
  if (m_chosen) setPhase(Phase::unloaded);
}

void ModelStation::cancelLoad() {
  if (m_phase == Phase::loading) m_engine.cancel(m_loadId);
}

void ModelStation::setPhase(Phase phase) {
  m_phase = phase;
  Q_EMIT phaseChanged();
}

}  // namespace snug::ui
