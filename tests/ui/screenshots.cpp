// snug-screenshots OUTDIR [--scene NAME]... [--theme dark|light]... [--size WxH]... [--scale N]...
// Draws each place and state of the window on fakes, offscreen, with the software renderer.
#include <QCommandLineParser>
#include <QDir>
#include <QGuiApplication>
#include <QProcess>
#include <QQuickStyle>

#include "tests/ui/stage.h"

namespace {

const QStringList kScenes = {QStringLiteral("Gallery"),          QStringLiteral("Chat"),
                             QStringLiteral("ChatStates"),       QStringLiteral("ChatEnds"),
                             QStringLiteral("ChatThinking"),     QStringLiteral("ChatEmpty"),
                             QStringLiteral("ChatNoModel"),      QStringLiteral("ChatUnloaded"),
                             QStringLiteral("ChatLoading"),      QStringLiteral("ChatDownloading"),
                             QStringLiteral("ChatSearch"),       QStringLiteral("ChatSearchNothing"),
                             QStringLiteral("ErrorLoad"),        QStringLiteral("InspectorOpen"),
                             QStringLiteral("MenuOpen"),         QStringLiteral("LoadedOpen"),
                             QStringLiteral("PaletteOpen"),      QStringLiteral("PickerOpen"),
                             QStringLiteral("Shortcuts"),        QStringLiteral("LinkAsked"),
                             QStringLiteral("ToastShown"),       QStringLiteral("DropModel"),
                             QStringLiteral("DropFiles"),        QStringLiteral("LoadPanelOpen"),
                             QStringLiteral("LoadPanelLoading"), QStringLiteral("LoadPanelTooLarge"),
                             QStringLiteral("FirstRunFound"),    QStringLiteral("FirstRunNothing"),
                             QStringLiteral("FirstRunFile"),     QStringLiteral("FirstRunMeasuring"),
                             QStringLiteral("SettingsOpen"),     QStringLiteral("SettingsKeyboard"),
                             QStringLiteral("SettingsAbout"),    QStringLiteral("SettingsSearch"),
                             QStringLiteral("LargeText"),        QStringLiteral("Mirrored")};

/// One process draws one scale: Qt reads QT_SCALE_FACTOR once.
int drawAll(const QCommandLineParser& options, const QString& folder, const QString& scale) {
  QStringList scenes = options.values(QStringLiteral("scene"));
  QStringList themes = options.values(QStringLiteral("theme"));
  QStringList sizes = options.values(QStringLiteral("size"));
  if (scenes.isEmpty()) scenes = kScenes;
  if (themes.isEmpty()) themes = {QStringLiteral("dark"), QStringLiteral("light")};
  if (sizes.isEmpty()) sizes = {QStringLiteral("1280x800"), QStringLiteral("1024x700")};
  snug::uitest::Stage stage;
  int failures = 0;
  for (const QString& scene : scenes) {
    for (const QString& theme : themes) {
      for (const QString& size : sizes) {
        const QStringList parts = size.split(QLatin1Char('x'));
        const QString path = QStringLiteral("%1/%2-%3-%4@%5x.png").arg(folder, scene.toLower(), theme, size, scale);
        const bool shown = parts.size() == 2 && stage.show(scene, theme, QSize(parts[0].toInt(), parts[1].toInt()));
        const bool clean = shown && stage.save(path) && stage.errors().isEmpty();
        if (!clean) {
          ++failures;
          fprintf(stderr, "%s: %s\n", qPrintable(path), shown ? "drawn, with warnings" : "not drawn");
        }
      }
    }
  }
  return failures == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  snug::uitest::prepareEnvironment();
  QGuiApplication app(argc, argv);
  QCommandLineParser options;
  options.setApplicationDescription(QStringLiteral("Draws every place and state of the window on fakes."));
  options.addHelpOption();
  options.addPositionalArgument(QStringLiteral("OUTDIR"), QStringLiteral("where the pictures go"));
  for (const char* name : {"scene", "theme", "size", "scale"}) {
    options.addOption({QString::fromLatin1(name), QStringLiteral("only this; may be given several times"),
                       QString::fromLatin1(name)});
  }
  options.process(app);
  if (options.positionalArguments().size() != 1) options.showHelp(2);
  const QString folder = options.positionalArguments().constFirst();
  QDir().mkpath(folder);

  QStringList scales = options.values(QStringLiteral("scale"));
  if (scales.isEmpty()) scales = {QStringLiteral("1"), QStringLiteral("2")};
  const QString own = qEnvironmentVariable("QT_SCALE_FACTOR", QStringLiteral("1"));
  if (scales == QStringList{own}) {
    snug::uitest::prepareApplication();
    return drawAll(options, folder, own);
  }
  int status = 0;
  for (const QString& scale : scales) {
    QStringList arguments = {folder, QStringLiteral("--scale"), scale};
    for (const char* name : {"scene", "theme", "size"}) {
      for (const QString& value : options.values(QString::fromLatin1(name))) {
        arguments << QStringLiteral("--") + QString::fromLatin1(name) << value;
      }
    }
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("QT_SCALE_FACTOR"), scale);
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::ForwardedChannels);
    child.start(QCoreApplication::applicationFilePath(), arguments);
    child.waitForFinished(-1);
    status |= child.exitCode();
  }
  return status;
}
