#include "app/viewmodels/palette/fuzzy.h"

#include <QStringList>
#include <algorithm>

namespace snug::ui {
namespace {

/// A number begins a word too: the 3 of "Qwen3".
bool startsWord(const QString& text, qsizetype at) {
  if (at == 0 || !text[at - 1].isLetterOrNumber()) return text[at].isLetterOrNumber() || at == 0;
  return text[at].isDigit() && !text[at - 1].isDigit();
}

/// The letters in this order, each directly behind the one before or at the beginning of a later word: "prch" is
/// "previous chat". Letters from anywhere would fit almost any title.
bool isBeginnings(const QString& text, const QString& word) {
  for (qsizetype from = 0; (from = text.indexOf(word[0], from)) >= 0; ++from) {
    if (!startsWord(text, from)) continue;
    qsizetype at = from + 1;
    qsizetype letter = 1;
    while (letter < word.size()) {
      const bool next = at < text.size() && text[at] == word[letter];
      while (!next && (at = text.indexOf(word[letter], at)) >= 0 && !startsWord(text, at)) ++at;
      if (at < 0) break;
      ++at;
      ++letter;
    }
    if (letter == word.size()) return true;
  }
  return false;
}

std::optional<int> rankOfWord(const QString& text, const QString& word) {
  if (text.startsWith(word)) return 0;
  const qsizetype inside = text.indexOf(word);
  for (qsizetype at = inside; at >= 0; at = text.indexOf(word, at + 1)) {
    if (startsWord(text, at)) return 1000 + static_cast<int>(std::min<qsizetype>(at, 999));
  }
  if (inside >= 0) return 2000 + static_cast<int>(std::min<qsizetype>(inside, 999));
  return isBeginnings(text, word) ? std::optional(3000) : std::nullopt;
}

}  // namespace

std::optional<int> fuzzyRank(const QString& text, const QString& query) {
  const QString folded = text.toCaseFolded();
  int worst = 0;
  for (const QString& word : query.toCaseFolded().simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
    const auto rank = rankOfWord(folded, word);
    if (!rank) return std::nullopt;
    worst = std::max(worst, *rank);
  }
  return worst;
}

}  // namespace snug::ui
