#include "app/viewmodels/chat/load_failure.h"

#include <QLocale>
#include <algorithm>

#include "engine/base/error_table.h"
#include "engine/session/loaded_model.h"

namespace snug::ui {
namespace {

qint64 number(const Error& error, const char* key) {
  for (const auto& [name, value] : error.context) {
    if (name == key) return QString::fromStdString(value).toLongLong();
  }
  return 0;
}

}  // namespace

LoadFailure::LoadFailure(ModelStation& station, QObject* parent)
    : QObject(parent),
      m_station(station),
      m_fixes({{"title", [](const LoadFix& f) { return f.title; }},
               {"effect", [](const LoadFix& f) { return f.effect; }},
               {"actionText", [](const LoadFix& f) { return f.actionText; }},
               {"primary", [](const LoadFix& f) { return f.primary; }}}) {
  connect(&station, &ModelStation::phaseChanged, this, &LoadFailure::refresh);
}

void LoadFailure::setDesk(ModelDesk& desk) {
  m_desk = &desk;
  connect(&desk, &ModelDesk::outlooksChanged, this, &LoadFailure::refresh);
  refresh();
}

std::optional<Forecast> LoadFailure::forecastWith(const session::LoadOptions& options) const {
  const catalog::LocalModel* model = m_station.chosen();
  const Outlook* outlook = m_desk == nullptr || model == nullptr ? nullptr : m_desk->outlook(model->ref);
  if (outlook == nullptr || outlook->model == nullptr) return {};
  auto forecast = forecastRun(*outlook->model, options, m_desk->engine().devices(), m_desk->facts());
  if (!forecast) return {};
  return *std::move(forecast);
}

QString LoadFailure::effectOf(const session::LoadOptions& options, const QString& otherwise) const {
  const std::optional<Forecast> forecast = forecastWith(options);
  if (!forecast) return otherwise;
  QString text = tr("needs %1 GiB").arg(QLocale().toString(forecast->device.needBytes / (1 << 30), 'f', 2));
  if (forecast->verdict == QLatin1String("tight")) text += tr(", tight");
  if (forecast->verdict == QLatin1String("no")) text += tr(", more than is free");
  if (forecast->rate > 0) text += tr(", \u2248 %1 tok/s").arg(QLocale().toString(forecast->rate, 'f', 0));
  return text;
}

void LoadFailure::refreshPlan() {
  const std::optional<Forecast> forecast = forecastWith(m_station.loadedOptions());
  m_planned = forecast.has_value();
  if (forecast) m_plan.show(forecast->device);
}

QString LoadFailure::details() const {
  if (!active()) return {};
  const Error& error = *m_station.failure();
  QStringList lines{QString::fromStdString(std::string(error_info(error.code).name)),
                    QString::fromStdString(message_of(error))};
  for (const auto& [name, value] : error.context) lines << QString::fromStdString(name + " = " + value);
  return lines.join(QLatin1Char('\n'));
}

void LoadFailure::refresh() {
  if (active()) {
    const Error& error = *m_station.failure();
    m_title = tr("%1 did not load").arg(QString::fromStdString(m_station.chosen()->name));
    m_sentence = QString::fromStdString(message_of(error)) + QLatin1String(". ") +
                 tr("Everything was released again; your message is kept.");
    refreshPlan();
    m_fixes.update(fixesFor(error), [](const LoadFix& a, const LoadFix& b) { return a.title == b.title; });
  }
  Q_EMIT changed();
}

std::vector<LoadFix> LoadFailure::fixesFor(const Error& error) const {
  std::vector<LoadFix> fixes;
  if (error.code != Code::does_not_fit && error.code != Code::out_of_memory) return fixes;
  const session::LoadOptions& tried = m_station.loadedOptions();
  qint64 fits = number(error, "n_ctx_fits");
  if (const std::optional<Forecast> forecast = forecastWith(tried); fits <= 0 && forecast) {
    // The device refused what the plan asked for: the forecast of now says what it would grant.
    const Outlook* outlook = m_desk->outlook(m_station.chosen()->ref);
    if (outlook->contextFits < forecast->contextTokens) fits = outlook->contextFits;
  }
  if (fits > 0) {
    LoadFix fix;
    fix.title = tr("Use %1 context").arg(QLocale().toString(fits));
    fix.actionText = tr("Load");
    fix.primary = true;
    fix.options = tried;
    fix.options.n_ctx = fits;
    fix.effect = effectOf(fix.options, tr("The longest that fits now"));
    fixes.push_back(fix);
  }
  if (!tried.kv || tried.kv->k != quant::DType::Q8_0) {
    LoadFix fix;
    fix.title = tr("Use a Q8_0 KV cache");
    fix.actionText = tr("Load");
    fix.primary = fixes.empty();
    fix.options = tried;
    fix.options.kv = device::KvTypes{quant::DType::Q8_0, quant::DType::Q8_0};
    fix.effect = effectOf(fix.options, tr("The cache takes 53 % of its F16 size"));
    fixes.push_back(fix);
  }
  addHostFix(fixes);
  return fixes;
}

void LoadFailure::addHostFix(std::vector<LoadFix>& fixes) const {
  if (m_desk == nullptr) return;
  const auto& devices = m_desk->engine().devices();
  const auto failed = session::find_device(devices, m_station.loadedOptions().device);
  if (!failed || (*failed)->caps.shares_host_memory) return;
  for (const session::DeviceEntry* entry : m_desk->watch().shown()) {
    if (!entry->caps.shares_host_memory) continue;
    LoadFix fix;
    fix.title = tr("Run it on the CPU");
    fix.actionText = tr("Load");
    fix.primary = fixes.empty();
    fix.options = m_station.loadedOptions();
    fix.options.device = entry->caps.id;
    fix.effect = effectOf(fix.options, tr("Slower, in system memory"));
    fixes.push_back(fix);
    return;
  }
}

void LoadFailure::apply(int row) {
  if (!m_fixes.has(row)) return;
  m_station.setOptions(m_fixes.at(row).options);
  m_station.load();
}

}  // namespace snug::ui
