// Notifications of the desktop, for what ended while nobody looked.
#pragma once

#include <QHash>
#include <QObject>
#include <QString>

namespace snug::platform {

/// GUI thread. Speaks org.freedesktop.Notifications on the session bus; without a bus or a service nothing happens.
class Notifier : public QObject {
  Q_OBJECT

 public:
  explicit Notifier(QObject* parent = nullptr);

  /// Shows one notification; a later one with the same `topic` takes its place. Never blocks. No text of a chat goes
  /// in: other programs and the lock screen can read it.
  void notify(const QString& topic, const QString& title, const QString& body);

 Q_SIGNALS:
  /// The person clicked on a notification of ours.
  void activated(const QString& topic);

 private Q_SLOTS:
  void onAction(uint id, const QString& action);

 private:
  QHash<QString, uint> m_ids;  // topic -> the server's id
};

}  // namespace snug::platform
