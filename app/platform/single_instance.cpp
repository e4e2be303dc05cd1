#include "app/platform/single_instance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalServer>
#include <QLocalSocket>
#include <QStandardPaths>

namespace snug::platform {
namespace {

constexpr int kAnswerMs = 1000;
constexpr qint64 kMaxMessageBytes = 8192;
const QByteArray kShow = QByteArrayLiteral("show\n");
const QByteArray kShown = QByteArrayLiteral("shown\n");

}  // namespace

SingleInstance::SingleInstance(const QString& dataFolder, QObject* parent) : QObject(parent) {
  const QByteArray hash = QCryptographicHash::hash(dataFolder.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
  const QString name = QStringLiteral("snug-%1").arg(QString::fromLatin1(hash));
  const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
  // A relative name would lie in /tmp, where anyone could stand in our place.
  m_name = runtime.isEmpty() ? name : QDir(runtime).filePath(name);
}

SingleInstance::~SingleInstance() = default;

bool SingleInstance::callOther(const QString& modelPath) const {
  QLocalSocket socket;
  socket.connectToServer(m_name);
  if (!socket.waitForConnected(kAnswerMs)) return false;
  socket.write(modelPath.isEmpty() ? kShow : "show " + modelPath.toUtf8() + '\n');
  if (!socket.waitForBytesWritten(kAnswerMs)) return false;
  while (!socket.canReadLine()) {
    if (!socket.waitForReadyRead(kAnswerMs)) return false;
  }
  return socket.readLine(kMaxMessageBytes) == kShown;
}

bool SingleInstance::listen() {
  m_server = std::make_unique<QLocalServer>();
  m_server->setSocketOptions(QLocalServer::UserAccessOption);
  connect(m_server.get(), &QLocalServer::newConnection, this, &SingleInstance::answer);
  // The folder's lock is ours, so a socket that is still there belongs to a process that died.
  QLocalServer::removeServer(m_name);
  return m_server->listen(m_name);
}

void SingleInstance::answer() {
  while (QLocalSocket* socket = m_server->nextPendingConnection()) {
    socket->setParent(this);
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    const auto read = [this, socket] {
      if (!socket->canReadLine()) {
        if (socket->bytesAvailable() > kMaxMessageBytes) socket->abort();
        return;
      }
      const QByteArray line = socket->readLine(kMaxMessageBytes);
      if (!line.startsWith("show") || !line.endsWith('\n')) return socket->abort();
      socket->write(kShown);
      socket->disconnectFromServer();
      Q_EMIT called(QString::fromUtf8(line.mid(5).trimmed()));
    };
    connect(socket, &QLocalSocket::readyRead, this, read);
    read();
  }
}

}  // namespace snug::platform
