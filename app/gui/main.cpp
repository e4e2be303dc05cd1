// snug: the window. Opens the data folder, then everything that works in it, then shows it.
#include <QGuiApplication>
#include <QIcon>
#include <algorithm>
#include <cstdio>
#include <string_view>

#include "app/gui/data_folder.h"
#include "app/gui/options.h"
#include "app/gui/services.h"
#include "app/gui/window.h"
#include "app/platform/quit_signals.h"
#include "app/platform/single_instance.h"
#include "app/version.h"
#include "resources/fonts.h"
#include "resources/translations.h"

namespace snug::gui {
namespace {

/// Shows why Snug cannot start and waits until it was read.
int showProblem(const Error& error, const Options& options) {
  Window window;
  if (!window.showProblem(error, options.theme)) return 1;
  QGuiApplication::exec();
  return 1;
}

int runWindow(const Options& options) {
  const auto paths = folders::resolve_folders(
      {.data_dir = options.dataDir.toStdString(), .models_dir = options.modelsDir.toStdString()});
  if (!paths) return showProblem(paths.error(), options);
  platform::SingleInstance instance(QString::fromStdString(paths->data.string()));
  auto folder = openDataFolder(*paths, app::kVersion);
  if (!folder) {
    // A window that runs on the same folder shows itself; a command that has it is told about.
    if (folder.error().code == Code::locked && instance.callOther(options.model)) {
      fprintf(stderr, "snug: already open with this data folder; its window was called to the front\n");
      return 0;
    }
    return showProblem(folder.error(), options);
  }
  instance.listen();
  resources::installTranslations(*QCoreApplication::instance(),
                                 QString::fromStdString((*folder)->settings.value(settings::Key::language)));

  int status = 0;
  {
    Window window;
    Services services(**folder, options);
    QObject::connect(&services, &Services::ready, &window, [&] {
      if (!window.show(services)) QGuiApplication::exit(1);
    });
    QObject::connect(&services, &Services::failed, &window, [&](const Error& error) {
      status = 1;
      if (!window.showProblem(error, options.theme)) QGuiApplication::exit(1);
    });
    QObject::connect(&instance, &platform::SingleInstance::called, &window, [&](const QString& model) {
      window.raise();
      services.chooseModel(model);
    });
    services.open();
    const int returned = QGuiApplication::exec();
    if (returned != 0) status = returned;
    window.close();
  }
  if ((*folder)->note) (*folder)->note->clean_exit();
  return status;
}

}  // namespace
}  // namespace snug::gui

/// Help and version need no display.
static bool asksForWords(int argc, char** argv) {
  const auto asks = [](const char* argument) {
    const std::string_view word(argument);
    return word == "--help" || word == "-h" || word == "--help-all" || word == "--version" || word == "-v";
  };
  return std::any_of(argv + 1, argv + argc, asks);
}

int main(int argc, char** argv) {
  if (asksForWords(argc, argv)) {
    const QCoreApplication words(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("Snug"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(snug::app::kVersion));
    (void)snug::gui::readOptions(words);
    return 0;
  }
  QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
  QGuiApplication app(argc, argv);
  QGuiApplication::setApplicationName(QStringLiteral("Snug"));
  QGuiApplication::setApplicationVersion(QString::fromLatin1(snug::app::kVersion));
  QGuiApplication::setDesktopFileName(QStringLiteral("snug"));
  QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/snug/icons/snug.svg")));
  const snug::gui::Options options = snug::gui::readOptions(app);
  const snug::platform::QuitSignals quitSignals;
  snug::resources::registerFonts();
  return snug::gui::runWindow(options);
}
