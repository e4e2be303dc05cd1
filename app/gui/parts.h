// Every part that works on the open database, made in the order in which each needs the ones before.
#pragma once

#include "app/gui/data_folder.h"
#include "app/manager/store/store_thread.h"
#include "app/platform/notifier.h"
#include "app/viewmodels/app/app_model.h"

namespace snug::gui {

/// Where models are looked for: the setting or the standard folder, then the person's own folders.
std::vector<std::filesystem::path> modelFolders(const folders::Folders& paths, const ui::SettingsBridge& settings);

struct Parts {
  Parts(DataFolder& folder, ui::SettingsBridge& settings, store::StoreThread& store);

  DataFolder& folder;
  ui::EngineBridge engine;
  ui::ModelStation station;
  ui::ModelDesk desk;
  ui::ChatHub hub;
  ui::ToastModel toast;
  ui::ActionRegistry actions;
  ui::ConversationModel conversation;
  ui::ChatListModel chats;
  ui::PresetShelf presets;
  ui::ComposerModel composer;
  ui::InspectorModel inspector;
  ui::ModelStatus modelStatus;
  ui::ModelPickerModel picker;
  ui::LoadPanelModel loadPanel;
  ui::DeviceListModel devices;
  ui::OnboardingModel onboarding;
  ui::PaletteModel palette;
  ui::SettingsModel settingsPage;
  ui::DevicePlan inspectorPlan;  ///< shown by the inspector
  platform::Notifier notifier;
  ui::AppModel app;
};

}  // namespace snug::gui
