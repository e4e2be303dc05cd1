#include "app/platform/notifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QVariantMap>

namespace snug::platform {
namespace {

const QString kService = QStringLiteral("org.freedesktop.Notifications");
const QString kPath = QStringLiteral("/org/freedesktop/Notifications");

}  // namespace

Notifier::Notifier(QObject* parent) : QObject(parent) {
  QDBusConnection::sessionBus().connect(kService, kPath, kService, QStringLiteral("ActionInvoked"), this,
                                        SLOT(onAction(uint, QString)));
}

void Notifier::notify(const QString& topic, const QString& title, const QString& body) {
  QDBusConnection bus = QDBusConnection::sessionBus();
  if (!bus.isConnected()) return;
  QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kService, QStringLiteral("Notify"));
  const QVariantMap hints{{QStringLiteral("desktop-entry"), QStringLiteral("snug")}};
  // Name, the one it replaces, icon, title, body (a markup subset: ours has none), actions, hints, the server's
  // timeout.
  call << QStringLiteral("Snug") << m_ids.value(topic, 0u) << QStringLiteral("snug") << title << body.toHtmlEscaped()
       << QStringList{QStringLiteral("default"), tr("Show")} << hints << -1;
  auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(call), this);
  connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, topic](QDBusPendingCallWatcher* done) {
    const QDBusPendingReply<uint> reply = *done;
    if (!reply.isError()) m_ids.insert(topic, reply.value());
    done->deleteLater();
  });
}

void Notifier::onAction(uint id, const QString& action) {
  if (action != QStringLiteral("default")) return;
  const QString topic = m_ids.key(id);
  if (!topic.isEmpty()) Q_EMIT activated(topic);
}

}  // namespace snug::platform
