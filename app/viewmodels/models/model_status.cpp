#include "app/viewmodels/models/model_status.h"

namespace snug::ui {

ModelStatus::ModelStatus(ModelDesk& desk, QObject* parent) : QObject(parent), m_desk(desk) {
  ModelStation& station = desk.station();
  connect(&station, &ModelStation::chosenChanged, this, &ModelStatus::changed);
  connect(&station, &ModelStation::phaseChanged, this, &ModelStatus::changed);
  connect(&station, &ModelStation::modelsChanged, this, &ModelStatus::changed);
  connect(&station, &ModelStation::progressChanged, this, &ModelStatus::progressChanged);
  connect(&station, &ModelStation::phaseChanged, this, &ModelStatus::progressChanged);
  connect(&desk, &ModelDesk::outlooksChanged, this, &ModelStatus::changed);
}

const Forecast* ModelStatus::forecast() const {
  const catalog::LocalModel* model = m_desk.station().chosen();
  const Outlook* outlook = model == nullptr ? nullptr : m_desk.outlook(model->ref);
  return outlook != nullptr && outlook->forecast ? &*outlook->forecast : nullptr;
}

QString ModelStatus::name() const {
  const catalog::LocalModel* model = m_desk.station().chosen();
  return model == nullptr ? QString() : QString::fromStdString(model->name);
}

QString ModelStatus::quant() const {
  const catalog::LocalModel* model = m_desk.station().chosen();
  return model == nullptr ? QString() : QString::fromStdString(model->quantization);
}

QString ModelStatus::deviceText() const {
  const ModelStation& station = m_desk.station();
  if (station.phase() == ModelStation::Phase::loaded) return QString::fromStdString(station.info().device_name);
  return forecast() == nullptr ? QString() : forecast()->deviceName;
}

QString ModelStatus::phase() const {
  if (m_desk.station().chosen() == nullptr) return QStringLiteral("none");
  switch (m_desk.station().phase()) {
    case ModelStation::Phase::none:
    case ModelStation::Phase::unloaded:
      return QStringLiteral("unloaded");
    case ModelStation::Phase::loading:
      return QStringLiteral("loading");
    case ModelStation::Phase::loaded:
      return QStringLiteral("loaded");
    case ModelStation::Phase::failed:
      return QStringLiteral("failed");
  }
  return QStringLiteral("none");
}

int ModelStatus::contextTokens() const {
  const ModelStation& station = m_desk.station();
  if (station.phase() == ModelStation::Phase::loaded) return static_cast<int>(station.info().n_ctx);
  return forecast() == nullptr ? -1 : static_cast<int>(forecast()->contextTokens);
}

double ModelStatus::expectedRate() const {
  const catalog::LocalModel* model = m_desk.station().chosen();
  return model == nullptr ? -1 : m_desk.rate(model->ref);
}

double ModelStatus::expectedLoad() const {
  const catalog::LocalModel* model = m_desk.station().chosen();
  return model == nullptr ? -1 : m_desk.book().loadSeconds(model->ref);
}

}  // namespace snug::ui
