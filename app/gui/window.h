// The QML window over the services.
#pragma once

#include <QObject>
#include <QQmlApplicationEngine>
#include <memory>

#include "engine/base/result.h"

class QQuickWindow;

namespace snug::gui {

class Services;

/// GUI thread. Closed before the services it shows are destroyed.
class Window : public QObject {
  Q_OBJECT

 public:
  explicit Window(QObject* parent = nullptr);
  ~Window() override;

  /// Loads Main.qml over the services. False: it did not load (the reason is in the log).
  bool show(Services& services);
  /// Shows a sentence and its hint instead.
  bool showProblem(const Error& error, const QString& themeMode);
  /// Brings it to the front.
  void raise();
  /// Destroys the QML.
  void close();
  QQuickWindow* window() const;

 private:
  bool load(const QString& type, const QVariantMap& properties);

  std::unique_ptr<QQmlApplicationEngine> m_engine;
};

}  // namespace snug::gui
