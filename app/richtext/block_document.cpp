#include "block_document.h"

#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>

namespace snug::richtext {

void BlockDocument::setDocument(QQuickTextDocument* document) {
  if (m_document == document) return;
  m_document = document;
  fill();
}

void BlockDocument::fill() {
  if (m_document && m_document->textDocument()) {
    QTextDocument* text = m_document->textDocument();
    text->setUndoRedoEnabled(false);
    text->setDocumentMargin(0);
    if (m_plain.isEmpty()) {
      text->setHtml(m_html);
    } else {
      text->setPlainText(m_plain);
    }
    styleBlocks();
    markMatches();
    emit refilled();
  }
  emit changed();
}

void BlockDocument::styleBlocks() {
  QTextDocument* text = m_document->textDocument();
  QTextBlockFormat lines;
  lines.setLineHeight(m_lineHeight, QTextBlockFormat::FixedHeight);
  lines.setTopMargin(0);
  lines.setBottomMargin(0);
  QTextCursor all(text);
  all.select(QTextCursor::Document);
  all.mergeBlockFormat(lines);
  for (QTextBlock block = text->begin(); block.isValid(); block = block.next()) {
    for (auto it = block.begin(); !it.atEnd(); ++it) {
      const QTextFragment fragment = it.fragment();
      const QTextCharFormat was = fragment.charFormat();
      QTextCharFormat format;
      if (was.fontFixedPitch() || was.fontFamilies().toStringList().contains(QLatin1String("monospace"))) {
        format.setFont(m_codeFont, QTextCharFormat::FontPropertiesSpecifiedOnly);
        format.setBackground(m_codeGround);
      }
      if (was.isAnchor()) {
        format.setForeground(m_link);
        format.setFontUnderline(true);
      }
      if (format.propertyCount() == 0) continue;
      QTextCursor cursor(text);
      cursor.setPosition(fragment.position());
      cursor.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
      cursor.mergeCharFormat(format);
      // Merging splits nothing (a fragment has one format) but invalidates the iterator.
      it = block.begin();
      while (!it.atEnd() && it.fragment().position() < fragment.position()) ++it;
    }
  }
}

void BlockDocument::markMatches() {
  m_matchPosition = -1;
  if (m_query.isEmpty()) return;
  QTextDocument* text = m_document->textDocument();
  QTextCharFormat mark;
  mark.setBackground(m_matchGround);
  int number = 0;
  for (QTextCursor found = text->find(m_query); !found.isNull(); found = text->find(m_query, found)) {
    if (number++ == m_currentMatch) m_matchPosition = found.selectionStart();
    found.mergeCharFormat(mark);
  }
}

void LineHeight::setDocument(QQuickTextDocument* document) {
  if (m_document == document) return;
  m_document = document;
  if (document && document->textDocument()) {
    connect(document->textDocument(), &QTextDocument::blockCountChanged, this, &LineHeight::apply);
    connect(document->textDocument(), &QTextDocument::contentsChange, this, &LineHeight::apply);
  }
  apply();
  emit changed();
}

void LineHeight::setLineHeight(int height) {
  if (m_lineHeight == height) return;
  m_lineHeight = height;
  apply();
  emit changed();
}

void LineHeight::apply() {
  if (m_applying || !m_document || !m_document->textDocument()) return;
  m_applying = true;
  QTextBlockFormat lines;
  lines.setLineHeight(m_lineHeight, QTextBlockFormat::FixedHeight);
  for (QTextBlock block = m_document->textDocument()->begin(); block.isValid(); block = block.next()) {
    const QTextBlockFormat was = block.blockFormat();
    if (was.lineHeightType() == QTextBlockFormat::FixedHeight && was.lineHeight() == m_lineHeight) continue;
    QTextCursor cursor(block);
    // Joined to the edit that caused it, so that one undo takes both back.
    cursor.joinPreviousEditBlock();
    cursor.mergeBlockFormat(lines);
    cursor.endEditBlock();
  }
  m_applying = false;
}

}  // namespace snug::richtext
