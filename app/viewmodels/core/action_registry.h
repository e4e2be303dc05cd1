// The actions of the window: what menus, shortcuts, the palette and Settings, Keyboard show and call.
// Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QKeySequence>
#include <QObject>
#include <functional>
#include <map>
#include <string>

#include "app/viewmodels/core/action_table.h"
#include "app/viewmodels/core/row_list_model.h"
#include "app/viewmodels/core/settings_bridge.h"

namespace snug::ui {

/// One row of ActionRegistry::rows.
struct ActionRow {
  QString actionId;
  QString title;
  QString group;
  QString shortcut;      ///< portable text
  QString shortcutText;  ///< as this platform writes it
  QString icon;
  bool available = true;
  bool changed = false;  ///< has other keys than the standard ones
  bool operator==(const ActionRow&) const = default;
};

/// GUI thread. A person's keys are kept in the settings (window.shortcuts).
class ActionRegistry : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QAbstractItemModel* rows READ rows CONSTANT FINAL)

 public:
  /// `settings` outlives it.
  explicit ActionRegistry(SettingsBridge& settings, QObject* parent = nullptr);

  QAbstractItemModel* rows() { return &m_rows; }
  [[nodiscard]] const std::vector<ActionRow>& actions() const { return m_rows.rows(); }

  /// What the root says and does. An id that is not in the table is a fault of the program: it is logged and ignored.
  void setAvailable(QStringView id, bool available);
  [[nodiscard]] bool available(QStringView id) const;
  /// Runs before triggered() is emitted; a second call replaces the first.
  void onTrigger(QStringView id, std::function<void()> work);

  /// Nothing while it is not available.
  Q_INVOKABLE void trigger(const QString& id);
  Q_INVOKABLE QString title(const QString& id) const;
  Q_INVOKABLE QString shortcutText(const QString& id) const;
  /// Portable text of one key with its modifiers, or empty for none. Returns empty, or the sentence that says why not:
  /// another action has it (named), it would type text, it is no key.
  Q_INVOKABLE QString setShortcut(const QString& id, const QString& keys);
  /// Back to the standard keys; the sentence if another action was given them meanwhile.
  Q_INVOKABLE QString resetShortcut(const QString& id);

 Q_SIGNALS:
  void triggered(const QString& id);

 private:
  using UserKeys = std::map<std::string, QString, std::less<>>;
  [[nodiscard]] int indexOf(QStringView id) const;
  [[nodiscard]] QString problemOf(int row, const QKeySequence& keys) const;
  void readSettings();
  QString writeSettings();
  void applyKeys();

  SettingsBridge& m_settings;
  RowListModel<ActionRow> m_rows;
  std::vector<std::function<void()>> m_work;
  UserKeys m_userKeys;  ///< of ids that differ from the table; unknown ids of a newer Snug are kept
};

}  // namespace snug::ui
