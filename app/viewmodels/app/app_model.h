// What the window is given: every view model by name, and what belongs to the window as a whole. INTERFACE.md,
// AppModel.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QString>
#include <QUrl>
#include <functional>

#include "app/viewmodels/chat/chat_list_model.h"
#include "app/viewmodels/chat/composer_model.h"
#include "app/viewmodels/chat/conversation_model.h"
#include "app/viewmodels/chat/inspector_model.h"
#include "app/viewmodels/core/action_registry.h"
#include "app/viewmodels/core/settings_bridge.h"
#include "app/viewmodels/core/toast_model.h"
#include "app/viewmodels/models/device_list_model.h"
#include "app/viewmodels/models/load_panel_model.h"
#include "app/viewmodels/models/model_picker_model.h"
#include "app/viewmodels/models/model_status.h"
#include "app/viewmodels/models/onboarding_model.h"
#include "app/viewmodels/palette/palette_model.h"
#include "app/viewmodels/settings/settings_model.h"

namespace snug::ui {

/// The view models, owned by the composition root, which outlives the window.
struct AppViews {
  ChatListModel* chats = nullptr;
  ConversationModel* conversation = nullptr;
  ComposerModel* composer = nullptr;
  InspectorModel* inspector = nullptr;
  ModelStatus* modelStatus = nullptr;
  ModelPickerModel* picker = nullptr;
  LoadPanelModel* loadPanel = nullptr;
  DeviceListModel* devices = nullptr;
  ActionRegistry* actions = nullptr;
  PaletteModel* palette = nullptr;
  SettingsModel* settings = nullptr;
  OnboardingModel* onboarding = nullptr;
  ToastModel* toast = nullptr;
};

/// GUI thread.
class AppModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString place READ place WRITE setPlace NOTIFY placeChanged FINAL)
  Q_PROPERTY(bool hasModels READ hasModels CONSTANT FINAL)
  Q_PROPERTY(bool hasLab READ hasLab CONSTANT FINAL)
  Q_PROPERTY(bool hasServer READ hasServer CONSTANT FINAL)
  Q_PROPERTY(int runningDownloads READ runningDownloads CONSTANT FINAL)
  Q_PROPERTY(bool firstRun READ firstRun NOTIFY firstRunChanged FINAL)
  Q_PROPERTY(QString version READ version CONSTANT FINAL)
  Q_PROPERTY(double textScale READ textScale WRITE setTextScale NOTIFY textScaleChanged FINAL)
  Q_PROPERTY(QString themeMode READ themeMode NOTIFY themeModeChanged FINAL)
  Q_PROPERTY(bool reducedMotion READ reducedMotion NOTIFY reducedMotionChanged FINAL)
  Q_PROPERTY(bool showStatistics READ showStatistics NOTIFY readingChanged FINAL)
  Q_PROPERTY(bool openReasoning READ openReasoning NOTIFY readingChanged FINAL)
  Q_PROPERTY(bool askBeforeLinks READ askBeforeLinks NOTIFY readingChanged FINAL)
  Q_PROPERTY(bool listOpen READ listOpen WRITE setListOpen NOTIFY listOpenChanged FINAL)
  Q_PROPERTY(bool inspectorOpen READ inspectorOpen WRITE setInspectorOpen NOTIFY inspectorOpenChanged FINAL)
  Q_PROPERTY(int listWidth READ listWidth WRITE setListWidth NOTIFY listWidthChanged FINAL)
  Q_PROPERTY(int windowWidth READ windowWidth WRITE setWindowWidth NOTIFY windowChanged FINAL)
  Q_PROPERTY(int windowHeight READ windowHeight WRITE setWindowHeight NOTIFY windowChanged FINAL)
  Q_PROPERTY(bool windowMaximized READ windowMaximized WRITE setWindowMaximized NOTIFY windowChanged FINAL)
  Q_PROPERTY(snug::ui::ChatListModel* chats READ chats CONSTANT FINAL)
  Q_PROPERTY(snug::ui::ConversationModel* conversation READ conversation CONSTANT FINAL)
  Q_PROPERTY(snug::ui::ComposerModel* composer READ composer CONSTANT FINAL)
  Q_PROPERTY(snug::ui::InspectorModel* inspector READ inspector CONSTANT FINAL)
  Q_PROPERTY(snug::ui::ModelStatus* modelStatus READ modelStatus CONSTANT FINAL)
  Q_PROPERTY(snug::ui::ModelPickerModel* picker READ picker CONSTANT FINAL)
  Q_PROPERTY(snug::ui::LoadPanelModel* loadPanel READ loadPanel CONSTANT FINAL)
  Q_PROPERTY(snug::ui::DeviceListModel* devices READ devices CONSTANT FINAL)
  Q_PROPERTY(snug::ui::ActionRegistry* actions READ actions CONSTANT FINAL)
  Q_PROPERTY(snug::ui::PaletteModel* palette READ palette CONSTANT FINAL)
  Q_PROPERTY(snug::ui::SettingsModel* settings READ settings CONSTANT FINAL)
  Q_PROPERTY(snug::ui::OnboardingModel* onboarding READ onboarding CONSTANT FINAL)
  Q_PROPERTY(snug::ui::ToastModel* toast READ toast CONSTANT FINAL)
  Q_PROPERTY(QString crashNote READ crashNote NOTIFY crashNoteChanged FINAL)

 public:
  AppModel(const AppViews& views, SettingsBridge& settings, QString version, QObject* parent = nullptr);

  /// chat or settings: the places that exist.
  QString place() const { return m_place; }
  void setPlace(const QString& place);
  bool hasModels() const { return false; }
  bool hasLab() const { return false; }
  bool hasServer() const { return false; }
  int runningDownloads() const { return 0; }
  /// Until the person has begun once.
  bool firstRun() const;
  void endFirstRun();
  QString version() const { return m_version; }
  double textScale() const;
  void setTextScale(double scale);
  QString themeMode() const;
  bool reducedMotion() const;
  bool showStatistics() const { return m_settings.boolean(settings::Key::show_statistics); }
  bool openReasoning() const { return m_settings.boolean(settings::Key::show_thinking); }
  bool askBeforeLinks() const { return m_settings.boolean(settings::Key::ask_before_links); }
  bool listOpen() const;
  void setListOpen(bool open);
  bool inspectorOpen() const;
  void setInspectorOpen(bool open);
  int listWidth() const;
  void setListWidth(int width);
  int windowWidth() const;
  void setWindowWidth(int width);
  int windowHeight() const;
  void setWindowHeight(int height);
  bool windowMaximized() const;
  void setWindowMaximized(bool maximized);
  QString crashNote() const { return m_crashNote; }
  void setCrashNote(const QString& sentence);

  ChatListModel* chats() const { return m_views.chats; }
  ConversationModel* conversation() const { return m_views.conversation; }
  ComposerModel* composer() const { return m_views.composer; }
  InspectorModel* inspector() const { return m_views.inspector; }
  ModelStatus* modelStatus() const { return m_views.modelStatus; }
  ModelPickerModel* picker() const { return m_views.picker; }
  LoadPanelModel* loadPanel() const { return m_views.loadPanel; }
  DeviceListModel* devices() const { return m_views.devices; }
  ActionRegistry* actions() const { return m_views.actions; }
  PaletteModel* palette() const { return m_views.palette; }
  SettingsModel* settings() const { return m_views.settings; }
  OnboardingModel* onboarding() const { return m_views.onboarding; }
  ToastModel* toast() const { return m_views.toast; }

  Q_INVOKABLE void copyText(const QString& text);
  /// http, https and mailto only; nothing happens for the rest.
  Q_INVOKABLE void openLink(const QString& url);
  Q_INVOKABLE void dismissCrashNote() { setCrashNote({}); }
  /// Asks the window for a folder; `chosen` is called with it, or never.
  void askForFolder(const QString& title, const QString& start, std::function<void(const QString&)> chosen);
  /// The window's answer to folderRequested().
  Q_INVOKABLE void folderChosen(const QUrl& folder);
  /// Model files that were dropped on the window or chosen in a dialog.
  Q_INVOKABLE void addFiles(const QList<QUrl>& files);

 Q_SIGNALS:
  void placeChanged();
  void firstRunChanged();
  void textScaleChanged();
  void themeModeChanged();
  void reducedMotionChanged();
  void readingChanged();
  void folderRequested(const QString& title, const QUrl& start);
  void listOpenChanged();
  void inspectorOpenChanged();
  void listWidthChanged();
  void windowChanged();
  void crashNoteChanged();
  void announce(const QString& text);
  void filesAdded(const QList<QUrl>& files);

 private:
  void onSetting(settings::Key key);

  AppViews m_views;
  SettingsBridge& m_settings;
  QString m_version;
  QString m_place = QStringLiteral("chat");
  QString m_crashNote;
  std::function<void(const QString&)> m_folderChosen;
};

}  // namespace snug::ui
