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

void installTranslations(QCoreApplication& app, const QString& language) {
  const QString ours = QStringLiteral(":/snug/i18n");
  const QLocale wanted = language == QStringLiteral("system") ? QLocale() : QLocale(language);
  install(app, QLocale(QLocale::English), QStringLiteral("snug"), ours);
  install(app, wanted, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  if (wanted.language() != QLocale::English && wanted.language() != QLocale::C)
    install(app, wanted, QStringLiteral("snug"), ours);
}

}  // namespace snug::resources
