#include "app/viewmodels/core/toast_model.h"

#include <algorithm>
#include <utility>

namespace snug::ui {
namespace {

constexpr int kTickMs = 100;  // the line steps by a hundredth

}  // namespace

ToastModel::ToastModel(QObject* parent) : QObject(parent) {
  m_tick.setInterval(kTickMs);
  connect(&m_tick, &QTimer::timeout, this, [this] { advance(m_clock.restart()); });
}

double ToastModel::remaining() const {
  return m_visible ? static_cast<double>(m_leftMs) / m_totalMs : 0.0;
}

void ToastModel::setHeld(bool held) {
  if (held == m_held) return;
  m_held = held;
  runClock();
  Q_EMIT heldChanged();
}

void ToastModel::show(const QString& text, int forMs) {
  start(text, forMs, {}, {});
}

void ToastModel::showUndo(const QString& text, Action undo, Action final) {
  start(text, kShowMs, std::move(undo), std::move(final));
}

void ToastModel::start(const QString& text, int forMs, Action undo, Action final) {
  // Taken before it runs: it may show a toast of its own, which the new one then replaces.
  m_undo = {};
  while (const Action last = std::exchange(m_final, {})) last();
  m_visible = true;
  m_text = text;
  m_undo = std::move(undo);
  m_final = std::move(final);
  m_totalMs = std::max(forMs, 1);
  m_leftMs = m_totalMs;
  runClock();
  Q_EMIT toastChanged();
  Q_EMIT remainingChanged();
}

void ToastModel::runClock() {
  if (m_visible && !m_held) {
    m_clock.start();
    m_tick.start();
  } else {
    m_tick.stop();
  }
}

void ToastModel::advance(qint64 ms) {
  if (!m_visible || m_held) return;
  m_leftMs = std::max<qint64>(0, m_leftMs - ms);
  Q_EMIT remainingChanged();
  if (m_leftMs == 0) end(false);
}

void ToastModel::undo() {
  if (m_undo) end(true);
}

void ToastModel::end(bool undone) {
  if (!m_visible) return;
  const Action undo = std::exchange(m_undo, {});
  const Action final = std::exchange(m_final, {});
  m_visible = false;
  runClock();
  // The pointer was on what is gone; no leave event comes for it.
  setHeld(false);
  Q_EMIT toastChanged();
  Q_EMIT remainingChanged();
  if (undone && undo) undo();
  if (!undone && final) final();
}

}  // namespace snug::ui
