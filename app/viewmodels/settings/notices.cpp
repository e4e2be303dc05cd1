#include "app/viewmodels/settings/notices.h"

#include <QFile>
#include <QStringList>

namespace snug::ui {
namespace {

QString tableLine(const QString& line) {
  QStringList cells = line.split(QLatin1Char('|'));
  if (cells.size() < 4) return {};
  for (QString& cell : cells) cell = cell.trimmed();
  // | component | licence | package | use |: the package is Debian's name for it and says nothing to a reader.
  QString text = cells[1] + QLatin1String(": ") + cells[2];
  if (cells.size() > 5 && !cells[4].isEmpty()) text += QLatin1String("; ") + cells[4];
  return text;
}

}  // namespace

QString noticesFromMarkdown(const QString& markdown) {
  QStringList out;
  QString paragraph;
  bool inTable = false;
  const auto finish = [&] {
    if (!paragraph.isEmpty()) out += paragraph;
    paragraph.clear();
  };
  for (const QString& raw : markdown.split(QLatin1Char('\n'))) {
    const QString line = raw.trimmed();
    if (line.startsWith(QLatin1Char('|'))) {
      finish();
      // The first two lines are the head and its rule.
      const bool body = inTable && !line.startsWith(QLatin1String("|-"));
      if (body) out += tableLine(line);
      if (!inTable) out += QString();
      inTable = true;
      continue;
    }
    if (inTable) out += QString();
    inTable = false;
    if (line.isEmpty() || line.startsWith(QLatin1Char('#'))) {
      finish();
      continue;
    }
    paragraph += (paragraph.isEmpty() ? QString() : QStringLiteral(" ")) + line;
  }
  finish();
  QString text = out.join(QLatin1Char('\n'));
  return text.remove(QLatin1Char('`')).trimmed();
}

QString noticesText() {
  QFile file(QStringLiteral(":/snug/THIRD_PARTY.md"));
  return file.open(QIODevice::ReadOnly) ? noticesFromMarkdown(QString::fromUtf8(file.readAll())) : QString();
}

}  // namespace snug::ui
