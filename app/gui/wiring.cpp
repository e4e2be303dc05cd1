#include "app/gui/wiring.h"

#include <QGuiApplication>

#include "app/viewmodels/core/link_opener.h"
#include "engine/base/error_table.h"

namespace snug::gui {
namespace {

using settings::Key;
using ui::ModelStation;

QString text(const char* source) {
  return QCoreApplication::translate("Window", source);
}

/// How a model is loaded that has no settings of its own.
session::LoadOptions defaultOptions(const ui::SettingsBridge& settings) {
  session::LoadOptions options;
  options.device = settings.value(Key::device).toStdString();
  options.n_ctx = settings.integer(Key::context_tokens);
  options.n_threads = static_cast<int32_t>(settings.integer(Key::threads));
  const QString kv = settings.value(Key::kv_type);
  if (kv == QStringLiteral("q8_0")) options.kv = device::KvTypes{quant::DType::Q8_0, quant::DType::Q8_0};
  if (kv == QStringLiteral("q4_0")) options.kv = device::KvTypes{quant::DType::Q4_0, quant::DType::Q4_0};
  return options;
}

void wireSettings(Parts& p, ui::SettingsBridge& settings) {
  const auto apply = [&p, &settings](Key key) {
    switch (key) {
      case Key::models_folder:
      case Key::extra_folders:
        return [&] {
          p.station.setFolders(modelFolders(p.folder.paths, settings));
          p.settingsPage.refresh();
        }();
      case Key::enter_sends:
        return p.composer.setEnterSends(settings.boolean(key));
      case Key::reserve_gib:
        return p.desk.setReserve(static_cast<int64_t>(settings.number(key) * double{int64_t{1} << 30}));
      case Key::device:
      case Key::context_tokens:
      case Key::threads:
      case Key::kv_type:
        return p.desk.book().setDefaults(defaultOptions(settings));
      default:
        return;
    }
  };
  QObject::connect(&settings, &ui::SettingsBridge::changed, &p.app, apply);
  apply(Key::enter_sends);
  apply(Key::device);
  apply(Key::reserve_gib);
  QObject::connect(&settings, &ui::SettingsBridge::saveFailed, &p.toast,
                   [&p](const QString& sentence) { p.toast.show(sentence); });
  QObject::connect(&p.station, &ModelStation::chosenChanged, &p.app, [&p, &settings] {
    if (const catalog::LocalModel* model = p.station.chosen())
      (void)settings.set(Key::last_model, QString::fromStdString(model->ref));
  });
  QObject::connect(&p.hub, &ui::ChatHub::currentChanged, &p.app, [&p, &settings] {
    (void)settings.set(Key::window_chat, static_cast<qint64>(p.hub.current().stored ? p.hub.current().chat.id : 0));
  });
  // A new chat has a place in the store once something was said in it.
  QObject::connect(&p.hub, &ui::ChatHub::questionSent, &p.app, [&p, &settings] {
    (void)settings.set(Key::window_chat, static_cast<qint64>(p.hub.current().chat.id));
  });
}

/// Sentences that concern no place of their own go to the toast.
void wireToast(Parts& p) {
  const auto show = [&p](const QString& sentence) { p.toast.show(sentence); };
  QObject::connect(&p.hub, &ui::ChatHub::noticed, &p.toast, show);
  QObject::connect(&p.chats, &ui::ChatListModel::failed, &p.toast, show);
  QObject::connect(&p.composer, &ui::ComposerModel::failed, &p.toast, show);
  QObject::connect(&p.inspector, &ui::InspectorModel::failed, &p.toast, show);
  QObject::connect(&p.presets, &ui::PresetShelf::failed, &p.toast, show);
  QObject::connect(&p.onboarding, &ui::OnboardingModel::noticed, &p.toast, show);
  QObject::connect(&p.chats, &ui::ChatListModel::exported, &p.toast,
                   [&p](const QString& path) { p.toast.show(text("Exported to %1").arg(path)); });
  QObject::connect(&p.chats, &ui::ChatListModel::removed, &p.toast, [&p](const QString& id, const QString& title) {
    p.toast.showUndo(text("Deleted \"%1\"").arg(title), [&p, id] { p.chats.restore(id); });
  });
  QObject::connect(&p.conversation, &ui::ConversationModel::copyRequested, &p.toast, [&p](const QString& copied) {
    ui::copyToClipboard(copied);
    p.toast.show(text("Copied"), ui::ToastModel::kBriefMs);
  });
}

void wireModels(Parts& p) {
  QObject::connect(&p.picker, &ui::ModelPickerModel::settingsWanted, &p.loadPanel, &ui::LoadPanelModel::openFor);
  QObject::connect(&p.onboarding, &ui::OnboardingModel::done, &p.app, [&p] { p.app.endFirstRun(); });
  QObject::connect(&p.onboarding, &ui::OnboardingModel::browseRequested, &p.onboarding, &ui::OnboardingModel::addFile);
  QObject::connect(&p.app, &ui::AppModel::filesAdded, &p.onboarding, [&p](const QList<QUrl>& files) {
    for (const QUrl& file : files) p.onboarding.fileChosen(file);
  });
  p.conversation.failure()->setDesk(p.desk);
  QObject::connect(p.conversation.failure(), &ui::LoadFailure::copyRequested, &p.conversation,
                   &ui::ConversationModel::copyRequested);
  // Free memory is asked for while someone can see it.
  const auto watch = [&p](Qt::ApplicationState state) { p.devices.setVisible(state == Qt::ApplicationActive); };
  QObject::connect(qGuiApp, &QGuiApplication::applicationStateChanged, &p.devices, watch);
  watch(QGuiApplication::applicationState());
  p.desk.watch().refresh();
  p.desk.watch().measureSpeeds();
}

/// The inspector's memory bar: planned again when its wishes or the free memory change.
void wireInspector(Parts& p) {
  const auto plan = [&p] {
    const catalog::LocalModel* model = p.station.chosen();
    const ui::Outlook* outlook = model == nullptr ? nullptr : p.desk.outlook(model->ref);
    if (outlook == nullptr || !outlook->model) {
      p.inspector.setPlan(nullptr);
      return p.inspector.setContextFits(-1);
    }
    const session::LoadOptions wanted = p.inspector.wanted();
    const auto forecast = ui::forecastRun(*outlook->model, wanted, p.engine.devices(), p.desk.facts());
    if (forecast) p.inspectorPlan.show(forecast->device);
    p.inspector.setPlan(forecast ? &p.inspectorPlan : nullptr);
    p.desk.findLongest(model->ref, wanted, &p.inspector,
                       [&p](int64_t fits) { p.inspector.setContextFits(static_cast<int>(fits)); });
  };
  QObject::connect(&p.inspector, &ui::InspectorModel::wantedChanged, &p.inspectorPlan, plan);
  QObject::connect(&p.desk, &ui::ModelDesk::outlooksChanged, &p.inspectorPlan, plan);
}

/// What a screen reader is told, and what the desktop shows while nobody looks at the window.
void wireNews(Parts& p, ui::SettingsBridge& settings) {
  QObject::connect(&p.hub, &ui::ChatHub::questionSent, &p.app, [&p] { Q_EMIT p.app.announce(text("Answering")); });
  QObject::connect(&p.hub, &ui::ChatHub::answerEnded, &p.app, [&p, &settings](qint64 chatId, qint64) {
    const ui::OpenChat* chat = p.hub.find(chatId);
    if (chat == nullptr) return;
    Q_EMIT p.app.announce(text("Answer finished"));
    if (QGuiApplication::applicationState() == Qt::ApplicationActive || !settings.boolean(Key::notify)) return;
    // Without the title: a lock screen shows notifications.
    p.notifier.notify(QStringLiteral("answer"), text("The answer is ready"), text("Snug has finished an answer."));
  });
  QObject::connect(&p.station, &ModelStation::phaseChanged, &p.app, [&p] {
    const catalog::LocalModel* model = p.station.chosen();
    const QString name = model == nullptr ? QString() : QString::fromStdString(model->name);
    if (p.station.phase() == ModelStation::Phase::loaded) Q_EMIT p.app.announce(text("%1 is loaded").arg(name));
    if (p.station.phase() == ModelStation::Phase::failed) Q_EMIT p.app.announce(text("%1 did not load").arg(name));
  });
  QObject::connect(&p.toast, &ui::ToastModel::toastChanged, &p.app, [&p] {
    if (p.toast.visible()) Q_EMIT p.app.announce(p.toast.text());
  });
}

/// What a crash note says was going on.
void wireCrashNote(Parts& p) {
  const auto note = [&p] {
    if (!p.folder.note) return;
    const bool loading = p.station.phase() == ModelStation::Phase::loading;
    p.folder.note->operation(loading ? "loading a model" : p.hub.isGenerating() ? "writing an answer" : "idle");
  };
  QObject::connect(&p.hub, &ui::ChatHub::questionSent, &p.app, note);
  QObject::connect(&p.hub, &ui::ChatHub::answerEnded, &p.app, note);
  QObject::connect(&p.station, &ModelStation::phaseChanged, &p.app, note);
}

}  // namespace

void wire(Parts& p, ui::SettingsBridge& settings) {
  wireSettings(p, settings);
  wireToast(p);
  wireModels(p);
  wireInspector(p);
  wireNews(p, settings);
  wireCrashNote(p);
  wireActions(p, settings);
  QObject::connect(&p.hub, &ui::ChatHub::listChanged, &p.palette, &ui::PaletteModel::refresh);
  QObject::connect(&p.station, &ModelStation::modelsChanged, &p.palette, &ui::PaletteModel::refresh);
  QObject::connect(&p.desk, &ui::ModelDesk::outlooksChanged, &p.palette, &ui::PaletteModel::refresh);
}

}  // namespace snug::gui
