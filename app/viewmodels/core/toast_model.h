// The one toast: a sentence, for some undo, for ten seconds. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <functional>

namespace snug::ui {

/// GUI thread.
class ToastModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(bool visible READ visible NOTIFY toastChanged FINAL)
  Q_PROPERTY(QString text READ text NOTIFY toastChanged FINAL)
  Q_PROPERTY(bool undoable READ undoable NOTIFY toastChanged FINAL)
  Q_PROPERTY(double remaining READ remaining NOTIFY remainingChanged FINAL)
  Q_PROPERTY(bool held READ held WRITE setHeld NOTIFY heldChanged FINAL)

 public:
  using Action = std::function<void()>;
  static constexpr int kShowMs = 10000;
  /// For a word like "Copied".
  static constexpr int kBriefMs = 1500;

  explicit ToastModel(QObject* parent = nullptr);

  [[nodiscard]] bool visible() const { return m_visible; }
  [[nodiscard]] QString text() const { return m_text; }
  [[nodiscard]] bool undoable() const { return static_cast<bool>(m_undo); }
  /// 1 … 0
  [[nodiscard]] double remaining() const;
  [[nodiscard]] bool held() const { return m_held; }
  /// The time stands still while it is held.
  void setHeld(bool held);

  /// Takes the place of the toast that stands; what that one could undo becomes final.
  void show(const QString& text, int forMs = kShowMs);
  /// `undo` runs at most once; `final`, if given, runs once when it no longer can (time over, dismissed, replaced).
  void showUndo(const QString& text, Action undo, Action final = {});
  Q_INVOKABLE void undo();
  Q_INVOKABLE void dismiss() { end(false); }
  /// Lets time pass: what the timer calls, and tests.
  void advance(qint64 ms);

 Q_SIGNALS:
  void toastChanged();
  void remainingChanged();
  void heldChanged();

 private:
  void start(const QString& text, int forMs, Action undo, Action final);
  void end(bool undone);
  void runClock();

  bool m_visible = false;
  bool m_held = false;
  QString m_text;
  Action m_undo;
  Action m_final;
  int m_totalMs = kShowMs;
  qint64 m_leftMs = 0;
  QTimer m_tick;
  QElapsedTimer m_clock;
};

}  // namespace snug::ui
