// Ctrl+K: models, chats and actions in one list. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>
#include <vector>

#include "app/viewmodels/core/action_registry.h"

namespace snug::ui {

struct PaletteEntry {
  QString itemId;
  QString title;
  QString quant = {};  ///< models
  QString note = {};   ///< chats: when, or the line that matched
  double rate = -1;    ///< models: tok/s
  bool measured = false;
  QString verdict = {};
};

/// Where the entries come from and what opens them. Unset functions give nothing and do nothing.
struct PaletteSources {
  std::function<std::vector<PaletteEntry>()> models = {};  ///< most recently used first
  std::function<std::vector<PaletteEntry>()> chats = {};   ///< most recent first
  /// Chats that contain the words; may call back later, on the GUI thread.
  using Found = std::function<void(std::vector<PaletteEntry>)>;
  std::function<void(const QString& query, Found found)> searchChats = {};
  std::function<void(const QString& modelId)> load = {};
  std::function<void(const QString& modelId)> loadWithSettings = {};
  std::function<void(const QString& chatId)> openChat = {};
};

struct PaletteRow {
  QString rowKind;
  PaletteEntry entry;
  QString icon;
  bool operator==(const PaletteRow& other) const;
};

/// GUI thread.
class PaletteModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* rows READ rows CONSTANT FINAL)

 public:
  /// `actions` outlives it.
  PaletteModel(ActionRegistry& actions, PaletteSources sources, QObject* parent = nullptr);

  [[nodiscard]] QString query() const { return m_query; }
  void setQuery(const QString& query);
  QAbstractItemModel* rows() { return &m_rows; }

  Q_INVOKABLE void activate(int row);
  /// A model opens the load panel; anything else as activate().
  Q_INVOKABLE void activateWithSettings(int row);
  /// Call when models or chats changed.
  void refresh();

 Q_SIGNALS:
  void queryChanged();

 private:
  void rebuild();
  void searchChats();

  ActionRegistry& m_actions;
  PaletteSources m_sources;
  RowListModel<PaletteRow> m_rows;
  QString m_query;
  std::vector<PaletteEntry> m_found;  ///< by the search, for m_query
  std::shared_ptr<QString> m_asked;   ///< what the last search asked; a late answer to another is dropped
  QTimer m_later;                     ///< one rebuild for many changes of actions
};

}  // namespace snug::ui
