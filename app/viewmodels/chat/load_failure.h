// The card in the chat for a model that did not load: what happened and what can be done. INTERFACE.md, LoadFailure.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>

#include "app/viewmodels/core/row_list_model.h"
#include "app/viewmodels/models/model_station.h"

namespace snug::ui {

/// One fix that acts in one click.
struct LoadFix {
  QString title;
  QString effect;
  QString actionText;
  bool primary = false;
  session::LoadOptions options;  ///< what the fix loads with
  bool operator==(const LoadFix&) const = default;
};

/// GUI thread. Follows the station: active while its last load has failed.
class LoadFailure : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString title READ title NOTIFY changed FINAL)
  Q_PROPERTY(QString sentence READ sentence NOTIFY changed FINAL)
  Q_PROPERTY(QAbstractItemModel* fixes READ fixes CONSTANT FINAL)
  Q_PROPERTY(bool canRetry READ canRetry NOTIFY changed FINAL)

 public:
  explicit LoadFailure(ModelStation& station, QObject* parent = nullptr);

  bool active() const { return m_station.phase() == ModelStation::Phase::failed; }
  QString title() const { return m_title; }
  QString sentence() const { return m_sentence; }
  QAbstractItemModel* fixes() { return &m_fixes; }
  bool canRetry() const { return active(); }

  Q_INVOKABLE void apply(int row);
  Q_INVOKABLE void measureAndRetry() { m_station.load(); }

 Q_SIGNALS:
  void changed();

 private:
  void refresh();
  std::vector<LoadFix> fixesFor(const Error& error) const;

  ModelStation& m_station;
  QString m_title;
  QString m_sentence;
  RowListModel<LoadFix> m_fixes;
};

}  // namespace snug::ui
