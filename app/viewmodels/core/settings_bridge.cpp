#include "app/viewmodels/core/settings_bridge.h"

#include <utility>

#include "engine/base/error_table.h"

namespace snug::ui {

SettingsBridge::SettingsBridge(settings::Settings settings, QObject* parent)
    : QObject(parent), m_settings(std::move(settings)) {
  m_save.setSingleShot(true);
  connect(&m_save, &QTimer::timeout, this, &SettingsBridge::flush);
  m_subscription = m_settings.subscribe([this](Key key) {
    if (m_settings.unsaved()) m_save.start(kSaveMs);
    Q_EMIT changed(key);
  });
}

SettingsBridge::~SettingsBridge() {
  m_subscription.reset();
  (void)m_settings.save();  // nobody is left to hear of it
}

Status SettingsBridge::set(Key key, const QString& value) {
  return m_settings.set(key, std::string_view(value.toStdString()));
}

QString SettingsBridge::readOnlyReason(Key key) const {
  const QString holder = QString::fromStdString(m_settings.held_by(key));
  if (holder.isEmpty()) return {};
  if (holder.startsWith(QLatin1String("--"))) return tr("%1 was given at the start and wins.").arg(holder);
  return tr("%1 is set in the environment and wins.").arg(holder);
}

void SettingsBridge::flush() {
  m_save.stop();
  const Status saved = m_settings.save();
  if (saved) {
    m_failing = false;
    return;
  }
  m_save.start(kRetryMs);
  if (std::exchange(m_failing, true)) return;
  Q_EMIT saveFailed(tr("The settings could not be saved. %1.").arg(QString::fromStdString(message_of(saved.error()))));
}

}  // namespace snug::ui
