#include "app/platform/quit_signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QSocketNotifier>
#include <array>
#include <csignal>

namespace snug::platform {
namespace {

constexpr std::array kSignals{SIGTERM, SIGINT, SIGHUP};
// A handler may do nothing but write: the pipe wakes the event loop.
std::array<int, 2> g_pipe{-1, -1};

void onSignal(int) {
  const char byte = 0;
  (void)!::write(g_pipe[1], &byte, 1);
}

}  // namespace

QuitSignals::QuitSignals(QObject* parent) : QObject(parent) {
  if (::pipe2(g_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  m_notifier = new QSocketNotifier(g_pipe[0], QSocketNotifier::Read, this);
  connect(m_notifier, &QSocketNotifier::activated, this, [] { QCoreApplication::quit(); });
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
  for (const int signal : kSignals) ::sigaction(signal, &action, nullptr);
}

QuitSignals::~QuitSignals() {
  for (const int signal : kSignals) std::signal(signal, SIG_DFL);
  delete m_notifier;
  for (int& end : g_pipe) {
    if (end >= 0) ::close(end);
    end = -1;
  }
}

}  // namespace snug::platform
