#include "resources/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

namespace snug::resources {
namespace {

void install(QCoreApplication& app, const QLocale& locale, const QString& name, const QString& folder) {
  auto* translator = new QTranslator(&app);
  if (translator->load(locale, name, QStringLiteral("_"), folder)) {
    QCoreApplication::installTranslator(translator);
  } else {
    delete translator;
  }
}

}  // namespace

void installTranslations(QCoreApplication& app) {
  const QString ours = QStringLiteral(":/snug/i18n");
  install(app, QLocale(QLocale::English), QStringLiteral("snug"), ours);
  install(app, QLocale(), QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  if (QLocale().language() != QLocale::English && QLocale().language() != QLocale::C)
    install(app, QLocale(), QStringLiteral("snug"), ours);
}

}  // namespace snug::resources
