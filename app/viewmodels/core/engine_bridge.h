// The engine for the window: requests out, events in on the GUI thread, at most every 33 ms.
#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/session/engine.h"

namespace snug::ui {

/// Owns the engine and its thread. GUI thread. Tokens that came between two ticks arrive as one text, so a fast model
/// costs no more redraws than a slow one.
class EngineBridge : public QObject {
  Q_OBJECT

 public:
  static constexpr int kTickMs = 33;

  explicit EngineBridge(std::vector<session::DeviceEntry> devices, QObject* parent = nullptr);
  ~EngineBridge() override;

  /// Each returns the id that the signals carry.
  session::RequestId load(const std::string& path, const session::LoadOptions& options);
  session::RequestId unload();
  session::RequestId generate(session::Generate request);
  session::RequestId count(std::vector<session::ChatTurn> turns);
  /// Of plain text, without a template.
  session::RequestId countText(std::string text);
  void cancel(session::RequestId id);

  const std::vector<session::DeviceEntry>& devices() const { return m_devices; }
  /// Requests that have not ended.
  int pending() const { return m_pending; }

 Q_SIGNALS:
  void loadProgressed(quint64 id, qint64 doneBytes, qint64 totalBytes);
  void loaded(quint64 id, const snug::session::ModelInfo& model);
  void unloaded(quint64 id);
  void promptProgressed(quint64 id, int done, int total, int reused);
  /// New text of an answer and how many tokens it was.
  void textArrived(quint64 id, const std::string& text, int tokens);
  void finished(quint64 id, const snug::session::Finished& finished);
  void counted(quint64 id, int tokens);
  void failed(quint64 id, const snug::Error& error);

 private:
  void drain();
  void dispatch(const session::Event& event);
  void flushText();
  session::RequestId post(session::Request request, session::RequestId id);

  /// What the engine thread writes to. Outlives the engine.
  struct Inbox {
    std::mutex mutex;
    std::vector<session::Event> events;
  };

  std::vector<session::DeviceEntry> m_devices;
  std::shared_ptr<Inbox> m_inbox = std::make_shared<Inbox>();
  QTimer m_timer;
  int m_pending = 0;
  session::RequestId m_lastId = 0;
  session::RequestId m_textId = 0;  // the answer that m_text belongs to
  std::string m_text;
  int m_textTokens = 0;
  std::unique_ptr<session::Engine> m_engine;
};

}  // namespace snug::ui
