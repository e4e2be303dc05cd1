// The settings for the window: typed values, a signal for each change, and the file written soon after.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

#include "app/manager/settings/settings.h"

namespace snug::ui {

/// Owns the settings of the running window. GUI thread.
class SettingsBridge : public QObject {
  Q_OBJECT

 public:
  using Key = settings::Key;
  /// The file is written when no change came for this long, and at the end.
  static constexpr int kSaveMs = 1000;
  /// After a failed write (a full disk) it is tried again this much later.
  static constexpr int kRetryMs = 30000;

  explicit SettingsBridge(settings::Settings settings, QObject* parent = nullptr);
  /// Writes what is not written yet.
  ~SettingsBridge() override;

  [[nodiscard]] QString value(Key key) const { return QString::fromStdString(m_settings.value(key)); }
  [[nodiscard]] bool boolean(Key key) const { return m_settings.boolean(key); }
  [[nodiscard]] qint64 integer(Key key) const { return m_settings.integer(key); }
  [[nodiscard]] double number(Key key) const { return m_settings.number(key); }

  /// Each returns what the settings return: bad_input, or read_only where the environment holds the value.
  Status set(Key key, const QString& value);
  Status set(Key key, const char* value) { return set(key, QString::fromUtf8(value)); }
  Status set(Key key, bool value) { return m_settings.set(key, value); }
  Status set(Key key, qint64 value) { return m_settings.set(key, static_cast<int64_t>(value)); }
  Status set(Key key, int value) { return set(key, static_cast<qint64>(value)); }
  Status set(Key key, double value) { return m_settings.set(key, value); }
  Status reset(Key key) { return m_settings.reset(key); }
  [[nodiscard]] bool isStandard(Key key) const { return m_settings.is_standard(key); }

  /// A sentence that says what holds the value for this run, or empty.
  [[nodiscard]] QString readOnlyReason(Key key) const;
  [[nodiscard]] const settings::Settings& settings() const { return m_settings; }
  /// Writes now.
  void flush();

 Q_SIGNALS:
  void changed(snug::settings::Key key);
  /// Once for each row of failed writes.
  void saveFailed(const QString& sentence);

 private:
  settings::Settings m_settings;
  settings::Subscription m_subscription;
  QTimer m_save;
  bool m_failing = false;
};

}  // namespace snug::ui
