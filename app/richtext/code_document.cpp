#include "code_document.h"

#include <QTextCursor>
#include <QTextDocument>

#include "grammar.h"

namespace snug::richtext {

/// Colours blocks as the document lays them; one QTextBlock is one line.
class CodeHighlighter : public QSyntaxHighlighter {
 public:
  CodeHighlighter(QTextDocument* document, const CodeDocument& owner) : QSyntaxHighlighter(document), m_owner(owner) {}

 protected:
  void highlightBlock(const QString& line) override {
    const Grammar* grammar = Grammar::find(m_owner.m_language);
    if (!grammar) return;
    int state = previousBlockState();
    for (const Span& span : lexLine(*grammar, line, state)) setFormat(span.start, span.length, color(span.token));
    setCurrentBlockState(state);
  }

 private:
  QColor color(Token token) const {
    switch (token) {
      case Token::kKeyword:
        return m_owner.m_keyword;
      case Token::kString:
        return m_owner.m_text;
      case Token::kNumber:
        return m_owner.m_number;
      case Token::kFunction:
        return m_owner.m_function;
      case Token::kComment:
        return m_owner.m_comment;
      case Token::kPlain:
        break;
    }
    return {};
  }

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
