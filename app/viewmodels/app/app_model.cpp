#include "app/viewmodels/app/app_model.h"

#include "app/viewmodels/core/link_opener.h"

namespace snug::ui {

using settings::Key;

AppModel::AppModel(const AppViews& views, SettingsBridge& settings, QString version, QObject* parent)
    : QObject(parent), m_views(views), m_settings(settings), m_version(std::move(version)) {
  connect(&settings, &SettingsBridge::changed, this, &AppModel::onSetting);
  const QString place = settings.value(Key::window_place);
  if (place == QStringLiteral("settings")) m_place = place;
}

void AppModel::setPlace(const QString& place) {
  if (place == m_place || (place != QStringLiteral("chat") && place != QStringLiteral("settings"))) return;
  m_place = place;
  (void)m_settings.set(Key::window_place, place);
  Q_EMIT placeChanged();
}

bool AppModel::firstRun() const {
  return !m_settings.boolean(Key::first_run_done);
}

void AppModel::endFirstRun() {
  (void)m_settings.set(Key::first_run_done, true);
}

double AppModel::textScale() const {
  return m_settings.number(Key::text_scale);
}

void AppModel::setTextScale(double scale) {
  (void)m_settings.set(Key::text_scale, scale);
}

QString AppModel::themeMode() const {
  return m_settings.value(Key::theme);
}

bool AppModel::reducedMotion() const {
  return m_settings.boolean(Key::reduce_motion);
}

bool AppModel::listOpen() const {
  return m_settings.boolean(Key::list_open);
}

void AppModel::setListOpen(bool open) {
  (void)m_settings.set(Key::list_open, open);
}

bool AppModel::inspectorOpen() const {
  return m_settings.boolean(Key::inspector_open);
}

void AppModel::setInspectorOpen(bool open) {
  (void)m_settings.set(Key::inspector_open, open);
}

int AppModel::listWidth() const {
  return static_cast<int>(m_settings.integer(Key::list_width));
}

void AppModel::setListWidth(int width) {
  (void)m_settings.set(Key::list_width, static_cast<qint64>(width));
}

int AppModel::windowWidth() const {
  return static_cast<int>(m_settings.integer(Key::window_width));
}

void AppModel::setWindowWidth(int width) {
  (void)m_settings.set(Key::window_width, static_cast<qint64>(width));
}

int AppModel::windowHeight() const {
  return static_cast<int>(m_settings.integer(Key::window_height));
}

void AppModel::setWindowHeight(int height) {
  (void)m_settings.set(Key::window_height, static_cast<qint64>(height));
}

bool AppModel::windowMaximized() const {
  return m_settings.boolean(Key::window_maximized);
}

void AppModel::setWindowMaximized(bool maximized) {
  (void)m_settings.set(Key::window_maximized, maximized);
}

void AppModel::setCrashNote(const QString& sentence) {
  if (sentence == m_crashNote) return;
  m_crashNote = sentence;
  Q_EMIT crashNoteChanged();
}

void AppModel::copyText(const QString& text) {
  copyToClipboard(text);
}

void AppModel::openLink(const QString& url) {
  (void)LinkOpener().open(url);
}

void AppModel::askForFolder(const QString& title, const QString& start, std::function<void(const QString&)> chosen) {
  m_folderChosen = std::move(chosen);
  Q_EMIT folderRequested(title, QUrl::fromLocalFile(start));
}

void AppModel::folderChosen(const QUrl& folder) {
  if (const auto chosen = std::exchange(m_folderChosen, nullptr)) chosen(folder.toLocalFile());
}

void AppModel::addFiles(const QList<QUrl>& files) {
  if (!files.isEmpty()) Q_EMIT filesAdded(files);
}

void AppModel::onSetting(Key key) {
  switch (key) {
    case Key::first_run_done:
      Q_EMIT firstRunChanged();
      break;
    case Key::text_scale:
      Q_EMIT textScaleChanged();
      break;
    case Key::theme:
      Q_EMIT themeModeChanged();
      break;
    case Key::reduce_motion:
      Q_EMIT reducedMotionChanged();
      break;
    case Key::show_statistics:
    case Key::show_thinking:
    case Key::ask_before_links:
      Q_EMIT readingChanged();
      break;
    case Key::list_open:
      Q_EMIT listOpenChanged();
      break;
    case Key::inspector_open:
      Q_EMIT inspectorOpenChanged();
      break;
    case Key::list_width:
      Q_EMIT listWidthChanged();
      break;
    case Key::window_width:
    case Key::window_height:
    case Key::window_maximized:
      Q_EMIT windowChanged();
      break;
    default:
      break;
  }
}

}  // namespace snug::ui
