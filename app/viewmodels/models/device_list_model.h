// The machine's devices, and what is loaded on them. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>

#include "app/viewmodels/core/row_list_model.h"
#include "app/viewmodels/models/device_plan.h"
#include "app/viewmodels/models/model_desk.h"

namespace snug::ui {

struct DeviceListRow {
  QString name;
  QString deviceKind;  ///< gpu, cpu
  double freeBytes = -1;
  double totalBytes = -1;
  double speed = -1;  ///< GB/s; -1 while it is not known
  bool operator==(const DeviceListRow&) const = default;
};

struct LoadedModelRow {
  QString modelId;
  QString title;
  QString quant;
  double bytes = 0;
  QString deviceText;
  bool operator==(const LoadedModelRow&) const = default;
};

/// GUI thread.
class DeviceListModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(snug::ui::DevicePlan* busiest READ busiest NOTIFY busiestChanged FINAL)
  Q_PROPERTY(double busiestFreeBytes READ busiestFreeBytes NOTIFY busiestChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* rows READ rows CONSTANT FINAL)
  Q_PROPERTY(QAbstractItemModel* loaded READ loaded CONSTANT FINAL)

 public:
  explicit DeviceListModel(ModelDesk& desk, QObject* parent = nullptr);

  DevicePlan* busiest() { return m_known ? &m_busiest : nullptr; }
  double busiestFreeBytes() const { return m_busiestFree; }
  QAbstractItemModel* rows() { return &m_rows; }
  QAbstractItemModel* loaded() { return &m_loaded; }

  /// Whether anyone sees the figures: they are asked for once a second then. The application: while it is active.
  void setVisible(bool visible) { m_desk.watch().want(this, visible); }

  Q_INVOKABLE void unload(const QString& id);

 Q_SIGNALS:
  void busiestChanged();

 private:
  void refresh();
  void refreshLoaded();
  void refreshBusiest();

  ModelDesk& m_desk;
  DevicePlan m_busiest;
  bool m_known = false;
  double m_busiestFree = -1;
  RowListModel<DeviceListRow> m_rows;
  RowListModel<LoadedModelRow> m_loaded;
};

}  // namespace snug::ui
