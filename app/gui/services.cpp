#include "app/gui/services.h"

#include <QCoreApplication>
#include <QPointer>
#include <chrono>

#include "app/devices/registry.h"
#include "app/gui/parts.h"
#include "app/gui/wiring.h"
#include "app/manager/settings/environment.h"
#include "app/viewmodels/core/error_text.h"
#include "engine/base/error_table.h"
#include "engine/base/log.h"

namespace snug::gui {
namespace {

using settings::Key;

constexpr std::string_view kIdle = "idle";

int64_t nowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Results of the store come back to the event loop.
store::Receiver toGui(QObject* receiver) {
  return {[receiver = QPointer(receiver)](std::function<void()> work) {
    if (receiver) QMetaObject::invokeMethod(receiver, std::move(work), Qt::QueuedConnection);
  }};
}

/// The sentence about a run that did not end cleanly.
QString crashSentence(const diagnostics::CrashReport& crash) {
  if (crash.operation.empty() || crash.operation == kIdle)
    return QCoreApplication::translate("Services", "Snug did not end cleanly last time. Your chats are as they were.");
  return QCoreApplication::translate("Services",
                                     "Snug did not end cleanly last time, while %1. Your chats are as they were.")
      .arg(QString::fromStdString(crash.operation));
}

}  // namespace

Services::Services(DataFolder& folder, const Options& options, QObject* parent)
    : QObject(parent), m_folder(folder), m_options(options), m_wanted(options.model) {
  const auto problems = settings::hold_environment(folder.settings, folders::process_environment());
  for (const std::string& problem : problems) log(LogLevel::warning, "settings", problem);
  const auto hold = [&](Key key, const QString& value, const char* option) {
    if (value.isEmpty()) return;
    if (const Status held = folder.settings.hold(key, value.toStdString(), option); !held)
      log(LogLevel::warning, "settings", message_of(held.error()));
  };
  hold(Key::theme, options.theme, "--theme");
  hold(Key::offline, options.offline ? QStringLiteral("true") : QString(), "--offline");
  m_settings = std::make_unique<ui::SettingsBridge>(std::move(folder.settings));
}

Services::~Services() {
  // The views stop first, then the engine, then the store, which writes what is left.
  m_parts.reset();
  m_store.reset();
}

void Services::open() {
  m_store = std::make_unique<store::StoreThread>(
      store::StoreOptions{.folder = m_folder.paths.data, .unclean_exit = m_folder.lastCrash.has_value(), .now_ms = 0},
      toGui(this), [this](Result<store::OpenReport> report) {
        if (report) {
          opened(*report);
        } else {
          log(LogLevel::error, "store", message_of(report.error()));
          Q_EMIT failed(report.error());
        }
      });
}

void Services::opened(const store::OpenReport& report) {
  m_parts = std::make_unique<Parts>(m_folder, *m_settings, *m_store);
  wire(*m_parts, *m_settings);
  if (!m_options.place.isEmpty()) m_parts->app.setPlace(m_options.place);
  if (m_folder.lastCrash) m_parts->app.setCrashNote(crashSentence(*m_folder.lastCrash));
  if (report.notice) m_parts->toast.show(ui::sentenceOf(*report.notice));
  m_store->on_write_error(toGui(this), [this](const Error& error) { m_parts->toast.show(ui::sentenceOf(error)); });
  const qint64 lastChat = m_settings->integer(Key::window_chat);
  if (lastChat > 0) m_parts->hub.openChat(lastChat);
  connect(&m_parts->station, &ui::ModelStation::modelsChanged, this, &Services::chooseFirstModel);
  m_parts->station.rescan();
  if (m_folder.note) m_folder.note->operation(kIdle);
  Q_EMIT ready();
  // The day's backup waits until the window stands.
  m_store->tell([](store::Store& s) { return store::maintain(s, nowMs()); });
}

ui::AppModel& Services::app() {
  return m_parts->app;
}

void Services::chooseModel(const QString& word) {
  if (word.isEmpty()) return;
  m_wanted = word;
  if (m_parts && m_parts->station.scanned()) chooseFirstModel();
}

void Services::chooseFirstModel() {
  ui::ModelStation& station = m_parts->station;
  if (!m_wanted.isEmpty()) {
    const std::string word = std::exchange(m_wanted, QString()).toStdString();
    auto model = catalog::find(station.models(), word);
    if (!model && std::filesystem::exists(word)) model = station.addFile(word);
    if (!model) {
      m_parts->toast.show(ui::sentenceOf(model.error()));
    } else {
      station.choose(model->ref);
    }
  }
  if (station.chosen() == nullptr) station.choose(m_settings->value(Key::last_model).toStdString());
  // On the first run the person chooses, from a list that is ranked.
  if (station.chosen() == nullptr && !m_parts->app.firstRun()) {
    for (const catalog::LocalModel& model : station.models()) {
      if (!model.runnable) continue;
      station.choose(model.ref);
      break;
    }
  }
  // At the start only: a model that was unloaded stays so when the library changes.
  const bool starts = !std::exchange(m_started, true);
  if (starts && station.chosen() != nullptr && m_settings->boolean(Key::load_last_model) &&
      station.phase() == ui::ModelStation::Phase::unloaded && !m_parts->app.firstRun())
    station.load();
}

}  // namespace snug::gui
