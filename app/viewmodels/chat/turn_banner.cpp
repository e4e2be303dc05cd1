#include "app/viewmodels/chat/turn_banner.h"

#include <QLocale>
#include <algorithm>

#include "app/viewmodels/chat/prompt_room.h"

namespace snug::ui {
namespace {

/// From here on the context counts as nearly full.
constexpr double kNearlyFull = 0.9;

int64_t number(const Error& error, const char* key) {
  for (const auto& [name, value] : error.context) {
    if (name == key) return QString::fromStdString(value).toLongLong();
  }
  return 0;
}

QString grouped(int64_t n) {
  return QLocale().toString(static_cast<qlonglong>(n));
}

QString thousands(int64_t tokens) {
  return tokens % 1024 == 0 ? QString::number(tokens / 1024) + u'k' : grouped(tokens);
}

bool isDeviceError(Code code) {
  return code == Code::device_lost || code == Code::device_failed || code == Code::device_timeout;
}

}  // namespace

bool bannerTells(Code code) {
  return code == Code::prompt_too_long || isDeviceError(code);
}

TurnBanner::TurnBanner(ChatHub& hub, std::vector<session::DeviceEntry> devices, QObject* parent)
    : QObject(parent),
      m_hub(hub),
      m_devices(std::move(devices)),
      m_actions({{"label", [](const BannerAction& a) { return a.label; }},
                 {"primary", [](const BannerAction& a) { return a.primary; }}}) {
  connect(&hub, &ChatHub::currentChanged, this, &TurnBanner::refresh);
  connect(&hub, &ChatHub::messagesChanged, this, &TurnBanner::refresh);
  connect(&hub, &ChatHub::problemChanged, this, &TurnBanner::refresh);
  connect(&hub.station(), &ModelStation::phaseChanged, this, &TurnBanner::refresh);
}

void TurnBanner::refresh() {
  m_kind.clear();
  m_text.clear();
  m_next.clear();
  const OpenChat& chat = m_hub.current();
  if (!chat.live) (void)(showFailure(chat) || showFull(chat));
  if (m_kind.isEmpty()) (void)(showOverflow(chat) || showFallback());
  m_actions.update(m_next, [](const BannerAction& a, const BannerAction& b) { return a.label == b.label; });
  Q_EMIT changed();
}

void TurnBanner::act(int row) {
  if (row < 0 || row >= std::ssize(m_next)) return;
  const auto run = m_next[static_cast<size_t>(row)].run;  // the rows change while it runs
  run();
}

void TurnBanner::offer(const QString& label, std::function<void()> run) {
  m_next.push_back({label, m_next.empty(), std::move(run)});
}

bool TurnBanner::showFailure(const OpenChat& chat) {
  if (chat.problem.kind != TurnProblem::Kind::failed) return false;
  if (chat.problem.error.code == Code::prompt_too_long) showPromptTooLong(chat);
  if (isDeviceError(chat.problem.error.code)) showDeviceLost(chat);
  return !m_kind.isEmpty();
}

void TurnBanner::showPromptTooLong(const OpenChat& chat) {
  const Error& error = chat.problem.error;
  const int64_t tokens = number(error, "n_prompt");
  const int64_t fits = number(error, "n_ctx");
  if (tokens <= 0 || fits <= 0) {
    // Not even the last question fits: only a shorter one helps.
    m_kind = QStringLiteral("promptTooLong");
    m_text = tr("The last message alone is longer than the context. Shorten it, or use a larger context.");
  } else {
    m_kind = QStringLiteral("promptTooLong");
    m_text = tr("This is %1 tokens; %2 fit.").arg(grouped(tokens), grouped(fits));
  }
  const chat::Id answer = chat.problem.answerId;
  addLargerContext(std::max(tokens, m_hub.station().info().n_ctx) + 1, true, [this, answer] { goOn(answer); });
  const chat::Message* failed = chat.history.find(answer);
  if (tokens <= 0 || failed == nullptr) return;
  chat::PromptOptions options;
  options.system_prompt = chat.chat.system_prompt;
  auto prompt = chat::assemble_prompt(chat.history, failed->parent_id, options);
  if (!prompt || promptBytes(*prompt) == 0) return;
  const double perByte = static_cast<double>(tokens) / static_cast<double>(promptBytes(*prompt));
  const auto left = chat::leave_out_oldest(*prompt, promptRoom(fits),
                                           [&](const chat::Prompt& p) { return estimatedTokens(p, perByte); });
  if (!left || *left == 0) return;
  offer(tr("Leave out the oldest %n messages", nullptr, static_cast<int>(*left)),
        [this, perByte, answer] { m_hub.leaveOutOldest(perByte, answer); });
}

void TurnBanner::showDeviceLost(const OpenChat& chat) {
  m_kind = QStringLiteral("deviceLost");
  const session::ModelInfo& info = m_hub.station().info();
  m_text = tr("The %1 stopped answering. The answer so far is kept.").arg(QString::fromStdString(info.device_name));
  const chat::Id answer = chat.problem.answerId;
  const auto cpu = std::find_if(m_devices.begin(), m_devices.end(), [&](const session::DeviceEntry& d) {
    return d.absent.empty() && d.caps.shares_host_memory && d.caps.id != info.device_id;
  });
  if (cpu != m_devices.end()) {
    offer(tr("Continue on CPU"), [this, answer, id = cpu->caps.id] {
      session::LoadOptions options = m_hub.station().loadedOptions();
      options.device = id;
      loadWith(options);
      goOn(answer);
    });
  }
  offer(tr("Load again"), [this, answer] {
    loadWith(m_hub.station().loadedOptions());
    goOn(answer);
  });
}

bool TurnBanner::showFull(const OpenChat& chat) {
  const ModelStation& station = m_hub.station();
  if (station.phase() != ModelStation::Phase::loaded) return false;
  const int64_t room = station.info().n_ctx;
  const bool full = chat.problem.kind == TurnProblem::Kind::contextFull;
  if (!full && chat.contextUsed < kNearlyFull * static_cast<double>(room)) return false;
  m_kind = QStringLiteral("contextFull");
  m_text = full ? tr("The context of %1 tokens is full; the answer ends here.").arg(grouped(room))
                : tr("The context is nearly full: %1 of %2 tokens.").arg(grouped(chat.contextUsed), grouped(room));
  const chat::Id answer = full ? chat.problem.answerId : 0;
  addLargerContext(room + 1, true, [this, answer] {
    if (answer != 0) goOn(answer);
  });
  offer(tr("New chat"), [this] { m_hub.newChat(); });
  return true;
}

bool TurnBanner::showOverflow(const OpenChat& chat) {
  if (chat.leftOut <= 0) return false;
  m_kind = QStringLiteral("overflow");
  m_text = tr("The oldest %n messages no longer fit and are left out.", nullptr, chat.leftOut);
  if (chat.live) return true;
  addLargerContext(m_hub.station().info().n_ctx + 1, false, [this] {
    m_hub.current().tokensPerByte = 0;
    m_hub.current().leftOut = 0;
    refresh();
  });
  offer(tr("New chat"), [this] { m_hub.newChat(); });
  return true;
}

bool TurnBanner::showFallback() {
  const ModelStation& station = m_hub.station();
  if (station.phase() != ModelStation::Phase::loaded || station.info().notice.empty()) return false;
  const std::string path = station.info().path;
  if (m_hiddenFallbacks.contains(path)) return false;
  m_kind = QStringLiteral("templateFallback");
  m_text = QString::fromStdString(station.info().notice);
  offer(tr("Hide"), [this, path] {
    m_hiddenFallbacks.insert(path);
    refresh();
  });
  return true;
}

void TurnBanner::addLargerContext(int64_t atLeast, bool primary, std::function<void()> then) {
  const ModelStation& station = m_hub.station();
  const int64_t trained = station.info().n_ctx_train;
  // The next power of two with room for an answer, as far as the model was trained.
  int64_t wanted = 2048;
  while (wanted < atLeast + atLeast / 4) wanted *= 2;
  wanted = std::min(wanted, trained);
  if (wanted < atLeast) return;
  m_next.push_back({tr("Use %1 context").arg(thousands(wanted)), primary, [this, wanted, then = std::move(then)] {
                      session::LoadOptions options = m_hub.station().loadedOptions();
                      options.n_ctx = wanted;
                      loadWith(options);
                      then();
                    }});
}

void TurnBanner::loadWith(const session::LoadOptions& options) {
  ModelStation& station = m_hub.station();
  station.unload();  // also when the options are the same: the device is to be opened anew
  station.setOptions(options);
  station.load();
}

void TurnBanner::goOn(chat::Id answerId) {
  const chat::Message* answer = m_hub.current().history.find(answerId);
  if (answer == nullptr) return;
  if (answer->content.empty()) {
    m_hub.regenerate(answerId);
  } else {
    m_hub.continueAnswer(answerId);
  }
}

}  // namespace snug::ui
