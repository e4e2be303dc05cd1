#include "app/viewmodels/core/action_registry.h"

#include <QCoreApplication>
#include <utility>

#include "app/viewmodels/core/error_text.h"
#include "engine/base/log.h"

namespace snug::ui {
namespace {

/// As this platform writes keys; the key that Qt calls Return has "Enter" on it.
QString shownKeys(const QKeySequence& keys) {
  return keys.toString(QKeySequence::NativeText).replace(QStringLiteral("Return"), QStringLiteral("Enter"));
}

using settings::Key;

QString groupName(ActionGroup group) {
  static constexpr std::array kNames{"Go", "Chat", "Answer", "Model", "View", "Window"};
  return QString::fromLatin1(kNames[static_cast<size_t>(group)]);
}

QString latin(std::string_view text) {
  return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

std::vector<RowListModel<ActionRow>::Role> roles() {
  return {{"actionId", [](const ActionRow& row) { return row.actionId; }},
          {"title", [](const ActionRow& row) { return row.title; }},
          {"group", [](const ActionRow& row) { return row.group; }},
          {"shortcut", [](const ActionRow& row) { return row.shortcut; }},
          {"shortcutText", [](const ActionRow& row) { return row.shortcutText; }},
          {"icon", [](const ActionRow& row) { return row.icon; }},
          {"available", [](const ActionRow& row) { return row.available; }},
          {"changed", [](const ActionRow& row) { return row.changed; }}};
}

/// Keys that belong to writing and to moving the focus.
bool typesOrMoves(const QKeyCombination& combination) {
  const Qt::Key key = combination.key();
  if (key == Qt::Key_Escape || key == Qt::Key_Tab || key == Qt::Key_Backtab) return true;
  if (combination.keyboardModifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) return false;
  const bool function = key >= Qt::Key_F1 && key <= Qt::Key_F35;
  const bool media = key >= Qt::Key_Back && key < Qt::Key_unknown;
  return !function && !media && key != Qt::Key_Delete;
}

}  // namespace

ActionRegistry::ActionRegistry(SettingsBridge& settings, QObject* parent)
    : QObject(parent), m_settings(settings), m_rows(roles()) {
  for (const ActionInfo& info : actionTable())
    m_rows.append({latin(info.id),
                   QCoreApplication::translate("Actions", info.title),
                   groupName(info.group),
                   {},
                   {},
                   latin(info.icon),
                   info.available});
  m_work.resize(actionTable().size());
  readSettings();
  connect(&m_settings, &SettingsBridge::changed, this, [this](Key key) {
    if (key == Key::shortcuts) readSettings();
  });
}

int ActionRegistry::indexOf(QStringView id) const {
  const auto& rows = m_rows.rows();
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].actionId == id) return static_cast<int>(i);
  }
  return -1;
}

void ActionRegistry::setAvailable(QStringView id, bool available) {
  const int at = indexOf(id);
  if (at < 0) return log(LogLevel::warning, "window", "no action " + printable(id.toString().toStdString()));
  ActionRow row = m_rows.at(at);
  row.available = available;
  m_rows.replace(at, std::move(row));
}

bool ActionRegistry::available(QStringView id) const {
  const int at = indexOf(id);
  return at >= 0 && m_rows.at(at).available;
}

void ActionRegistry::onTrigger(QStringView id, std::function<void()> work) {
  const int at = indexOf(id);
  if (at < 0) return log(LogLevel::warning, "window", "no action " + printable(id.toString().toStdString()));
  m_work[static_cast<size_t>(at)] = std::move(work);
}

void ActionRegistry::trigger(const QString& id) {
  const int at = indexOf(id);
  if (at < 0 || !m_rows.at(at).available) return;
  // A copy: what it does may replace it.
  if (const std::function<void()> work = m_work[static_cast<size_t>(at)]) work();
  Q_EMIT triggered(id);
}

QString ActionRegistry::title(const QString& id) const {
  const int at = indexOf(id);
  return at < 0 ? QString() : m_rows.at(at).title;
}

QString ActionRegistry::shortcutText(const QString& id) const {
  const int at = indexOf(id);
  return at < 0 ? QString() : m_rows.at(at).shortcutText;
}

QString ActionRegistry::problemOf(int row, const QKeySequence& keys) const {
  const QString text = shownKeys(keys);
  if (typesOrMoves(keys[0])) return tr("%1 is for writing and moving. Hold Ctrl or Alt with it.").arg(text);
  for (int i = 0; i < m_rows.rowCount(); ++i) {
    if (i != row && QKeySequence::fromString(m_rows.at(i).shortcut) == keys)
      return tr("%1 belongs to \"%2\" already.").arg(text, m_rows.at(i).title);
  }
  return {};
}

QString ActionRegistry::setShortcut(const QString& id, const QString& keys) {
  const int at = indexOf(id);
  if (at < 0) return tr("There is no such action.");
  QString portable;
  if (!keys.isEmpty()) {
    const QKeySequence sequence = QKeySequence::fromString(keys, QKeySequence::PortableText);
    if (sequence.count() != 1 || sequence[0].key() == Qt::Key_unknown) return tr("This is no key that can be used.");
    if (QString problem = problemOf(at, sequence); !problem.isEmpty()) return problem;
    portable = sequence.toString(QKeySequence::PortableText);
  }
  const ActionInfo& info = actionTable()[static_cast<size_t>(at)];
  if (portable == QLatin1String(info.keys))
    m_userKeys.erase(std::string(info.id));
  else
    m_userKeys[std::string(info.id)] = portable;
  return writeSettings();
}

QString ActionRegistry::resetShortcut(const QString& id) {
  const int at = indexOf(id);
  return at < 0 ? QString() : setShortcut(id, QString::fromLatin1(actionTable()[static_cast<size_t>(at)].keys));
}

/// One action a line, "id=keys"; the keys may hold a "=" themselves.
void ActionRegistry::readSettings() {
  m_userKeys.clear();
  const QString stored = m_settings.value(Key::shortcuts);
  for (const QString& line : stored.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
    const qsizetype at = line.indexOf(QLatin1Char('='));
    if (at > 0) m_userKeys[line.left(at).toStdString()] = line.mid(at + 1);
  }
  applyKeys();
}

QString ActionRegistry::writeSettings() {
  QString text;
  for (const auto& [id, keys] : m_userKeys)
    text += QString::fromStdString(id) + QLatin1Char('=') + keys + QLatin1Char('\n');
  const Status stored = m_settings.set(Key::shortcuts, text);  // the change comes back to readSettings()
  if (stored) return {};
  readSettings();
  return sentenceOf(stored.error());
}

void ActionRegistry::applyKeys() {
  const auto table = actionTable();
  for (size_t i = 0; i < table.size(); ++i) {
    const auto own = m_userKeys.find(table[i].id);
    const QKeySequence keys =
        QKeySequence::fromString(own == m_userKeys.end() ? QString::fromLatin1(table[i].keys) : own->second);
    ActionRow row = m_rows.at(static_cast<int>(i));
    row.shortcut = keys.toString(QKeySequence::PortableText);
    row.shortcutText = shownKeys(keys);
    row.changed = own != m_userKeys.end();
    m_rows.replace(static_cast<int>(i), std::move(row));
  }
}

}  // namespace snug::ui
