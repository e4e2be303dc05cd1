// snug-offline: the window on fixed data, without engine, store or network. For looking and for UI work.
#include <QGuiApplication>
#include <QIcon>
#include <QQmlApplicationEngine>

#include "resources/fonts.h"
#include "resources/translations.h"

int main(int argc, char** argv) {
  QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
  QGuiApplication app(argc, argv);
  app.setApplicationName(QStringLiteral("Snug"));
  app.setWindowIcon(QIcon(QStringLiteral(":/snug/icons/snug.svg")));
  if (!snug::resources::registerFonts()) qWarning("The embedded fonts could not be read; the platform's are used.");
  snug::resources::installTranslations(app);
  QQmlApplicationEngine engine;
  engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
  engine.addImportPath(QStringLiteral("qrc:/fake/qml"));
  engine.load(QUrl(QStringLiteral("qrc:/fake/qml/Snug/Scenes/Offline.qml")));
  return engine.rootObjects().isEmpty() ? 1 : QGuiApplication::exec();
}
