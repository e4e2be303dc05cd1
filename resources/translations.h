#pragma once

#include <QString>

class QCoreApplication;

namespace snug::resources {

/// Installs the person's language over English plural forms, and Qt's own catalogue. `language`: a code, or "system".
/// Call once, on the GUI thread, before the first window. The translators belong to the application.
void installTranslations(QCoreApplication& app, const QString& language = QStringLiteral("system"));

}  // namespace snug::resources
