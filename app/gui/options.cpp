#include "app/gui/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <cstdio>
#include <cstdlib>

namespace snug::gui {
namespace {

constexpr int kUsageStatus = 2;

[[noreturn]] void refuse(const QString& sentence) {
  fprintf(stderr, "snug: %s\n", qPrintable(sentence));
  std::exit(kUsageStatus);
}

QString oneOf(const QCommandLineParser& parser, const QString& option, const QStringList& allowed) {
  const QString value = parser.value(option);
  if (!value.isEmpty() && !allowed.contains(value)) {
    refuse(QCoreApplication::translate("Options", "--%1 is one of %2, not \"%3\"")
               .arg(option, allowed.join(QStringLiteral(", ")), value));
  }
  return value;
}

}  // namespace

Options readOptions(const QCoreApplication& app) {
  const auto text = [](const char* source) { return QCoreApplication::translate("Options", source); };
  QCommandLineParser parser;
  parser.setApplicationDescription(text("Run language models on your own machine."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addOptions({
      {QStringLiteral("data-dir"), text("Where chats and settings are kept."), QStringLiteral("folder")},
      {QStringLiteral("models-dir"), text("Where models are kept."), QStringLiteral("folder")},
      {QStringLiteral("model"), text("The model to begin with: a file or a name in the library."),
       QStringLiteral("model")},
      {QStringLiteral("place"), text("What to show: chat or settings."), QStringLiteral("place")},
      {QStringLiteral("theme"), text("system, dark or light, for this run."), QStringLiteral("theme")},
      {QStringLiteral("offline"), text("Open no connection.")},
  });
  parser.addPositionalArgument(QStringLiteral("file"), text("A GGUF file to chat with."), QStringLiteral("[file]"));
  if (!parser.parse(app.arguments())) refuse(parser.errorText());
  if (parser.isSet(QStringLiteral("version"))) parser.showVersion();
  if (parser.isSet(QStringLiteral("help"))) parser.showHelp();
  if (parser.positionalArguments().size() > 1) refuse(text("one file at a time"));

  Options options;
  options.dataDir = parser.value(QStringLiteral("data-dir"));
  options.modelsDir = parser.value(QStringLiteral("models-dir"));
  options.model = parser.value(QStringLiteral("model"));
  if (options.model.isEmpty()) options.model = parser.positionalArguments().value(0);
  options.place = oneOf(parser, QStringLiteral("place"), {QStringLiteral("chat"), QStringLiteral("settings")});
  options.theme = oneOf(parser, QStringLiteral("theme"),
                        {QStringLiteral("system"), QStringLiteral("dark"), QStringLiteral("light")});
  options.offline = parser.isSet(QStringLiteral("offline"));
  return options;
}

}  // namespace snug::gui
