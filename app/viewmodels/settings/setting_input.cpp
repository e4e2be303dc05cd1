#include "app/viewmodels/settings/setting_input.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>
#include <QUrl>

#include "app/viewmodels/core/error_text.h"

namespace snug::ui {
namespace {

using settings::Key;
using settings::SettingInfo;
using settings::Type;

struct Sentences {
  Q_DECLARE_TR_FUNCTIONS(SettingInput)
};

/// The path in its plain form, or empty if it is not a whole one.
QString wholePath(const QString& given) {
  QString path = given.trimmed();
  if (path == QLatin1String("~") || path.startsWith(QLatin1String("~/"))) path = QDir::homePath() + path.mid(1);
  return path.startsWith(QLatin1Char('/')) ? QDir::cleanPath(path) : QString();
}

QString notWhole(const QString& given) {
  return Sentences::tr("\"%1\" is not a whole path: it begins with / or ~/.").arg(given.trimmed());
}

/// Why no model could be written there.
QString downloadFolderProblem(const QString& path) {
  const QFileInfo folder(path);
  if (folder.exists()) {
    if (!folder.isDir()) return Sentences::tr("%1 is a file, not a folder.").arg(path);
    if (!folder.isWritable() || !folder.isExecutable()) return Sentences::tr("Snug may not write into %1.").arg(path);
    return {};
  }
  if (folder.isSymLink()) return Sentences::tr("%1 is a link to a folder that is not there.").arg(path);
  QFileInfo above(folder.path());
  while (!above.exists() && !above.isRoot()) above.setFile(above.path());
  if (!above.isDir()) return Sentences::tr("%1 cannot be made: %2 is a file.").arg(path, above.filePath());
  if (!above.isWritable())
    return Sentences::tr("%1 cannot be made: Snug may not write into %2.").arg(path, above.filePath());
  return {};
}

QString readFolderProblem(const QString& path) {
  const QFileInfo folder(path);
  if (!folder.exists()) return Sentences::tr("%1 is not there.").arg(path);
  if (!folder.isDir()) return Sentences::tr("%1 is a file, not a folder.").arg(path);
  if (!folder.isReadable() || !folder.isExecutable()) return Sentences::tr("Snug may not read %1.").arg(path);
  return {};
}

SettingInput downloadFolder(const QString& given) {
  if (given.trimmed().isEmpty()) return {};
  const QString path = wholePath(given);
  if (path.isEmpty()) return {{}, notWhole(given)};
  return {path, downloadFolderProblem(path)};
}

SettingInput extraFolders(const QString& given) {
  static const QRegularExpression divider(QStringLiteral("[;\n]"));
  QStringList folders;
  for (const QString& part : given.split(divider)) {
    if (part.trimmed().isEmpty()) continue;
    const QString path = wholePath(part);
    if (path.isEmpty()) return {{}, notWhole(part)};
    if (QString problem = readFolderProblem(path); !problem.isEmpty()) return {{}, problem};
    if (!folders.contains(path)) folders += path;
  }
  return {folders.join(QLatin1Char('\n')), {}};
}

/// As the Hub client takes it: https, or plain http to this machine.
SettingInput endpoint(const QString& given) {
  QString text = given.trimmed();
  while (text.endsWith(QLatin1Char('/'))) text.chop(1);
  const QUrl url(text, QUrl::StrictMode);
  const QString scheme = url.scheme();
  if (!url.isValid() || url.host().isEmpty() || (scheme != QLatin1String("https") && scheme != QLatin1String("http")))
    return {{}, Sentences::tr("This is not an address such as https://huggingface.co.")};
  if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
    return {{}, Sentences::tr("The address has no name, password, ? or # in it.")};
  const QString host = url.host();
  const bool here =
      host == QLatin1String("localhost") || host == QLatin1String("127.0.0.1") || host == QLatin1String("::1");
  if (scheme == QLatin1String("http") && !here)
    return {{}, Sentences::tr("Only https is safe on the way: http is for this machine itself.")};
  return {text, {}};
}

QString plainNumber(const QString& given, Type type) {
  static const QRegularExpression thousands(QStringLiteral("^\\d{1,3}([., '\\x{a0}\\x{202f}]\\d{3})+$"));
  QString text = given.trimmed();
  if (type == Type::integer && thousands.match(text).hasMatch()) {
    text.removeIf([](QChar c) { return !c.isDigit(); });
  } else if (type == Type::number && text.count(QLatin1Char(',')) == 1 && !text.contains(QLatin1Char('.'))) {
    text.replace(QLatin1Char(','), QLatin1Char('.'));
  }
  return text;
}

QString refusal(const SettingInfo& info, const Error& error) {
  const QLocale locale;
  switch (info.type) {
    case Type::boolean:
    case Type::choice:
      return Sentences::tr("This is none of the choices.");
    case Type::integer:
      return Sentences::tr("A whole number from %1 to %2.")
          .arg(locale.toString(static_cast<qint64>(info.minimum)), locale.toString(static_cast<qint64>(info.maximum)));
    case Type::number:
      return Sentences::tr("A number from %1 to %2.")
          .arg(locale.toString(info.minimum, 'g', 6), locale.toString(info.maximum, 'g', 6));
    case Type::text:
    case Type::path:
      break;
  }
  return sentenceOf(error);
}

}  // namespace

QString foldersAsLine(const QString& stored) {
  return stored.split(QLatin1Char('\n'), Qt::SkipEmptyParts).join(QLatin1String("; "));
}

SettingInput settingInput(Key key, const QString& given) {
  const SettingInfo& info = settings::setting_info(key);
  SettingInput input{given, {}};
  if (key == Key::models_folder) {
    input = downloadFolder(given);
  } else if (key == Key::extra_folders) {
    input = extraFolders(given);
  } else if (key == Key::hub_endpoint) {
    input = endpoint(given);
  } else if (info.type == Type::integer || info.type == Type::number) {
    input.value = plainNumber(given, info.type);
  }
  if (!input.problem.isEmpty()) return {{}, input.problem};
  const auto checked = settings::checked_value(key, input.value.toStdString());
  if (!checked) return {{}, refusal(info, checked.error())};
  return {QString::fromStdString(*checked), {}};
}

}  // namespace snug::ui
