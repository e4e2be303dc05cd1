// A list model over plain value rows, with exact changes: what a view needs to keep its place. No Q_OBJECT: it is a
// template; models with verbs of their own derive from an instance.
#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QVariant>
#include <functional>
#include <utility>
#include <vector>

namespace snug::ui {

/// GUI thread only. Row is a value with operator==.
template <class Row>
class RowListModel : public QAbstractListModel {
 public:
  /// One role: its name in QML and how to read it.
  struct Role {
    const char* name;
    std::function<QVariant(const Row&)> get;
  };

  explicit RowListModel(std::vector<Role> roles, QObject* parent = nullptr)
      : QAbstractListModel(parent), m_roles(std::move(roles)) {}

  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
  }

  QVariant data(const QModelIndex& index, int role) const override {
    const int which = role - Qt::UserRole;
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || which < 0 || which >= static_cast<int>(m_roles.size()))
      return {};
    return m_roles[static_cast<size_t>(which)].get(m_rows[static_cast<size_t>(index.row())]);
  }

  QHash<int, QByteArray> roleNames() const override {
    QHash<int, QByteArray> names;
    for (size_t i = 0; i < m_roles.size(); ++i) names.insert(Qt::UserRole + static_cast<int>(i), m_roles[i].name);
    return names;
  }

  const std::vector<Row>& rows() const { return m_rows; }
  const Row& at(int row) const { return m_rows[static_cast<size_t>(row)]; }
  bool has(int row) const { return row >= 0 && row < static_cast<int>(m_rows.size()); }

  void append(Row row) {
    const int n = static_cast<int>(m_rows.size());
    beginInsertRows({}, n, n);
    m_rows.push_back(std::move(row));
    endInsertRows();
  }

  /// Replaces one row in place; nothing is said if it is the same.
  void replace(int row, Row value) {
    Row& old = m_rows[static_cast<size_t>(row)];
    if (old == value) return;
    old = std::move(value);
    Q_EMIT dataChanged(index(row), index(row));
  }

  void truncate(int count) {
    if (count >= static_cast<int>(m_rows.size())) return;
    beginRemoveRows({}, count, static_cast<int>(m_rows.size()) - 1);
    m_rows.resize(static_cast<size_t>(count));
    endRemoveRows();
  }

  /// Makes the rows equal to `wanted` with as few inserts, removals and changes as a single forward walk finds. Two
  /// rows are the same thing if same(a, b). A view keeps the delegates of rows that stay.
  template <class Same>
  void update(std::vector<Row> wanted, Same same) {
    int at = 0;
    for (Row& row : wanted) {
      int found = at;
      while (has(found) && !same(this->at(found), row)) ++found;
      if (has(found)) {
        if (found > at) {
          beginRemoveRows({}, at, found - 1);
          m_rows.erase(m_rows.begin() + at, m_rows.begin() + found);
          endRemoveRows();
        }
        replace(at, std::move(row));
      } else {
        beginInsertRows({}, at, at);
        m_rows.insert(m_rows.begin() + at, std::move(row));
        endInsertRows();
      }
      ++at;
    }
    truncate(at);
  }

 private:
  std::vector<Role> m_roles;
  std::vector<Row> m_rows;
};

}  // namespace snug::ui
