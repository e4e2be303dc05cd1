// How well a few typed letters fit a title.
#pragma once

#include <QString>
#include <optional>

namespace snug::ui {

/// Lower is better; nothing where it does not fit. Every word of the query must be in the text, in any case: at its
/// beginning (0), at the beginning of a word (1), inside a word (2), or as beginnings of
/// words in this order (3). The worst word counts, in thousands; the rest is how far from the beginning it stands.
std::optional<int> fuzzyRank(const QString& text, const QString& query);

}  // namespace snug::ui
