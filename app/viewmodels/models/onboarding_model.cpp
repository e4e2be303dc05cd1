#include "app/viewmodels/models/onboarding_model.h"

#include <algorithm>

#include "engine/base/error_table.h"

namespace snug::ui {
namespace {

/// Better first: what fits, then the larger one.
int severity(const QString& verdict) {
  static const QStringList kOrder{"fits", "tight", "partial", "pages", "no"};
  const auto at = kOrder.indexOf(verdict);
  return at < 0 ? static_cast<int>(kOrder.size()) : static_cast<int>(at);
}

}  // namespace

OnboardingModel::OnboardingModel(ModelDesk& desk, QObject* parent)
    : QObject(parent),
      m_desk(desk),
      m_found({{"modelId", [](const FoundModel& f) { return f.modelId; }},
               {"title", [](const FoundModel& f) { return f.title; }},
               {"quant", [](const FoundModel& f) { return f.quant; }},
               {"sourceText", [](const FoundModel& f) { return f.sourceText; }},
               {"rate", [](const FoundModel& f) { return f.rate; }},
               {"measured", [](const FoundModel& f) { return f.measured; }},
               {"verdict", [](const FoundModel& f) { return f.verdict; }},
               {"chosen", [](const FoundModel& f) { return f.chosen; }}}) {
  connect(&desk, &ModelDesk::outlooksChanged, this, &OnboardingModel::refresh);
  connect(&desk.station(), &ModelStation::modelsChanged, this, &OnboardingModel::refresh);
  connect(&desk.watch(), &DeviceWatch::memoryChanged, this, &OnboardingModel::refresh);
  connect(&desk.watch(), &DeviceWatch::speedsChanged, this, &OnboardingModel::refresh);
  m_patience.setSingleShot(true);
  m_patience.setInterval(kPatienceMs);
  connect(&m_patience, &QTimer::timeout, this, &OnboardingModel::refresh);
  m_patience.start();
  refresh();
}

void OnboardingModel::refresh() {
  const DeviceWatch& watch = m_desk.watch();
  const bool unmeasured = m_patience.isActive() &&
                          std::any_of(watch.shown().begin(), watch.shown().end(), [&](const session::DeviceEntry* e) {
                            return e->read_bandwidth && watch.facts().at(e->caps.id).bytesPerSecond <= 0;
                          });
  const bool waits = !m_desk.station().scanned() || !watch.probed() || !m_desk.complete() || unmeasured;
  if (m_phase == QLatin1String("measuring") && waits) return;

  std::vector<const catalog::LocalModel*> models;
  for (const catalog::LocalModel& model : m_desk.station().models()) {
    if (model.runnable) models.push_back(&model);
  }
  const auto rank = [&](const catalog::LocalModel* m) {
    return std::pair(severity(m_desk.verdict(m->ref)), -m->n_parameters);
  };
  std::stable_sort(models.begin(), models.end(), [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
  // The one that was chosen stays, wherever it ranks: here, or by the command line.
  const catalog::LocalModel* named = m_desk.station().chosen();
  const std::string wanted = m_chosen.empty() && named != nullptr ? named->ref : m_chosen;
  const auto picked = std::find_if(models.begin(), models.end(), [&](const auto* m) { return m->ref == wanted; });
  const bool hasPicked = picked != models.end();
  if (hasPicked && picked - models.begin() >= kMostFound) std::rotate(models.begin(), picked, picked + 1);
  if (models.size() > kMostFound) models.resize(kMostFound);

  std::vector<FoundModel> rows;
  for (const catalog::LocalModel* model : models) {
    FoundModel row;
    row.modelId = QString::fromStdString(model->ref);
    row.title = QString::fromStdString(model->name);
    row.quant = QString::fromStdString(model->quantization);
    row.sourceText = QString::fromStdString(model->source);
    row.rate = m_desk.rate(model->ref);
    row.measured = m_desk.rateMeasured(model->ref);
    row.verdict = m_desk.verdict(model->ref);
    row.chosen = hasPicked ? model->ref == wanted : rows.empty();
    rows.push_back(std::move(row));
  }
  m_phase = rows.empty() ? QStringLiteral("nothing") : QStringLiteral("found");
  m_found.update(std::move(rows), [](const FoundModel& a, const FoundModel& b) { return a.modelId == b.modelId; });
  Q_EMIT changed();
}

const FoundModel* OnboardingModel::chosen() const {
  const auto it = std::find_if(m_found.rows().begin(), m_found.rows().end(), [](const auto& f) { return f.chosen; });
  return it == m_found.rows().end() ? nullptr : &*it;
}

QString OnboardingModel::chosenTitle() const {
  return chosen() == nullptr ? QString() : chosen()->title;
}

double OnboardingModel::loadSeconds() const {
  return chosen() == nullptr ? -1 : m_desk.book().loadSeconds(chosen()->modelId.toStdString());
}

void OnboardingModel::choose(int row) {
  if (!m_found.has(row)) return;
  m_chosen = m_found.at(row).modelId.toStdString();
  refresh();
}

void OnboardingModel::start() {
  const FoundModel* model = chosen();
  if (model == nullptr) return addFile();
  m_desk.load(model->modelId.toStdString());
  Q_EMIT done();
}

void OnboardingModel::fileChosen(const QUrl& file) {
  const auto model = m_desk.station().addFile(file.toLocalFile().toStdString());
  if (!model) {
    Q_EMIT noticed(tr("%1: %2.").arg(file.fileName(), QString::fromStdString(message_of(model.error()))));
    return;
  }
  if (!model->runnable) {
    const Error error{Code::unknown_architecture, model->architecture};
    Q_EMIT noticed(tr("%1: %2.").arg(file.fileName(), QString::fromStdString(message_of(error))));
    return;
  }
  m_chosen = model->ref;
  refresh();
}

}  // namespace snug::ui
