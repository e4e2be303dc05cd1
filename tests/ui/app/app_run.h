// One run of the real application on folders of a test: from the first window to a clean end.
#pragma once

#include <QQuickItem>
#include <QQuickWindow>
#include <QString>
#include <filesystem>
#include <functional>
#include <memory>

#include "app/gui/data_folder.h"
#include "app/gui/parts.h"
#include "app/gui/services.h"
#include "app/gui/window.h"

namespace snug::uitest {

/// GUI thread. Destroying it quits as closing the window does.
class AppRun {
 public:
  /// @param data, models: folders, made if missing. @param place: as --place.
  AppRun(const std::filesystem::path& data, const std::filesystem::path& models, const QString& place = {});
  ~AppRun();
  AppRun(const AppRun&) = delete;
  AppRun& operator=(const AppRun&) = delete;

  /// The window is shown and drawn.
  bool shown() const { return m_shown; }
  ui::AppModel& app() { return m_services->app(); }
  gui::Parts& parts() { return m_services->parts(); }
  QQuickWindow* window() { return m_window->window(); }

  /// The first visible item whose accessible name is `name` and which can be clicked; null if there is none.
  QQuickItem* control(const QString& name);
  /// The first visible item whose QML type name begins with `type`.
  QQuickItem* item(const QByteArray& type);
  /// Clicks in the middle of a control. False: no such control, or it is outside the window.
  bool click(const QString& name);
  /// Types as a person does, into what has the focus.
  void type(const QString& text);
  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
  /// Processes events until `condition` holds. False after `ms`.
  bool waitFor(const std::function<bool()>& condition, int ms = 60'000);
  /// Writes what is shown as PNG into $SNUG_SCREENSHOTS, if that is set.
  void picture(const QString& name);

 private:
  std::unique_ptr<gui::DataFolder> m_folder;
  std::unique_ptr<gui::Window> m_window;
  std::unique_ptr<gui::Services> m_services;
  bool m_shown = false;
};

}  // namespace snug::uitest
