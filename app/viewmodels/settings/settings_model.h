// The Settings page. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>
#include <QString>
#include <functional>
#include <map>
#include <vector>

#include "app/viewmodels/core/row_list_model.h"
#include "app/viewmodels/core/settings_bridge.h"
#include "app/viewmodels/settings/settings_layout.h"

namespace snug::ui {

/// A device that models may be put on.
struct SettingsDevice {
  QString id;  ///< as models.device keeps it
  QString label;
};

/// What the page needs of the rest of the program. Unset functions give nothing and do nothing.
struct SettingsHooks {
  /// Those that are there now; call SettingsModel::refresh() when they change.
  std::function<std::vector<SettingsDevice>()> devices = {};
  /// The folder that downloads go to now, by setting, environment or default; refresh() when it changes.
  std::function<QString()> modelsFolder = {};
  QString dataFolder = {};
  QString version = {};  ///< with its build
  std::function<void(const QString& text)> copy = {};
  /// False where it could not be shown.
  std::function<bool(const QString& folder)> openFolder = {};
  std::function<QString()> diagnostics = {};
  /// The desktop's own dialog, opened at `start`; calls back on the GUI thread with a path, or never.
  using Chosen = std::function<void(const QString& folder)>;
  std::function<void(const QString& title, const QString& start, Chosen chosen)> chooseFolder = {};
};

/// One row of SettingsModel::rows.
struct SettingsRow {
  QString rowKind;
  QString settingId;
  QString title;
  QString note = {};
  QString control = {};
  QString value = {};
  QString options = {};
  double minimum = 0;
  double maximum = 0;
  double step = 0;
  QString readOnlyReason = {};
  QString actionText = {};
  QString problem = {};
  bool changed = false;
  bool operator==(const SettingsRow&) const = default;
};

/// GUI thread.
class SettingsModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* sections READ sections CONSTANT FINAL)
  Q_PROPERTY(QString currentSection READ currentSection WRITE setCurrentSection NOTIFY currentSectionChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* rows READ rows CONSTANT FINAL)
  Q_PROPERTY(QString noticesText READ noticesText CONSTANT FINAL)
  Q_PROPERTY(QString version READ version CONSTANT FINAL)

 public:
  /// `settings` outlives it.
  SettingsModel(SettingsBridge& settings, SettingsHooks hooks, QObject* parent = nullptr);

  [[nodiscard]] QString query() const { return m_query; }
  /// Every word of it must stand in a row's title or note, or in its section's title. Only spaces: no search.
  void setQuery(const QString& query);
  QAbstractItemModel* sections() { return &m_sections; }
  [[nodiscard]] QString currentSection() const { return m_section; }
  /// An id that is no section is ignored.
  void setCurrentSection(const QString& section);
  QAbstractItemModel* rows() { return &m_rows; }
  [[nodiscard]] QString noticesText() const { return m_notices; }
  [[nodiscard]] QString version() const { return m_hooks.version; }

  /// Stores it, or says in the row's `problem` why not; a row that is read only stays as it is.
  Q_INVOKABLE void set(const QString& settingId, const QString& value);
  /// Back to the default.
  Q_INVOKABLE void reset(const QString& settingId);
  /// The button of a row; for a path: asks for a folder (more folders: adds one).
  Q_INVOKABLE void act(const QString& settingId);
  Q_INVOKABLE void copyDiagnostics();
  /// Call when devices or folders changed.
  void refresh() { rebuild(); }

 Q_SIGNALS:
  void queryChanged();
  void currentSectionChanged();

 private:
  [[nodiscard]] bool searching() const { return !m_query.trimmed().isEmpty(); }
  [[nodiscard]] std::vector<SettingsRow> sectionRows() const;
  [[nodiscard]] std::vector<SettingsRow> foundRows() const;
  [[nodiscard]] SettingsRow rowOf(const SettingsEntry& entry) const;
  void describeSetting(SettingsRow& row, settings::Key key) const;
  [[nodiscard]] QString deviceOptions(const QString& value) const;
  [[nodiscard]] bool isDevice(const QString& id) const;
  [[nodiscard]] QString modelsFolder() const;
  void openFolder(const QString& settingId, const QString& folder);
  void askForFolder(settings::Key key, const QString& settingId);
  void setProblem(const QString& settingId, const QString& sentence);
  void rebuild();

  SettingsBridge& m_settings;
  SettingsHooks m_hooks;
  RowListModel<SettingsSection> m_sections;
  RowListModel<SettingsRow> m_rows;
  QString m_query;
  QString m_section;
  QString m_notices;
  std::map<QString, QString> m_problems;  ///< by setting, until it is set well or the page turns
};

}  // namespace snug::ui
