// The saved presets, shared by the composer and the inspector, and which of them the shown chat has.
#pragma once

#include <QObject>

#include "app/manager/store/preset_repository.h"
#include "app/viewmodels/chat/chat_hub.h"
#include "app/viewmodels/core/row_list_model.h"

namespace snug::ui {

struct PresetRow {
  QString presetId;  ///< empty: the plain one, which changes nothing
  QString title;
  bool operator==(const PresetRow&) const = default;
};

/// GUI thread.
class PresetShelf : public QObject {
  Q_OBJECT

 public:
  explicit PresetShelf(ChatHub& hub, QObject* parent = nullptr);

  QAbstractItemModel* rows() { return &m_rows; }
  /// The preset whose prompt and sampler the chat has: followed by nobody, so a changed chat is "Custom" again.
  QString nameOfCurrent() const;
  /// Gives the chat the preset's prompt (unless it has none of its own) and sampler.
  void choose(const QString& id);
  /// Keeps the chat's prompt and sampler under the name; one of that name is replaced.
  void save(const QString& name);

 Q_SIGNALS:
  void changed();  ///< the presets, or the name of the chat's
  void failed(const QString& sentence);

 private:
  void reload();

  ChatHub& m_hub;
  std::vector<store::Preset> m_presets;
  RowListModel<PresetRow> m_rows;
};

}  // namespace snug::ui
