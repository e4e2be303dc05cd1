#include "app/viewmodels/settings/settings_layout.h"

#include <QCoreApplication>
#include <QStringList>
#include <array>
#include <string>

namespace snug::ui {
namespace {

using settings::Key;

constexpr SettingsEntry heading(const char* section, const char* title) {
  return {SettingsEntry::Kind::heading, section, std::nullopt, "", title};
}
constexpr SettingsEntry row(const char* section, Key key, const char* control, const char* note = "") {
  return {SettingsEntry::Kind::setting, section, key, "", "", note, control};
}

constexpr std::array<const char*, 6> kSections{"general", "appearance", "models", "keyboard", "privacy", "about"};

constexpr std::array kLayout{
    heading("general", QT_TRANSLATE_NOOP("Settings", "Language")),
    row("general", Key::language, "choice"),
    heading("general", QT_TRANSLATE_NOOP("Settings", "Chat")),
    row("general", Key::enter_sends, "switch"),
    row("general", Key::show_thinking, "switch"),
    heading("general", QT_TRANSLATE_NOOP("Settings", "Start and background")),
    row("general", Key::load_last_model, "switch"),
    row("general", Key::notify, "switch"),

    heading("appearance", QT_TRANSLATE_NOOP("Settings", "Window")),
    row("appearance", Key::theme, "segment"),
    row("appearance", Key::text_scale, "choice"),
    row("appearance", Key::reduce_motion, "switch"),
    heading("appearance", QT_TRANSLATE_NOOP("Settings", "Answers")),
    row("appearance", Key::show_statistics, "switch"),

    heading("models", QT_TRANSLATE_NOOP("Settings", "Folders")),
    row("models", Key::models_folder, "path"),
    row("models", Key::extra_folders, "path", QT_TRANSLATE_NOOP("Settings", "Put ; between two folders.")),
    SettingsEntry{SettingsEntry::Kind::special, "models", std::nullopt, kOpenModels,
                  QT_TRANSLATE_NOOP("Settings", "Downloaded models"),
                  QT_TRANSLATE_NOOP("Settings", "Shows the download folder in the file manager."), "button",
                  QT_TRANSLATE_NOOP("Settings", "Open folder")},
    heading("models", QT_TRANSLATE_NOOP("Settings", "Loading")),
    row("models", Key::device, "choice"),
    row("models", Key::context_tokens, "number"),
    row("models", Key::kv_type, "segment"),
    row("models", Key::threads, "number"),
    row("models", Key::reserve_gib, "number"),

    heading("keyboard", QT_TRANSLATE_NOOP("Settings", "Keyboard")),
    SettingsEntry{SettingsEntry::Kind::special, "keyboard", std::nullopt, kShortcuts,
                  QT_TRANSLATE_NOOP("Settings", "Keyboard shortcuts"),
                  QT_TRANSLATE_NOOP("Settings", "Every action and its keys."), "button",
                  QT_TRANSLATE_NOOP("Settings", "Show"), true},

    heading("privacy", QT_TRANSLATE_NOOP("Settings", "Network")),
    row("privacy", Key::offline, "switch"),
    row("privacy", Key::hub_endpoint, "text"),
    row("privacy", Key::ask_before_links, "switch"),
    heading("privacy", QT_TRANSLATE_NOOP("Settings", "On this machine")),
    SettingsEntry{SettingsEntry::Kind::special, "privacy", std::nullopt, kOpenData,
                  QT_TRANSLATE_NOOP("Settings", "Chats and settings"),
                  QT_TRANSLATE_NOOP("Settings", "Everything that you write is kept in this folder and nowhere else."),
                  "button", QT_TRANSLATE_NOOP("Settings", "Open folder")},

    heading("about", QT_TRANSLATE_NOOP("Settings", "This build")),
    SettingsEntry{SettingsEntry::Kind::special, "about", std::nullopt, kVersion,
                  QT_TRANSLATE_NOOP("Settings", "Version"), "", "info"},
    SettingsEntry{SettingsEntry::Kind::special, "about", std::nullopt, kDiagnostics,
                  QT_TRANSLATE_NOOP("Settings", "Diagnostics"),
                  QT_TRANSLATE_NOOP("Settings",
                                    "For a report of a fault: versions, devices and the last log lines, "
                                    "without chats, names of folders and tokens."),
                  "button", QT_TRANSLATE_NOOP("Settings", "Copy")},
};

/// "1.05" of a step, in the written form that the table would give it.
QString stepText(Key key, double value) {
  const auto checked = settings::checked_value(key, std::to_string(value));
  return checked ? QString::fromStdString(*checked) : QString();
}

QString scaleOptions(const QString& value) {
  const settings::SettingInfo& info = settings::setting_info(Key::text_scale);
  QStringList lines;
  bool there = false;
  const double own = value.toDouble();
  const int steps = qRound((info.maximum - info.minimum) / info.step);
  for (int i = 0; i <= steps; ++i) {
    const QString id = stepText(Key::text_scale, info.minimum + i * info.step);
    // A value from a file may lie between the steps: it is shown as it is.
    if (!there && id != value && id.toDouble() > own) {
      lines += optionLine(value, choiceLabel(Key::text_scale, value));
      there = true;
    }
    there = there || id == value;
    lines += optionLine(id, choiceLabel(Key::text_scale, id));
  }
  return lines.join(QLatin1Char('\n'));
}

}  // namespace

std::span<const SettingsEntry> settingsLayout() {
  return kLayout;
}
std::span<const char* const> settingsSections() {
  return kSections;
}

QString settingsText(std::string_view english) {
  return english.empty() ? QString() : QCoreApplication::translate("Settings", std::string(english).c_str());
}

QString settingsSectionTitle(QStringView section) {
  static constexpr std::array<const char*, kSections.size()> kTitles{
      QT_TRANSLATE_NOOP("Settings", "General"),
      QT_TRANSLATE_NOOP("Settings", "Appearance"),
      QT_TRANSLATE_NOOP("Settings", "Models and folders"),
      QT_TRANSLATE_NOOP("Settings", "Keyboard"),
      QT_TRANSLATE_NOOP("Settings", "Privacy"),
      QT_TRANSLATE_NOOP("Settings", "About")};
  for (size_t i = 0; i < kSections.size(); ++i) {
    if (section == QLatin1String(kSections[i])) return settingsText(kTitles[i]);
  }
  return {};
}

QString choiceLabel(Key key, const QString& id) {
  switch (key) {
    case Key::language:
      if (id == QLatin1String("system")) return settingsText(QT_TRANSLATE_NOOP("Settings", "System language"));
      return QStringLiteral("English");  // a language is written in itself
    case Key::theme:
      if (id == QLatin1String("system")) return settingsText(QT_TRANSLATE_NOOP("Settings", "System"));
      if (id == QLatin1String("dark")) return settingsText(QT_TRANSLATE_NOOP("Settings", "Dark"));
      return settingsText(QT_TRANSLATE_NOOP("Settings", "Light"));
    case Key::text_scale:
      return settingsText(QT_TRANSLATE_NOOP("Settings", "%1 %")).arg(qRound(id.toDouble() * 100));
    case Key::kv_type:
      return id.toUpper();
    default:
      return id;
  }
}

QString optionLine(QString id, QString label) {
  for (QString* text : {&id, &label})
    text->replace(QLatin1Char('\n'), QLatin1Char(' ')).replace(QLatin1Char('\t'), QLatin1Char(' '));
  return id + QLatin1Char('\t') + label;
}

QString choiceOptions(Key key, const QString& value) {
  if (key == Key::text_scale) return scaleOptions(value);
  const settings::SettingInfo& info = settings::setting_info(key);
  if (info.type != settings::Type::choice) return {};
  QStringList lines;
  const QString ids = QString::fromLatin1(info.choices.data(), static_cast<qsizetype>(info.choices.size()));
  for (const QString& id : ids.split(QLatin1Char('|'))) lines += optionLine(id, choiceLabel(key, id));
  return lines.join(QLatin1Char('\n'));
}

}  // namespace snug::ui
