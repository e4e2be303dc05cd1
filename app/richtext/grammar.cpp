#include "grammar.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <map>

namespace snug::richtext {
namespace {

QStringList strings(const QJsonValue& value) {
  QStringList list;
  for (const QJsonValue entry : value.toArray()) list.append(entry.toString());
  return list;
}

struct Library {
  std::map<QString, Grammar> grammars;
  QHash<QString, QString> names;

  Library() {
    const QDir folder(QStringLiteral(":/snug/grammars"));
    for (const QString& name : folder.entryList(QDir::Files)) {
      QFile file(folder.filePath(name));
      if (!file.open(QIODevice::ReadOnly)) continue;
      const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
      Grammar grammar;
      for (const QString& word : strings(json[QStringLiteral("keywords")])) grammar.keywords.insert(word, true);
      grammar.lineComments = strings(json[QStringLiteral("line_comments")]);
      const QStringList block = strings(json[QStringLiteral("block_comment")]);
      if (block.size() == 2) {
        grammar.blockOpen = block[0];
        grammar.blockClose = block[1];
      }
      grammar.strings = strings(json[QStringLiteral("strings")]);
      grammar.longStrings = strings(json[QStringLiteral("long_strings")]);
      grammar.functions = json[QStringLiteral("functions")].toBool(true);
      for (const QString& alias : strings(json[QStringLiteral("names")])) names.insert(alias, name);
      grammars.emplace(name, std::move(grammar));
    }
  }
};

bool startsAt(const QString& line, int at, const QString& what) {
  return !what.isEmpty() && QStringView(line).mid(at).startsWith(what);
}

const QString* firstAt(const QString& line, int at, const QStringList& list) {
  for (const QString& entry : list) {
    if (startsAt(line, at, entry)) return &entry;
  }
  return nullptr;
}

bool isWord(QChar c) {
  return c.isLetterOrNumber() || c == QLatin1Char('_');
}

/// End of a string that begins at `at` with a one-line delimiter; the end of the line closes it too.
int stringEnd(const QString& line, int at, const QString& delimiter) {
  int i = at + int(delimiter.size());
  while (i < line.size()) {
    if (line[i] == QLatin1Char('\\')) {
      i += 2;
    } else if (startsAt(line, i, delimiter)) {
      return i + int(delimiter.size());
    } else {
      ++i;
    }
  }
  return int(line.size());
}

/// Continues what an earlier line left open. Returns where the rest of the line begins.
int closeOpen(const Grammar& grammar, const QString& line, int from, int& state, QList<Span>& spans) {
  const bool comment = state == 0;
  const QString close = comment ? grammar.blockClose : grammar.longStrings.value(state - 1);
  const qsizetype at = close.isEmpty() ? from : line.indexOf(close, from);
  const int end = at < 0 ? int(line.size()) : int(at + close.size());
  spans.append({0, end, comment ? Token::kComment : Token::kString});
  if (at >= 0) state = -1;
  return end;
}

}  // namespace

const Grammar* Grammar::find(const QString& language) {
  static const Library library;
  const auto found = library.grammars.find(library.names.value(language.toLower()));
  return found == library.grammars.end() ? nullptr : &found->second;
}

QList<Span> lexLine(const Grammar& grammar, const QString& line, int& state) {
  QList<Span> spans;
  int i = state >= 0 ? closeOpen(grammar, line, 0, state, spans) : 0;
  const int length = int(line.size());
  while (i < length) {
    if (firstAt(line, i, grammar.lineComments)) {
      spans.append({i, length - i, Token::kComment});
      return spans;
    }
    if (startsAt(line, i, grammar.blockOpen)) {
      const qsizetype close = line.indexOf(grammar.blockClose, i + grammar.blockOpen.size());
      const int end = close < 0 ? length : int(close + grammar.blockClose.size());
      spans.append({i, end - i, Token::kComment});
      if (close < 0) state = 0;
      i = end;
    } else if (const QString* open = firstAt(line, i, grammar.longStrings)) {
      const qsizetype close = line.indexOf(*open, i + open->size());
      const int end = close < 0 ? length : int(close + open->size());
      spans.append({i, end - i, Token::kString});
      if (close < 0) state = 1 + int(grammar.longStrings.indexOf(*open));
      i = end;
    } else if (const QString* quote = firstAt(line, i, grammar.strings)) {
      const int end = stringEnd(line, i, *quote);
      spans.append({i, end - i, Token::kString});
      i = end;
    } else if (line[i].isDigit()) {
      int end = i + 1;
      while (end < length && (isWord(line[end]) || line[end] == QLatin1Char('.'))) ++end;
      spans.append({i, end - i, Token::kNumber});
      i = end;
    } else if (isWord(line[i])) {
      int end = i + 1;
      while (end < length && isWord(line[end])) ++end;
      if (grammar.keywords.contains(line.mid(i, end - i))) {
        spans.append({i, end - i, Token::kKeyword});
      } else if (grammar.functions && end < length && line[end] == QLatin1Char('(')) {
        spans.append({i, end - i, Token::kFunction});
      }
      i = end;
    } else {
      ++i;
    }
  }
  return spans;
}

}  // namespace snug::richtext
