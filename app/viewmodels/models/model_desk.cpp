#include "app/viewmodels/models/model_desk.h"

#include <QPointer>
#include <algorithm>
#include <cstdlib>

namespace snug::ui {
namespace {

constexpr int kSettleMs = 50;

struct Job {
  catalog::LocalModel model;
  session::LoadOptions options;
  std::shared_ptr<const models::Model> known;
};

Outlook lookAt(const Job& job, const std::vector<session::DeviceEntry>& devices, const FactsByDevice& facts) {
  Outlook out;
  out.model = job.known;
  if (out.model == nullptr) {
    auto model = readModel(job.model.path);
    if (!model) {
      out.error = model.error();
      return out;
    }
    out.model = *std::move(model);
  }
  auto forecast = forecastRun(*out.model, job.options, devices, facts);
  if (!forecast) {
    out.error = forecast.error();
    return out;
  }
  out.forecast = *std::move(forecast);
  out.contextFits = longestThatFits(*out.model, job.options, devices, facts);
  return out;
}

}  // namespace

ModelDesk::ModelDesk(EngineBridge& engine, ModelStation& station, store::StoreThread& store, QObject* parent)
    : QObject(parent), m_engine(engine), m_station(station), m_watch(engine, store), m_book(engine, station, store) {
  m_pool.setMaxThreadCount(1);
  m_settle.setSingleShot(true);
  m_settle.setInterval(kSettleMs);
  connect(&m_settle, &QTimer::timeout, this, &ModelDesk::plan);
  connect(&station, &ModelStation::modelsChanged, this, &ModelDesk::schedule);
  connect(&m_watch, &DeviceWatch::memoryChanged, this, &ModelDesk::onMemory);
  connect(&station, &ModelStation::phaseChanged, this, &ModelDesk::schedule);  // what a load would release
  connect(&m_watch, &DeviceWatch::speedsChanged, this, &ModelDesk::schedule);
  connect(&m_book, &ModelBook::changed, this, &ModelDesk::schedule);
  connect(&station, &ModelStation::chosenChanged, this, &ModelDesk::applyOptions);
  connect(&m_book, &ModelBook::read, this, &ModelDesk::applyOptions);
  connect(&m_book, &ModelBook::defaultsChanged, this, &ModelDesk::applyOptions);
  m_watch.refresh();
  schedule();
}

ModelDesk::~ModelDesk() {
  m_pool.clear();
  m_pool.waitForDone();
}

const Outlook* ModelDesk::outlook(const std::string& ref) const {
  const auto it = m_outlooks.find(ref);
  return it == m_outlooks.end() ? nullptr : &it->second;
}

bool ModelDesk::complete() const {
  for (const catalog::LocalModel& model : m_station.models()) {
    if (outlook(model.ref) == nullptr) return false;
  }
  return true;
}

FactsByDevice ModelDesk::facts() const {
  const session::ModelInfo* loaded = m_station.resident();
  FactsByDevice facts =
      loaded == nullptr ? m_watch.facts() : withReleased(m_watch.facts(), m_engine.devices(), *loaded);
  for (auto& [id, known] : facts)
    known.memory.free_bytes = std::max<int64_t>(0, known.memory.free_bytes - m_reserveBytes);
  return facts;
}

void ModelDesk::setReserve(int64_t bytes) {
  if (bytes == m_reserveBytes) return;
  m_reserveBytes = bytes;
  schedule();
}

QString ModelDesk::verdict(const std::string& ref) const {
  const Outlook* known = outlook(ref);
  if (known == nullptr) return {};
  if (known->forecast) return known->forecast->verdict;
  return known->model == nullptr ? QStringLiteral("unknown") : QStringLiteral("no");
}

double ModelDesk::rate(const std::string& ref) const {
  if (rateMeasured(ref)) return m_book.rate(ref);
  const Outlook* known = outlook(ref);
  return known != nullptr && known->forecast ? known->forecast->rate : -1;
}

void ModelDesk::load(const std::string& ref) {
  if (m_station.find(ref) == nullptr) return;
  m_station.choose(ref);
  m_station.load();
}

void ModelDesk::applyOptions() {
  const catalog::LocalModel* model = m_station.chosen();
  if (model == nullptr || m_station.phase() == ModelStation::Phase::loading) return;
  m_station.setOptions(m_station.isResident(*model) ? m_station.loadedOptions() : m_book.options(model->ref));
}

void ModelDesk::onMemory() {
  for (const auto& [id, known] : m_watch.facts()) {
    const auto planned = m_plannedFor.find(id);
    if (planned == m_plannedFor.end() || planned->second.memory.total_bytes != known.memory.total_bytes ||
        std::abs(planned->second.memory.free_bytes - known.memory.free_bytes) > kMemoryStepBytes)
      return schedule();
  }
}

void ModelDesk::plan() {
  if (!m_watch.probed()) return;  // memoryChanged() comes
  if (m_planning) {
    m_again = true;
    return;
  }
  m_planning = true;
  m_plannedFor = m_watch.facts();
  std::vector<Job> jobs;
  for (const catalog::LocalModel& model : m_station.models()) {
    const Outlook* known = outlook(model.ref);
    jobs.push_back({model, m_book.options(model.ref), known == nullptr ? nullptr : known->model});
  }
  m_pool.start([this, jobs = std::move(jobs), facts = facts()] {
    std::map<std::string, Outlook> made;
    for (const Job& job : jobs) made.emplace(job.model.ref, lookAt(job, m_engine.devices(), facts));
    QMetaObject::invokeMethod(
        this,
        [this, made = std::move(made)]() mutable {
          m_outlooks = std::move(made);
          m_planning = false;
          if (std::exchange(m_again, false)) schedule();
          Q_EMIT outlooksChanged();
        },
        Qt::QueuedConnection);
  });
}

void ModelDesk::findLongest(const std::string& ref, const session::LoadOptions& options, QObject* context,
                            std::function<void(int64_t)> done) {
  const Outlook* known = outlook(ref);
  if (known == nullptr || known->model == nullptr) return;
  const quint64 call = ++m_longestCall;
  m_pool.start([this, model = known->model, options, facts = facts(), call, context = QPointer(context),
                done = std::move(done)]() mutable {
    const int64_t longest = longestThatFits(*model, options, m_engine.devices(), facts);
    QMetaObject::invokeMethod(
        this,
        [this, longest, call, context, done = std::move(done)] {
          if (call == m_longestCall && context) done(longest);
        },
        Qt::QueuedConnection);
  });
}

}  // namespace snug::ui
