#include "app/viewmodels/chat/token_counter.h"

#include <utility>

namespace snug::ui {

TokenCounter::TokenCounter(EngineBridge& engine, ChatHub& hub, std::function<std::string()> typed, QObject* parent)
    : QObject(parent), m_engine(engine), m_hub(hub), m_typed(std::move(typed)) {
  m_settle.setSingleShot(true);
  m_settle.setInterval(kSettleMs);
  connect(&m_settle, &QTimer::timeout, this, &TokenCounter::count);
  connect(&engine, &EngineBridge::counted, this, &TokenCounter::take);
  connect(&engine, &EngineBridge::failed, this, [this](quint64 id, const Error&) { take(id, -1); });
  connect(&hub, &ChatHub::currentChanged, this, &TokenCounter::schedule);
  connect(&hub, &ChatHub::messagesChanged, this, &TokenCounter::schedule);
  connect(&hub, &ChatHub::settingsChanged, this, &TokenCounter::schedule);
  connect(&hub.station(), &ModelStation::phaseChanged, this, &TokenCounter::schedule);
  schedule();
}

void TokenCounter::count() {
  m_systemId = m_historyId = m_wholeId = 0;
  OpenChat& chat = m_hub.current();
  if (m_hub.station().phase() != ModelStation::Phase::loaded) {
    if (std::exchange(m_counts, {}) != ContextCount{}) Q_EMIT changed();
    return;
  }
  if (m_hub.isGenerating()) return;  // an answer's end counts again
  const std::string& system = chat.chat.system_prompt;
  ContextCount known;
  std::vector<session::ChatTurn> turns;
  if (chat.history.active_leaf() != 0) {
    if (auto prompt = m_hub.promptOf(chat, chat.history.active_leaf())) {
      for (const chat::PromptMessage& m : prompt->messages)
        turns.push_back({std::string(chat::role_name(m.role)), m.content, m.reasoning});
    }
  } else if (!system.empty()) {
    turns.push_back({"system", system, {}});
  }
  // Templates refuse a conversation of a system message alone: then its text is what is known of it.
  const bool said = turns.size() > (system.empty() ? 0u : 1u);
  known.system = system.empty() ? 0 : m_counts.system;
  known.history = said ? m_counts.history : known.system;
  known.whole = m_counts.whole;
  std::string typed = m_typed();
  m_wholeIsHistory = typed.empty();
  if (m_wholeIsHistory && !said) known.whole = known.system;
  if (std::exchange(m_counts, known) != known) Q_EMIT changed();
  if (!system.empty()) m_systemId = m_engine.countText(system);
  if (said) m_historyId = m_engine.count(turns);
  if (m_wholeIsHistory) return;
  turns.push_back({"user", std::move(typed), {}});
  m_wholeId = m_engine.count(std::move(turns));
}

void TokenCounter::take(quint64 id, int tokens) {
  if (id == 0) return;
  ContextCount counts = m_counts;
  const bool said = m_historyId != 0;
  if (id == m_systemId) {
    counts.system = tokens;
    if (!said) counts.history = tokens;
  } else if (id == m_historyId) {
    counts.history = tokens;
  } else if (id == m_wholeId) {
    counts.whole = tokens;
  } else {
    return;
  }
  if (m_wholeIsHistory) counts.whole = counts.history;
  if (std::exchange(m_counts, counts) != counts) Q_EMIT changed();
}

}  // namespace snug::ui
