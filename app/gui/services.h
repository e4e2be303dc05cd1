// Everything behind the window, made in one place and in order: settings, store, engine, models, chats, view models.
#pragma once

#include <QObject>
#include <memory>

#include "app/gui/data_folder.h"
#include "app/gui/options.h"
#include "app/manager/store/store_thread.h"
#include "app/platform/notifier.h"
#include "app/viewmodels/app/app_model.h"

namespace snug::gui {

struct Parts;

/// GUI thread. open() opens the database on its thread; ready() or failed() follows, once.
class Services : public QObject {
  Q_OBJECT

 public:
  Services(DataFolder& folder, const Options& options, QObject* parent = nullptr);
  ~Services() override;

  void open();
  /// What the window shows. After ready().
  ui::AppModel& app();
  Parts& parts() { return *m_parts; }
  /// Chooses a model by path or by name, now or when the library was read; nothing for an empty word.
  void chooseModel(const QString& word);

 Q_SIGNALS:
  void ready();
  void failed(const snug::Error& error);

 private:
  void opened(const store::OpenReport& report);
  void chooseFirstModel();

  DataFolder& m_folder;
  Options m_options;
  std::unique_ptr<ui::SettingsBridge> m_settings;
  std::unique_ptr<store::StoreThread> m_store;
  std::unique_ptr<Parts> m_parts;  // what needs the open database
  bool m_started = false;          // the library was read once
  QString m_wanted;                // a model named before the library was read
};

}  // namespace snug::gui
