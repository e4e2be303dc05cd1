// The works of others that Snug stands on, as About shows them.
#pragma once

#include <QString>

namespace snug::ui {

/// Plain text of THIRD_PARTY.md: the title left out, paragraphs on one line each, a table row as "Component: licence,
/// use". Only the Markdown that this file uses.
QString noticesFromMarkdown(const QString& markdown);
/// The same of the file that is compiled in.
QString noticesText();

}  // namespace snug::ui
