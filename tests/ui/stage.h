#pragma once

#include <QSize>
#include <QString>
#include <QStringList>
#include <memory>

class QQuickView;

namespace snug::uitest {

/// Shows scenes of Snug.Scenes on the fakes in an offscreen window. GUI thread only.
class Stage {
 public:
  /// With the environment variable SNUG_QML_LIVE set to a folder, QML is read from there instead of from the
  /// executable.
  Stage();
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Loads a scene ("Gallery") and waits until it is drawn. theme: "dark" or "light"; size in logical pixels.
  /// @return false when the QML does not load; the errors are in `errors()`.
  bool show(const QString& scene, const QString& theme, QSize size);
  /// Writes what is shown as PNG.
  bool save(const QString& path);
  /// Messages of QML while loading and running the last scene; a clean scene has none.
  QStringList errors() const;
  QQuickView* view() const { return m_view.get(); }

 private:
  std::unique_ptr<QQuickView> m_view;
};

/// Call before QGuiApplication: software rendering, offscreen, no rounding of scale factors.
void prepareEnvironment();
/// Call after QGuiApplication: embedded fonts.
void prepareApplication();

}  // namespace snug::uitest
