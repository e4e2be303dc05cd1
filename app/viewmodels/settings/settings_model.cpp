#include "app/viewmodels/settings/settings_model.h"

#include <QPointer>
#include <QStringList>
#include <algorithm>
#include <utility>

#include "app/viewmodels/core/error_text.h"
#include "app/viewmodels/settings/notices.h"
#include "app/viewmodels/settings/setting_input.h"

namespace snug::ui {
namespace {

using settings::Key;
using settings::SettingInfo;
using settings::Type;
using Kind = SettingsEntry::Kind;

QString latin(std::string_view text) {
  return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

/// The key of a row that this page shows: what the window keeps of itself is not set from here.
std::optional<Key> shownKey(const QString& settingId) {
  const auto key = settings::key_from_name(settingId.toStdString());
  const bool shown = key && settings::setting_info(*key).section != settings::Section::window;
  return shown ? key : std::nullopt;
}

std::vector<RowListModel<SettingsRow>::Role> rowRoles() {
  return {{"rowKind", [](const SettingsRow& row) { return row.rowKind; }},
          {"settingId", [](const SettingsRow& row) { return row.settingId; }},
          {"title", [](const SettingsRow& row) { return row.title; }},
          {"note", [](const SettingsRow& row) { return row.note; }},
          {"control", [](const SettingsRow& row) { return row.control; }},
          {"value", [](const SettingsRow& row) { return row.value; }},
          {"options", [](const SettingsRow& row) { return row.options; }},
          {"minimum", [](const SettingsRow& row) { return row.minimum; }},
          {"maximum", [](const SettingsRow& row) { return row.maximum; }},
          {"step", [](const SettingsRow& row) { return row.step; }},
          {"readOnlyReason", [](const SettingsRow& row) { return row.readOnlyReason; }},
          {"actionText", [](const SettingsRow& row) { return row.actionText; }},
          {"problem", [](const SettingsRow& row) { return row.problem; }},
          {"changed", [](const SettingsRow& row) { return row.changed; }}};
}

std::vector<RowListModel<SettingsSection>::Role> sectionRoles() {
  return {{"sectionId", [](const SettingsSection& section) { return section.sectionId; }},
          {"title", [](const SettingsSection& section) { return section.title; }}};
}

SettingsRow headingRow(const QString& title) {
  return {QStringLiteral("heading"), {}, title};
}

}  // namespace

SettingsModel::SettingsModel(SettingsBridge& settings, SettingsHooks hooks, QObject* parent)
    : QObject(parent),
      m_settings(settings),
      m_hooks(std::move(hooks)),
      m_sections(sectionRoles()),
      m_rows(rowRoles()),
      m_section(latin(settingsSections().front())),
      m_notices(snug::ui::noticesText()) {
  for (const char* id : settingsSections()) m_sections.append({latin(id), settingsSectionTitle(latin(id))});
  connect(&m_settings, &SettingsBridge::changed, this, [this](Key key) {
    m_problems.erase(latin(settings::setting_info(key).name));
    rebuild();
  });
  rebuild();
}

void SettingsModel::setQuery(const QString& query) {
  if (query == m_query) return;
  m_query = query;
  m_problems.clear();
  rebuild();
  Q_EMIT queryChanged();
}

void SettingsModel::setCurrentSection(const QString& section) {
  if (section == m_section || settingsSectionTitle(section).isEmpty()) return;
  m_section = section;
  m_problems.clear();
  rebuild();
  Q_EMIT currentSectionChanged();
}

QString SettingsModel::modelsFolder() const {
  return m_hooks.modelsFolder ? m_hooks.modelsFolder() : m_settings.value(Key::models_folder);
}

bool SettingsModel::isDevice(const QString& id) const {
  if (id.isEmpty()) return true;
  const auto devices = m_hooks.devices ? m_hooks.devices() : std::vector<SettingsDevice>();
  return std::any_of(devices.begin(), devices.end(), [&](const SettingsDevice& device) { return device.id == id; });
}

QString SettingsModel::deviceOptions(const QString& value) const {
  QStringList lines{optionLine({}, tr("Automatic"))};
  if (m_hooks.devices)
    for (const SettingsDevice& device : m_hooks.devices()) lines += optionLine(device.id, device.label);
  // A card that was taken out, or another machine's settings: shown, so that it can be seen and changed.
  if (!isDevice(value)) lines += optionLine(value, tr("%1 (not there)").arg(value));
  return lines.join(QLatin1Char('\n'));
}

void SettingsModel::describeSetting(SettingsRow& row, Key key) const {
  const SettingInfo& info = settings::setting_info(key);
  row.settingId = latin(info.name);
  row.title = settingsText(info.title);
  row.note = (settingsText(info.note) + QLatin1Char(' ') + row.note).trimmed();
  row.value = m_settings.value(key);
  row.readOnlyReason = m_settings.readOnlyReason(key);
  row.changed = row.readOnlyReason.isEmpty() && !m_settings.isStandard(key);
  row.options = key == Key::device ? deviceOptions(row.value) : choiceOptions(key, row.value);
  if (info.type == Type::integer || info.type == Type::number) {
    row.minimum = info.minimum;
    row.maximum = info.maximum;
    row.step = info.step;
  }
  // Nothing chosen is the default folder, which has a name too.
  if (key == Key::models_folder && row.value.isEmpty()) row.value = modelsFolder();
  if (key == Key::extra_folders) row.value = foldersAsLine(row.value);
}

SettingsRow SettingsModel::rowOf(const SettingsEntry& entry) const {
  if (entry.kind == Kind::heading) return headingRow(settingsText(entry.title));
  SettingsRow row{QStringLiteral("row"), latin(entry.id), settingsText(entry.title), settingsText(entry.note),
                  latin(entry.control)};
  row.actionText = settingsText(entry.action);
  if (entry.key) describeSetting(row, *entry.key);
  if (row.settingId == QLatin1String(kOpenModels)) row.value = modelsFolder();
  if (row.settingId == QLatin1String(kOpenData)) row.value = m_hooks.dataFolder;
  if (row.settingId == QLatin1String(kVersion)) row.value = m_hooks.version;
  const auto problem = m_problems.find(row.settingId);
  if (problem != m_problems.end()) row.problem = problem->second;
  return row;
}

std::vector<SettingsRow> SettingsModel::sectionRows() const {
  std::vector<SettingsRow> rows;
  for (const SettingsEntry& entry : settingsLayout()) {
    if (m_section == QLatin1String(entry.section) && m_section != QLatin1String("keyboard"))
      rows.push_back(rowOf(entry));
  }
  return rows;
}

std::vector<SettingsRow> SettingsModel::foundRows() const {
  const QStringList words = m_query.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
  std::vector<SettingsRow> rows;
  QString section;
  for (const SettingsEntry& entry : settingsLayout()) {
    if (entry.kind == Kind::heading) continue;
    SettingsRow row = rowOf(entry);
    const QString title = settingsSectionTitle(latin(entry.section));
    const bool all = std::all_of(words.begin(), words.end(), [&](const QString& word) {
      return row.title.contains(word, Qt::CaseInsensitive) || row.note.contains(word, Qt::CaseInsensitive) ||
             title.contains(word, Qt::CaseInsensitive);
    });
    if (!all) continue;
    if (std::exchange(section, latin(entry.section)) != QLatin1String(entry.section)) rows.push_back(headingRow(title));
    rows.push_back(std::move(row));
  }
  return rows;
}

void SettingsModel::rebuild() {
  m_rows.update(searching() ? foundRows() : sectionRows(), [](const SettingsRow& a, const SettingsRow& b) {
    return a.rowKind == b.rowKind && a.settingId == b.settingId && (!a.settingId.isEmpty() || a.title == b.title);
  });
}

void SettingsModel::setProblem(const QString& settingId, const QString& sentence) {
  if (sentence.isEmpty())
    m_problems.erase(settingId);
  else
    m_problems[settingId] = sentence;
  rebuild();
}

void SettingsModel::set(const QString& settingId, const QString& value) {
  const auto key = shownKey(settingId);
  if (!key || !m_settings.readOnlyReason(*key).isEmpty()) return;
  // The default folder is shown by its name: given back unchanged it stays the default.
  if (*key == Key::models_folder && m_settings.value(*key).isEmpty() && value.trimmed() == modelsFolder())
    return setProblem(settingId, {});
  if (*key == Key::device && !isDevice(value) && value != m_settings.value(*key))
    return setProblem(settingId, tr("There is no device \"%1\".").arg(value));
  const SettingInput input = settingInput(*key, value);
  if (!input.problem.isEmpty()) return setProblem(settingId, input.problem);
  const Status stored = m_settings.set(*key, input.value);
  setProblem(settingId, stored ? QString() : sentenceOf(stored.error()));
}

void SettingsModel::reset(const QString& settingId) {
  const auto key = shownKey(settingId);
  if (!key || !m_settings.readOnlyReason(*key).isEmpty()) return;
  const Status stored = m_settings.reset(*key);
  setProblem(settingId, stored ? QString() : sentenceOf(stored.error()));
}

void SettingsModel::act(const QString& settingId) {
  const auto key = shownKey(settingId);
  if (key == Key::models_folder || key == Key::extra_folders) return askForFolder(*key, settingId);
  if (settingId == QLatin1String(kOpenModels)) return openFolder(settingId, modelsFolder());
  if (settingId == QLatin1String(kOpenData)) return openFolder(settingId, m_hooks.dataFolder);
  if (settingId == QLatin1String(kDiagnostics)) return copyDiagnostics();
  if (settingId == QLatin1String(kShortcuts)) {
    setCurrentSection(QStringLiteral("keyboard"));
    setQuery({});
  }
}

void SettingsModel::openFolder(const QString& settingId, const QString& folder) {
  if (!m_hooks.openFolder) return;
  const bool shown = !folder.isEmpty() && m_hooks.openFolder(folder);
  setProblem(settingId, shown ? QString() : tr("%1 could not be shown: is it there?").arg(folder));
}

void SettingsModel::askForFolder(Key key, const QString& settingId) {
  if (!m_hooks.chooseFolder || !m_settings.readOnlyReason(key).isEmpty()) return;
  const QString title = settingsText(settings::setting_info(key).title);
  // The dialog may outlive the page.
  m_hooks.chooseFolder(title, modelsFolder(), [page = QPointer(this), key, settingId](const QString& folder) {
    if (!page || folder.isEmpty()) return;
    const QString stored = page->m_settings.value(key);
    const bool adds = key == Key::extra_folders && !stored.isEmpty();
    page->set(settingId, adds ? stored + QLatin1Char('\n') + folder : folder);
  });
}

void SettingsModel::copyDiagnostics() {
  if (m_hooks.copy && m_hooks.diagnostics) m_hooks.copy(m_hooks.diagnostics());
}

}  // namespace snug::ui
