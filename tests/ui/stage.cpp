#include "tests/ui/stage.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <QImage>
#include <QQmlContext>
#include <QQmlEngine>
#include <QQmlProperty>
#include <QQuickItem>
#include <QQuickView>
#include <QTest>

#include "resources/fonts.h"
#include "resources/translations.h"

namespace snug::uitest {
namespace {

QStringList* g_messages = nullptr;

void collect(QtMsgType type, const QMessageLogContext& context, const QString& text) {
  if (g_messages && (type == QtWarningMsg || type == QtCriticalMsg)) g_messages->append(text);
  fprintf(stderr, "%s%s%s\n", qPrintable(text), context.file ? " " : "", context.file ? context.file : "");
}

}  // namespace

void prepareEnvironment() {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("QT_QUICK_BACKEND", "software");
  qputenv("QML_DISABLE_DISK_CACHE", "1");
  QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
}

void prepareApplication() {
  static QStringList messages;
  g_messages = &messages;
  qInstallMessageHandler(collect);
  if (!resources::registerFonts()) qWarning("The embedded fonts could not be registered.");
  resources::installTranslations(*QCoreApplication::instance());
}

Stage::Stage() = default;
Stage::~Stage() = default;

bool Stage::show(const QString& scene, const QString& theme, QSize size) {
  if (g_messages) g_messages->clear();
  m_view = std::make_unique<QQuickView>();
  const QString live = qEnvironmentVariable("SNUG_QML_LIVE");
  QUrl source;
  if (live.isEmpty()) {
    m_view->engine()->addImportPath(QStringLiteral("qrc:/qt/qml"));
    m_view->engine()->addImportPath(QStringLiteral("qrc:/fake/qml"));
    source = QUrl(QStringLiteral("qrc:/fake/qml/Snug/Scenes/%1.qml").arg(scene));
  } else {
    m_view->engine()->addImportPath(live);
    source = QUrl::fromLocalFile(QStringLiteral("%1/Snug/Scenes/%2.qml").arg(live, scene));
  }
  m_view->setResizeMode(QQuickView::SizeRootObjectToView);
  m_view->setInitialProperties({{QStringLiteral("themeMode"), theme}});
  m_view->resize(size);
  m_view->setSource(source);
  if (m_view->status() != QQuickView::Ready) return false;
  // Over the root, so that popups are mirrored too; the application's window does the same for itself.
  const bool mirrored =
      QGuiApplication::layoutDirection() == Qt::RightToLeft || m_view->rootObject()->property("mirrored").toBool();
  for (const char* name : {"LayoutMirroring.enabled", "LayoutMirroring.childrenInherit"}) {
    QQmlProperty(m_view->contentItem(), QString::fromLatin1(name), qmlContext(m_view->rootObject())).write(mirrored);
  }
  m_view->show();
  if (!QTest::qWaitForWindowExposed(m_view.get(), 5000)) return false;
  QTest::qWait(60);
  QElapsedTimer clock;
  clock.start();
  while (m_view->rootObject()->property("settled").isValid() && !m_view->rootObject()->property("settled").toBool() &&
         clock.elapsed() < 5000) {
    QTest::qWait(20);
  }
  // What the scene did last is laid out and drawn.
  if (m_view->rootObject()->property("settled").isValid()) QTest::qWait(120);
  return true;
}

bool Stage::save(const QString& path) {
  return m_view->grabWindow().save(path);
}

QStringList Stage::errors() const {
  return g_messages ? *g_messages : QStringList();
}

}  // namespace snug::uitest
