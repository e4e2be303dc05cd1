// One window per data folder: a second start shows the first one's window instead of opening its own.
#pragma once

#include <QObject>
#include <QString>
#include <memory>

class QLocalServer;

namespace snug::platform {

/// GUI thread. A local socket whose name follows from the data folder, open to this user only.
class SingleInstance : public QObject {
  Q_OBJECT

 public:
  explicit SingleInstance(const QString& dataFolder, QObject* parent = nullptr);
  ~SingleInstance() override;

  /// Asks the window that runs on this data folder to come to the front and, if `modelPath` is not empty, to choose
  /// that model. False: nobody answered within a second.
  [[nodiscard]] bool callOther(const QString& modelPath) const;
  /// Answers later starts from now on. False: the socket could not be made; Snug runs all the same, since the folder's
  /// lock is what protects the data.
  bool listen();

 Q_SIGNALS:
  /// Another start asked for the window. `modelPath` may be empty; it comes from outside: check it as any argument.
  void called(const QString& modelPath);

 private:
  void answer();

  QString m_name;
  std::unique_ptr<QLocalServer> m_server;
};

}  // namespace snug::platform
