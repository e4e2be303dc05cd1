#include "resources/fonts.h"

#include <QDir>
#include <QFontDatabase>
#include <QGuiApplication>

namespace snug::resources {

bool registerFonts() {
  const QDir folder(QStringLiteral(":/snug/fonts"));
  const QStringList faces = folder.entryList(QDir::Files);
  bool complete = !faces.isEmpty();
  for (const QString& face : faces) {
    complete = QFontDatabase::addApplicationFont(folder.filePath(face)) >= 0 && complete;
  }
  QFont body;
  body.setFamilies({QStringLiteral("Inter"), QStringLiteral("Cantarell"), QStringLiteral("Noto Sans")});
  body.setPixelSize(13);
  QGuiApplication::setFont(body);
  return complete;
}

}  // namespace snug::resources
