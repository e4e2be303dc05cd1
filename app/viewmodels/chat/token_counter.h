// Counts what fills the context, soon after it changed: the composer's gauge and the inspector's system prompt.
#pragma once

#include <QObject>
#include <QTimer>
#include <functional>

#include "app/viewmodels/chat/chat_hub.h"

namespace snug::ui {

/// Token counts; -1 where not known.
struct ContextCount {
  int system = -1;   ///< the system prompt's text alone
  int history = -1;  ///< the shown branch with its template and the system prompt
  int whole = -1;    ///< with what stands in the composer
  bool operator==(const ContextCount&) const = default;
};

/// GUI thread. Asks the engine only while it is idle; results that no longer belong to what is shown are dropped.
class TokenCounter : public QObject {
  Q_OBJECT

 public:
  static constexpr int kSettleMs = 150;

  /// `typed`: what stands in the composer now, as it would be sent.
  TokenCounter(EngineBridge& engine, ChatHub& hub, std::function<std::string()> typed, QObject* parent = nullptr);

  const ContextCount& counts() const { return m_counts; }
  /// Something that is counted has changed.
  void schedule() { m_settle.start(); }

 Q_SIGNALS:
  void changed();

 private:
  void count();
  void take(quint64 id, int tokens);

  EngineBridge& m_engine;
  ChatHub& m_hub;
  std::function<std::string()> m_typed;
  QTimer m_settle;
  ContextCount m_counts;
  quint64 m_systemId = 0, m_historyId = 0, m_wholeId = 0;
  bool m_wholeIsHistory = false;
};

}  // namespace snug::ui
