// The card in the chat for a model that did not load: what happened and what can be done. INTERFACE.md, LoadFailure.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>

#include "app/viewmodels/core/row_list_model.h"
#include "app/viewmodels/models/device_plan.h"
#include "app/viewmodels/models/model_desk.h"

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
  Q_PROPERTY(snug::ui::DevicePlan* plan READ plan NOTIFY changed FINAL)
  Q_PROPERTY(QAbstractItemModel* fixes READ fixes CONSTANT FINAL)
  Q_PROPERTY(bool canRetry READ canRetry NOTIFY changed FINAL)

 public:
  explicit LoadFailure(ModelStation& station, QObject* parent = nullptr);

  /// From here on the card has the plan, and its fixes say what they need and how fast they are.
  void setDesk(ModelDesk& desk);

  bool active() const { return m_station.phase() == ModelStation::Phase::failed; }
  QString title() const { return m_title; }
  QString sentence() const { return m_sentence; }
  DevicePlan* plan() { return m_planned ? &m_plan : nullptr; }
  QAbstractItemModel* fixes() { return &m_fixes; }
  bool canRetry() const { return active(); }

  Q_INVOKABLE void apply(int row);
  Q_INVOKABLE void measureAndRetry() { m_station.load(); }
  Q_INVOKABLE void copyDetails() { Q_EMIT copyRequested(details()); }
  /// Code, sentence and figures, one a line: for a report.
  QString details() const;

 Q_SIGNALS:
  void changed();
  void copyRequested(const QString& text);

 private:
  void refresh();
  void refreshPlan();
  /// The forecast of a load with other options, nothing without a desk or a program.
  std::optional<Forecast> forecastWith(const session::LoadOptions& options) const;
  /// "needs 7.6 GiB, tight, ≈ 24 tok/s", or `otherwise`.
  QString effectOf(const session::LoadOptions& options, const QString& otherwise) const;
  std::vector<LoadFix> fixesFor(const Error& error) const;
  void addHostFix(std::vector<LoadFix>& fixes) const;

  ModelStation& m_station;
  ModelDesk* m_desk = nullptr;
  DevicePlan m_plan;
  bool m_planned = false;
  QString m_title;
  QString m_sentence;
  RowListModel<LoadFix> m_fixes;
};

}  // namespace snug::ui
