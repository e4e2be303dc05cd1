#include "app/viewmodels/palette/palette_model.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "app/viewmodels/palette/fuzzy.h"

namespace snug::ui {
namespace {

constexpr size_t kMostOfAGroup = 6;

struct Ranked {
  int rank = 0;
  PaletteRow row;
};

struct Group {
  QString heading;
  std::vector<Ranked> rows;

  [[nodiscard]] int best() const { return rows.empty() ? 0 : rows.front().rank / 1000; }
  void add(const QString& kind, PaletteEntry entry, const QString& icon, const QString& query) {
    const auto rank = fuzzyRank(entry.quant.isEmpty() ? entry.title : entry.title + ' ' + entry.quant, query);
    if (rank) rows.push_back({*rank, {kind, std::move(entry), icon}});
  }
  void finish() {
    std::stable_sort(rows.begin(), rows.end(), [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
    if (rows.size() > kMostOfAGroup) rows.resize(kMostOfAGroup);
  }
};

std::vector<RowListModel<PaletteRow>::Role> roles() {
  return {{"rowKind", [](const PaletteRow& row) { return row.rowKind; }},
          {"itemId", [](const PaletteRow& row) { return row.entry.itemId; }},
          {"title", [](const PaletteRow& row) { return row.entry.title; }},
          {"quant", [](const PaletteRow& row) { return row.entry.quant; }},
          {"note", [](const PaletteRow& row) { return row.entry.note; }},
          {"rate", [](const PaletteRow& row) { return row.entry.rate; }},
          {"measured", [](const PaletteRow& row) { return row.entry.measured; }},
          {"verdict", [](const PaletteRow& row) { return row.entry.verdict; }},
          {"icon", [](const PaletteRow& row) { return row.icon; }}};
}

}  // namespace

bool PaletteRow::operator==(const PaletteRow& other) const {
  const auto tied = [](const PaletteRow& r) {
    return std::tie(r.rowKind, r.icon, r.entry.itemId, r.entry.title, r.entry.quant, r.entry.note, r.entry.rate,
                    r.entry.measured, r.entry.verdict);
  };
  return tied(*this) == tied(other);
}

PaletteModel::PaletteModel(ActionRegistry& actions, PaletteSources sources, QObject* parent)
    : QObject(parent), m_actions(actions), m_sources(std::move(sources)), m_rows(roles()) {
  m_later.setSingleShot(true);
  connect(&m_later, &QTimer::timeout, this, &PaletteModel::rebuild);
  connect(m_actions.rows(), &QAbstractItemModel::dataChanged, &m_later, [this] { m_later.start(0); });
  rebuild();
}

void PaletteModel::setQuery(const QString& query) {
  if (query == m_query) return;
  m_query = query;
  m_found.clear();
  rebuild();
  searchChats();
  Q_EMIT queryChanged();
}

void PaletteModel::refresh() {
  rebuild();
  searchChats();
}

void PaletteModel::searchChats() {
  m_asked = std::make_shared<QString>(m_query);
  if (m_query.trimmed().isEmpty() || !m_sources.searchChats) return;
  m_sources.searchChats(m_query, [this, asked = std::weak_ptr(m_asked)](std::vector<PaletteEntry> found) {
    if (asked.expired()) return;  // another search began, or the palette is gone
    m_found = std::move(found);
    rebuild();
  });
}

void PaletteModel::rebuild() {
  m_later.stop();
  std::vector<Group> groups(3);
  groups[0].heading = tr("Load a model");
  groups[1].heading = tr("Chats");
  groups[2].heading = tr("Do");
  if (m_sources.models)
    for (PaletteEntry& entry : m_sources.models()) groups[0].add("model", std::move(entry), "models", m_query);
  if (m_sources.chats)
    for (PaletteEntry& entry : m_sources.chats()) groups[1].add("chat", std::move(entry), "chat", m_query);
  for (const ActionRow& action : m_actions.actions()) {
    if (!action.available || action.actionId == QLatin1String("palette")) continue;
    groups[2].add("action", {action.actionId, action.title, {}, action.shortcutText}, action.icon, m_query);
  }
  for (Group& group : groups) group.finish();
  // What only the text of a chat contains comes behind the titles.
  for (const PaletteEntry& found : m_found) {
    auto& rows = groups[1].rows;
    if (rows.size() >= kMostOfAGroup) break;
    const bool there = std::any_of(rows.begin(), rows.end(),
                                   [&](const Ranked& ranked) { return ranked.row.entry.itemId == found.itemId; });
    if (!there) rows.push_back({3999, {"chat", found, "chat"}});
  }
  // Enter takes the first row: the group with the best one stands first.
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.best() < b.best(); });
  std::vector<PaletteRow> wanted;
  for (Group& group : groups) {
    if (group.rows.empty()) continue;
    wanted.push_back({"heading", {{}, group.heading}, {}});
    for (Ranked& ranked : group.rows) wanted.push_back(std::move(ranked.row));
  }
  m_rows.update(std::move(wanted), [](const PaletteRow& a, const PaletteRow& b) {
    return a.rowKind == b.rowKind && a.entry.itemId == b.entry.itemId &&
           (a.rowKind != QLatin1String("heading") || a.entry.title == b.entry.title);
  });
}

void PaletteModel::activate(int row) {
  if (!m_rows.has(row)) return;
  const PaletteRow taken = m_rows.at(row);  // a copy: what it does may change the rows
  if (taken.rowKind == QLatin1String("model") && m_sources.load) m_sources.load(taken.entry.itemId);
  if (taken.rowKind == QLatin1String("chat") && m_sources.openChat) m_sources.openChat(taken.entry.itemId);
  if (taken.rowKind == QLatin1String("action")) m_actions.trigger(taken.entry.itemId);
}

void PaletteModel::activateWithSettings(int row) {
  if (!m_rows.has(row)) return;
  const PaletteRow taken = m_rows.at(row);
  if (taken.rowKind != QLatin1String("model")) return activate(row);
  if (m_sources.loadWithSettings) m_sources.loadWithSettings(taken.entry.itemId);
}

}  // namespace snug::ui
