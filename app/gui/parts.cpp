#include "app/gui/parts.h"
#include "app/version.h"

#include <QCoreApplication>
#include <cstdlib>

#include "app/devices/registry.h"
#include "app/manager/diagnostics/diagnostics_text.h"
#include "app/viewmodels/core/link_opener.h"
#include "app/viewmodels/palette/palette_sources.h"
#include "engine/base/log.h"

namespace snug::gui {
namespace {

using settings::Key;

/// The palette's models with what the picker knows of them: verdict and speed.
std::vector<ui::PaletteEntry> paletteModels(ui::ModelDesk& desk) {
  std::vector<ui::PaletteEntry> entries;
  for (const catalog::LocalModel& model : desk.station().models()) {
    if (!model.runnable) continue;
    entries.push_back({.itemId = QString::fromStdString(model.ref),
                       .title = QString::fromStdString(model.name),
                       .quant = QString::fromStdString(model.quantization),
                       .note = {},
                       .rate = desk.rate(model.ref),
                       .measured = desk.rateMeasured(model.ref),
                       .verdict = desk.verdict(model.ref)});
  }
  return entries;
}

ui::PaletteSources sources(ui::ChatHub& hub, ui::ModelDesk& desk, ui::LoadPanelModel& panel) {
  ui::PaletteSources made = ui::paletteSources(hub, desk.station());
  made.models = [&desk] { return paletteModels(desk); };
  made.load = [&desk](const QString& id) { desk.load(id.toStdString()); };
  made.loadWithSettings = [&panel](const QString& id) { panel.openFor(id); };
  return made;
}

std::string deviceLine(const session::DeviceEntry& device) {
  return device.caps.id + ": " + device.caps.name + (device.absent.empty() ? "" : " (" + device.absent + ")");
}

ui::SettingsHooks settingsHooks(Parts& p, ui::SettingsBridge& settings) {
  ui::SettingsHooks hooks;
  std::vector<std::string> lines;
  for (const session::DeviceEntry& device : p.engine.devices()) lines.push_back(deviceLine(device));
  hooks.devices = [&p] {
    std::vector<ui::SettingsDevice> shown;
    for (const session::DeviceEntry* device : p.desk.watch().shown())
      shown.push_back({QString::fromStdString(device->caps.id), QString::fromStdString(device->caps.name)});
    return shown;
  };
  hooks.modelsFolder = [&p, &settings] {
    return QString::fromStdString(modelFolders(p.folder.paths, settings).front().string());
  };
  hooks.dataFolder = QString::fromStdString(p.folder.paths.data.string());
  hooks.version = QString::fromLatin1(app::kVersion);
  hooks.copy = [&p](const QString& copied) {
    ui::copyToClipboard(copied);
    p.toast.show(QCoreApplication::translate("Window", "Copied"), ui::ToastModel::kBriefMs);
  };
  hooks.openFolder = [](const QString& path) { return ui::LinkOpener().openFolder(path); };
  hooks.chooseFolder = [&p](const QString& title, const QString& start, ui::SettingsHooks::Chosen chosen) {
    p.app.askForFolder(title, start, std::move(chosen));
  };
  hooks.diagnostics = [&p, &settings, lines] {
    const char* home = std::getenv("HOME");
    return QString::fromStdString(diagnostics::diagnostics_text({.version = app::kVersion,
                                                                 .libraries = {{"Qt", qVersion()}},
                                                                 .devices = lines,
                                                                 .crash = p.folder.lastCrash,
                                                                 .home = home == nullptr ? "" : home,
                                                                 .data_folder = p.folder.paths.data.string()},
                                                                settings.settings(), recent_log()));
  };
  return hooks;
}

}  // namespace

std::vector<std::filesystem::path> modelFolders(const folders::Folders& paths, const ui::SettingsBridge& settings) {
  std::vector<std::filesystem::path> folders;
  const QString chosen = settings.value(Key::models_folder);
  folders.push_back(chosen.isEmpty() ? paths.models : std::filesystem::path(chosen.toStdString()));
  for (const QString& extra : settings.value(Key::extra_folders).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
    folders.emplace_back(extra.trimmed().toStdString());
  return folders;
}

Parts::Parts(DataFolder& dataFolder, ui::SettingsBridge& settings, store::StoreThread& store)
    : folder(dataFolder),
      engine(app::all_devices()),
      station(engine, modelFolders(dataFolder.paths, settings)),
      desk(engine, station, store),
      hub(engine, station, store),
      actions(settings),
      conversation(hub),
      chats(hub),
      presets(hub),
      composer(engine, hub, presets),
      inspector(hub, presets, composer.counter()),
      modelStatus(desk),
      picker(desk),
      loadPanel(desk),
      devices(desk),
      onboarding(desk),
      palette(actions, sources(hub, desk, loadPanel)),
      settingsPage(settings, settingsHooks(*this, settings)),
      app({.chats = &chats,
           .conversation = &conversation,
           .composer = &composer,
           .inspector = &inspector,
           .modelStatus = &modelStatus,
           .picker = &picker,
           .loadPanel = &loadPanel,
           .devices = &devices,
           .actions = &actions,
           .palette = &palette,
           .settings = &settingsPage,
           .onboarding = &onboarding,
           .toast = &toast},
          settings, QString::fromLatin1(app::kVersion)) {}

}  // namespace snug::gui
