#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QPointer>
#include <QQuickTextDocument>
#include <QSyntaxHighlighter>

namespace snug::richtext {

class CodeHighlighter;

/// Fills the document of a TextEdit with code and colours it by language. Text that only grows is appended, so a
/// selection stays and lines that stand are not coloured again. GUI thread.
class CodeDocument : public QObject {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QQuickTextDocument* document READ document WRITE setDocument NOTIFY changed FINAL)
  Q_PROPERTY(QString code MEMBER m_code WRITE setCode NOTIFY changed FINAL)
  /// The fence's word, "python", "c++"; an unknown one stays plain.
  Q_PROPERTY(QString language MEMBER m_language WRITE setLanguage NOTIFY changed FINAL)
  /// Only this many lines are shown; 0: all.
  Q_PROPERTY(int maxLines MEMBER m_maxLines WRITE setMaxLines NOTIFY changed FINAL)
  Q_PROPERTY(int lineHeight MEMBER m_lineHeight WRITE setLineHeight NOTIFY changed FINAL)
  Q_PROPERTY(QColor keyword MEMBER m_keyword WRITE setKeyword NOTIFY changed FINAL)
  Q_PROPERTY(QColor text MEMBER m_text WRITE setText NOTIFY changed FINAL)
  Q_PROPERTY(QColor number MEMBER m_number WRITE setNumber NOTIFY changed FINAL)
  Q_PROPERTY(QColor call MEMBER m_function WRITE setFunction NOTIFY changed FINAL)
  Q_PROPERTY(QColor comment MEMBER m_comment WRITE setComment NOTIFY changed FINAL)

 public:
  explicit CodeDocument(QObject* parent = nullptr);
  ~CodeDocument() override;
  QQuickTextDocument* document() const { return m_document; }
  void setDocument(QQuickTextDocument* document);
  void setCode(const QString& code);
  void setLanguage(const QString& language);
  void setMaxLines(int lines);
  void setLineHeight(int height);
  void setKeyword(const QColor& color) { recolour(m_keyword, color); }
  /// Colour of strings.
  void setText(const QColor& color) { recolour(m_text, color); }
  void setNumber(const QColor& color) { recolour(m_number, color); }
  void setFunction(const QColor& color) { recolour(m_function, color); }
  void setComment(const QColor& color) { recolour(m_comment, color); }

 Q_SIGNALS:
  void changed();

 private:
  friend class CodeHighlighter;
  void recolour(QColor& member, const QColor& color);
  void fill();

  QPointer<QQuickTextDocument> m_document;
  QPointer<QSyntaxHighlighter> m_highlighter;  ///< belongs to the document, which may go first
  QString m_code;
  QString m_shown;
  QString m_language;
  QColor m_keyword, m_text, m_number, m_function, m_comment;
  int m_maxLines = 0;
  int m_lineHeight = 20;
};

}  // namespace snug::richtext
