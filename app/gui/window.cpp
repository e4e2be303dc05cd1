#include "app/gui/window.h"

#include <QQmlError>
#include <QQuickWindow>

#include "app/gui/services.h"
#include "app/viewmodels/core/error_text.h"
#include "engine/base/log.h"

namespace snug::gui {

Window::Window(QObject* parent) : QObject(parent) {}

Window::~Window() = default;

bool Window::load(const QString& type, const QVariantMap& properties) {
  m_engine = std::make_unique<QQmlApplicationEngine>();
  m_engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
  connect(m_engine.get(), &QQmlEngine::warnings, this, [](const QList<QQmlError>& warnings) {
    for (const QQmlError& warning : warnings) log(LogLevel::warning, "window", warning.toString().toStdString());
  });
  m_engine->setInitialProperties(properties);
  m_engine->load(QUrl(QStringLiteral("qrc:/qt/qml/Snug/Shell/%1.qml").arg(type)));
  return !m_engine->rootObjects().isEmpty();
}

bool Window::show(Services& services) {
  return load(QStringLiteral("Main"), {{QStringLiteral("app"), QVariant::fromValue(&services.app())}});
}

bool Window::showProblem(const Error& error, const QString& themeMode) {
  const QString hint = QString::fromUtf8(error_info(error.code).hint);
  return load(QStringLiteral("StartProblem"),
              {{QStringLiteral("sentence"), ui::sentenceOf(error)},
               {QStringLiteral("hint"), hint.left(1).toUpper() + hint.mid(1) + QLatin1Char('.')},
               {QStringLiteral("themeMode"), themeMode.isEmpty() ? QStringLiteral("system") : themeMode}});
}

QQuickWindow* Window::window() const {
  return m_engine && !m_engine->rootObjects().isEmpty() ? qobject_cast<QQuickWindow*>(m_engine->rootObjects().first())
                                                        : nullptr;
}

void Window::raise() {
  QQuickWindow* shown = window();
  if (shown == nullptr) return;
  if (shown->visibility() == QWindow::Minimized) shown->showNormal();
  shown->show();
  shown->raise();
  shown->requestActivate();
}

void Window::close() {
  m_engine.reset();
}

}  // namespace snug::gui
