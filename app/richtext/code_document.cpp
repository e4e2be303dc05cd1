#include "code_document.h"

#include <QTextCursor>
#include <QTextDocument>
#include <string>
#include <vector>

#include "app/chat/highlight/highlighter.h"

namespace snug::richtext {

/// Colours blocks as the document lays them; one QTextBlock is one line.
class CodeHighlighter : public QSyntaxHighlighter {
 public:
  CodeHighlighter(QTextDocument* document, const CodeDocument& owner) : QSyntaxHighlighter(document), m_owner(owner) {}

 protected:
  void highlightBlock(const QString& line) override {
    const chat::Grammar* grammar = chat::find_grammar(m_owner.m_language.toStdString());
    if (grammar == nullptr) return;
    const std::string bytes = line.toStdString();
    m_runs.clear();
    // Qt's state before the first line is -1; the highlighter's is 0.
    setCurrentBlockState(chat::highlight_line(*grammar, bytes, qMax(0, previousBlockState()), m_runs));
    for (const chat::TokenRun& run : chat::runs_in_utf16(bytes, m_runs))
      setFormat(static_cast<int>(run.start), static_cast<int>(run.length), color(run.kind));
  }

 private:
  QColor color(chat::TokenKind kind) const {
    switch (kind) {
      case chat::TokenKind::keyword:
        return m_owner.m_keyword;
      case chat::TokenKind::string:
        return m_owner.m_text;
      case chat::TokenKind::number:
        return m_owner.m_number;
      case chat::TokenKind::function:
        return m_owner.m_function;
      case chat::TokenKind::comment:
        return m_owner.m_comment;
    }
    return {};
  }

  std::vector<chat::TokenRun> m_runs;  // kept for its memory
  const CodeDocument& m_owner;
};

CodeDocument::CodeDocument(QObject* parent) : QObject(parent) {}
CodeDocument::~CodeDocument() {
  delete m_highlighter.data();
}

void CodeDocument::setDocument(QQuickTextDocument* document) {
  if (m_document == document) return;
  m_document = document;
  delete m_highlighter.data();
  if (document && document->textDocument()) {
    document->textDocument()->setUndoRedoEnabled(false);
    document->textDocument()->setDocumentMargin(0);
    m_highlighter = new CodeHighlighter(document->textDocument(), *this);
  }
  m_shown.clear();
  fill();
}

void CodeDocument::setCode(const QString& code) {
  if (m_code == code) return;
  m_code = code;
  fill();
}

void CodeDocument::setMaxLines(int lines) {
  if (m_maxLines == lines) return;
  m_maxLines = lines;
  fill();
}

void CodeDocument::setLineHeight(int height) {
  if (m_lineHeight == height) return;
  m_lineHeight = height;
  m_shown.clear();
  fill();
}

void CodeDocument::setLanguage(const QString& language) {
  if (m_language == language) return;
  m_language = language;
  if (m_highlighter) m_highlighter->rehighlight();
  emit changed();
}

void CodeDocument::recolour(QColor& member, const QColor& color) {
  if (member == color) return;
  member = color;
  if (m_highlighter && !m_shown.isEmpty()) m_highlighter->rehighlight();
  emit changed();
}

void CodeDocument::fill() {
  if (m_document && m_document->textDocument()) {
    QString shown = m_code;
    if (m_maxLines > 0) {
      qsizetype end = -1;
      for (int line = 0; line < m_maxLines && (line == 0 || end >= 0); ++line)
        end = shown.indexOf(QLatin1Char('\n'), end + 1);
      if (end >= 0) shown.truncate(end);
    }
    QTextCursor cursor(m_document->textDocument());
    QTextBlockFormat lines;
    lines.setLineHeight(m_lineHeight, QTextBlockFormat::FixedHeight);
    cursor.beginEditBlock();
    if (!m_shown.isEmpty() && shown.startsWith(m_shown)) {
      cursor.movePosition(QTextCursor::End);
      cursor.insertText(shown.mid(m_shown.size()));
    } else {
      cursor.select(QTextCursor::Document);
      cursor.setBlockFormat(lines);
      cursor.insertText(shown);
    }
    cursor.endEditBlock();
    m_shown = shown;
  }
  emit changed();
}

}  // namespace snug::richtext
