#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QFont>
#include <QPointer>
#include <QQuickTextDocument>

namespace snug::richtext {

/// Fills the document of a TextEdit with one block of inline HTML and gives it what RichText alone does not do: a fixed
/// line height, code spans in mono on a ground, link colour, and the matches of a search. Setting `html` again keeps a
/// selection whose text did not change. GUI thread.
class BlockDocument : public QObject {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QQuickTextDocument* document READ document WRITE setDocument NOTIFY changed FINAL)
  /// Inline subset b i s code sub sup a br; everything else is escaped by the splitter.
  Q_PROPERTY(QString html MEMBER m_html WRITE setHtml NOTIFY changed FINAL)
  /// Plain text instead of html; what is set last holds.
  Q_PROPERTY(QString plain MEMBER m_plain WRITE setPlain NOTIFY changed FINAL)
  /// Height of a line in pixels.
  Q_PROPERTY(int lineHeight MEMBER m_lineHeight WRITE setLineHeight NOTIFY changed FINAL)
  Q_PROPERTY(QFont codeFont MEMBER m_codeFont WRITE setCodeFont NOTIFY changed FINAL)
  Q_PROPERTY(QColor codeGround MEMBER m_codeGround WRITE setCodeGround NOTIFY changed FINAL)
  Q_PROPERTY(QColor link MEMBER m_link WRITE setLink NOTIFY changed FINAL)
  Q_PROPERTY(QColor matchGround MEMBER m_matchGround WRITE setMatchGround NOTIFY changed FINAL)
  /// Every occurrence is laid on matchGround; case does not count. Empty: none.
  Q_PROPERTY(QString query MEMBER m_query WRITE setQuery NOTIFY changed FINAL)
  /// Position in the text of occurrence `currentMatch`, or -1; its length is that of the query.
  Q_PROPERTY(int currentMatch MEMBER m_currentMatch WRITE setCurrentMatch NOTIFY changed FINAL)
  Q_PROPERTY(int matchPosition READ matchPosition NOTIFY changed FINAL)

 public:
  using QObject::QObject;
  QQuickTextDocument* document() const { return m_document; }
  void setDocument(QQuickTextDocument* document);
  void setHtml(const QString& html) { assign(m_html, html); }
  void setPlain(const QString& text) { assign(m_plain, text); }
  void setLineHeight(int height) { assign(m_lineHeight, height); }
  void setCodeFont(const QFont& font) { assign(m_codeFont, font); }
  void setCodeGround(const QColor& color) { assign(m_codeGround, color); }
  void setLink(const QColor& color) { assign(m_link, color); }
  void setMatchGround(const QColor& color) { assign(m_matchGround, color); }
  void setQuery(const QString& query) { assign(m_query, query); }
  void setCurrentMatch(int match) { assign(m_currentMatch, match); }
  int matchPosition() const { return m_matchPosition; }

 Q_SIGNALS:
  void changed();
  /// The text was laid again; the TextEdit restores its selection on this.
  void refilled();

 private:
  template <typename T>
  void assign(T& member, const T& value) {
    if (member == value) return;
    member = value;
    fill();
  }
  void fill();
  void styleBlocks();
  void markMatches();

  QPointer<QQuickTextDocument> m_document;
  QString m_html;
  QString m_plain;
  QString m_query;
  QFont m_codeFont;
  QColor m_codeGround;
  QColor m_link;
  QColor m_matchGround;
  int m_lineHeight = 22;
  int m_currentMatch = -1;
  int m_matchPosition = -1;
};

/// Keeps a fixed line height in a document that a person edits: blocks that typing adds get it too. GUI thread.
class LineHeight : public QObject {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QQuickTextDocument* document READ document WRITE setDocument NOTIFY changed FINAL)
  Q_PROPERTY(int lineHeight READ lineHeight WRITE setLineHeight NOTIFY changed FINAL)

 public:
  using QObject::QObject;
  QQuickTextDocument* document() const { return m_document; }
  void setDocument(QQuickTextDocument* document);
  int lineHeight() const { return m_lineHeight; }
  void setLineHeight(int height);

 Q_SIGNALS:
  void changed();

 private:
  void apply();

  QPointer<QQuickTextDocument> m_document;
  int m_lineHeight = 22;
  bool m_applying = false;
};

}  // namespace snug::richtext
