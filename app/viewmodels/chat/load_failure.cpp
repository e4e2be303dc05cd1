#include "app/viewmodels/chat/load_failure.h"

#include <QLocale>

#include "engine/base/error_table.h"

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

void LoadFailure::refresh() {
  if (active()) {
    const Error& error = *m_station.failure();
    m_title = tr("%1 did not load").arg(QString::fromStdString(m_station.chosen()->name));
    m_sentence = QString::fromStdString(message_of(error)) + QLatin1String(". ") +
                 tr("Everything was released again; your message is kept.");
    m_fixes.update(fixesFor(error), [](const LoadFix& a, const LoadFix& b) { return a.title == b.title; });
  }
  Q_EMIT changed();
}

std::vector<LoadFix> LoadFailure::fixesFor(const Error& error) const {
  std::vector<LoadFix> fixes;
  if (error.code != Code::does_not_fit && error.code != Code::out_of_memory) return fixes;
  if (const qint64 fits = number(error, "n_ctx_fits"); fits > 0) {
    LoadFix fix;
    fix.title = tr("Use %1 context").arg(QLocale().toString(fits));
    fix.effect = tr("The longest that fits now");
    fix.actionText = tr("Load");
    fix.primary = true;
    fix.options = m_station.options();
    fix.options.n_ctx = fits;
    fixes.push_back(fix);
  }
  if (!m_station.options().kv || m_station.options().kv->k != quant::DType::Q8_0) {
    LoadFix fix;
    fix.title = tr("Use a Q8_0 KV cache");
    fix.effect = tr("The cache takes 53 % of its F16 size");
    fix.actionText = tr("Load");
    fix.primary = fixes.empty();
    fix.options = m_station.options();
    fix.options.kv = device::KvTypes{quant::DType::Q8_0, quant::DType::Q8_0};
    fixes.push_back(fix);
  }
  return fixes;
}

void LoadFailure::apply(int row) {
  if (!m_fixes.has(row)) return;
  m_station.setOptions(m_fixes.at(row).options);
  m_station.load();
}

}  // namespace snug::ui
