#include "app/viewmodels/core/engine_bridge.h"

#include <utility>

namespace snug::ui {

EngineBridge::EngineBridge(std::vector<session::DeviceEntry> devices, QObject* parent)
    : QObject(parent), m_devices(std::move(devices)) {
  m_timer.setInterval(kTickMs);
  connect(&m_timer, &QTimer::timeout, this, &EngineBridge::drain);
  session::EngineSetup setup;
  setup.devices = m_devices;
  setup.on_event = [inbox = m_inbox](session::Event event) {
    const std::lock_guard lock(inbox->mutex);
    inbox->events.push_back(std::move(event));
  };
  m_engine = std::make_unique<session::Engine>(std::move(setup));
}

EngineBridge::~EngineBridge() = default;

session::RequestId EngineBridge::post(session::Request request, session::RequestId id) {
  ++m_pending;
  if (!m_timer.isActive()) m_timer.start();
  m_engine->post(std::move(request));
  return id;
}

session::RequestId EngineBridge::load(const std::string& path, const session::LoadOptions& options) {
  const session::RequestId id = ++m_lastId;
  return post(session::Load{id, path, options}, id);
}

session::RequestId EngineBridge::unload() {
  const session::RequestId id = ++m_lastId;
  return post(session::Unload{id}, id);
}

session::RequestId EngineBridge::generate(session::Generate request) {
  const session::RequestId id = request.id = ++m_lastId;
  return post(std::move(request), id);
}

session::RequestId EngineBridge::count(std::vector<session::ChatTurn> turns) {
  const session::RequestId id = ++m_lastId;
  return post(session::Count{id, std::move(turns), {}}, id);
}

session::RequestId EngineBridge::countText(std::string text) {
  const session::RequestId id = ++m_lastId;
  return post(session::Count{id, {}, std::move(text)}, id);
}

void EngineBridge::cancel(session::RequestId id) {
  m_engine->post(session::Cancel{id});
}

void EngineBridge::drain() {
  std::vector<session::Event> events;
  {
    const std::lock_guard lock(m_inbox->mutex);
    events.swap(m_inbox->events);
  }
  for (const session::Event& event : events) dispatch(event);
  flushText();
  if (m_pending == 0) m_timer.stop();
}

void EngineBridge::flushText() {
  if (m_textTokens == 0 && m_text.empty()) return;
  // Taken first: a receiver may start something that comes back here.
  const std::string text = std::exchange(m_text, {});
  const int tokens = std::exchange(m_textTokens, 0);
  Q_EMIT textArrived(m_textId, text, tokens);
}

void EngineBridge::dispatch(const session::Event& event) {
  if (const auto* token = std::get_if<session::TokenMade>(&event)) {
    if (token->id != m_textId) flushText();
    m_textId = token->id;
    m_text += token->text;
    m_textTokens += token->token >= 0 ? 1 : 0;
    return;
  }
  flushText();  // what ends an answer comes after its text
  if (const auto* progress = std::get_if<session::LoadProgressed>(&event)) {
    Q_EMIT loadProgressed(progress->id, progress->done_bytes, progress->total_bytes);
    return;
  }
  if (const auto* read = std::get_if<session::PromptProgressed>(&event)) {
    Q_EMIT promptProgressed(read->id, read->n_done, read->n_prompt, read->n_reused);
    return;
  }
  --m_pending;  // everything else ends its request
  if (const auto* loadedNow = std::get_if<session::Loaded>(&event)) {
    Q_EMIT loaded(loadedNow->id, loadedNow->model);
  } else if (const auto* gone = std::get_if<session::Unloaded>(&event)) {
    Q_EMIT unloaded(gone->id);
  } else if (const auto* done = std::get_if<session::Finished>(&event)) {
    Q_EMIT finished(done->id, *done);
  } else if (const auto* count = std::get_if<session::Counted>(&event)) {
    Q_EMIT counted(count->id, count->n_tokens);
  } else if (const auto* failure = std::get_if<session::Failed>(&event)) {
    Q_EMIT failed(failure->id, failure->error);
  }
}

}  // namespace snug::ui
