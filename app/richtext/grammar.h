#pragma once

#include <QHash>
#include <QString>
#include <QStringList>

namespace snug::richtext {

/// What a character of code is.
enum class Token { kPlain, kKeyword, kString, kNumber, kFunction, kComment };

/// The lexical rules of one language, read from resources/grammars/<name>.json:
/// {"names": [...], "keywords": [...], "line_comments": ["//"], "block_comment": ["/*", "*/"], "strings": ["\""],
///  "long_strings": ["\"\"\""], "functions": true}
struct Grammar {
  QHash<QString, bool> keywords;
  QStringList lineComments;
  QString blockOpen;
  QString blockClose;
  QStringList strings;      ///< delimiters that end with the line; a backslash escapes
  QStringList longStrings;  ///< delimiters that may span lines
  bool functions = true;    ///< a name before "(" is a function

  /// @return the grammar for a fence's language ("py", "python", ...), or nullptr: the text stays plain.
  static const Grammar* find(const QString& language);
};

struct Span {
  int start;
  int length;
  Token token;
};

/// Colours one line. state is what the line before left open (-1: nothing, 0: block comment, n: long string n-1) and
/// becomes what this one leaves open. Linear in the length of the line.
QList<Span> lexLine(const Grammar& grammar, const QString& line, int& state);

}  // namespace snug::richtext
