// Where each row of Settings stands and what it looks like; what it is (type, range, default, words) is the settings
// table's. A test holds that every key but those of the window itself stands here once.
#pragma once

#include <QString>
#include <optional>
#include <span>

#include "app/manager/settings/settings_table.h"

namespace snug::ui {

/// One section of the page, in the order of the list.
struct SettingsSection {
  QString sectionId;
  QString title;
  bool operator==(const SettingsSection&) const = default;
};

/// A line of the page: a heading, a key of the settings table, or a row that stands for no setting.
struct SettingsEntry {
  enum class Kind : uint8_t { heading, setting, special };
  Kind kind = Kind::heading;
  const char* section = "";
  /// setting: what it is; else nothing.
  std::optional<settings::Key> key = std::nullopt;
  /// special: its id, "section.word", none of the table's.
  const char* id = "";
  const char* title = "";  ///< English, context "Settings"; of a setting the table has it
  const char* note = "";   ///< the same; of a setting: a sentence behind the table's
  const char* control = "";
  const char* action = "";  ///< the words on a button
  /// Shown by the search only: the section has a page of its own.
  bool searchOnly = false;
};

/// Every line, section by section, each behind its heading.
std::span<const SettingsEntry> settingsLayout();
/// `general appearance models keyboard privacy about` with translated titles.
std::span<const char* const> settingsSections();
QString settingsSectionTitle(QStringView section);

/// Ids of the special rows.
inline constexpr const char* kOpenModels = "models.open_folder";
inline constexpr const char* kShortcuts = "keyboard.shortcuts";
inline constexpr const char* kOpenData = "privacy.data_folder";
inline constexpr const char* kVersion = "about.version";
inline constexpr const char* kDiagnostics = "about.diagnostics";

/// The word that a choice is shown as.
QString choiceLabel(settings::Key key, const QString& id);
/// `id\tlabel` by lines of a setting with fixed choices, or of text_scale by its steps; `value` is among them even
/// where it lies between two steps. Empty for the others.
QString choiceOptions(settings::Key key, const QString& value);
/// One option; what would divide it is a space.
QString optionLine(QString id, QString label);

/// "Settings" of the translation files.
QString settingsText(std::string_view english);

}  // namespace snug::ui
