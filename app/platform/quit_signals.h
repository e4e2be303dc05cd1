// The desktop's "please end": logging out sends SIGTERM, a terminal SIGINT or SIGHUP.
#pragma once

#include <QObject>

class QSocketNotifier;

namespace snug::platform {

/// Turns the first of these signals into a clean quit of the event loop, as closing the window does; a second one ends
/// the process as usual. One object, on the GUI thread, as long as the application.
class QuitSignals : public QObject {
  Q_OBJECT

 public:
  explicit QuitSignals(QObject* parent = nullptr);
  ~QuitSignals() override;

 private:
  QSocketNotifier* m_notifier = nullptr;
};

}  // namespace snug::platform
