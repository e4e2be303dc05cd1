// What a planned model takes on one device, for the memory bar. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>
#include <vector>

#include "app/viewmodels/core/row_list_model.h"
#include "engine/plan/fit.h"

namespace snug::ui {

/// One stretch of the memory bar.
struct MemoryPartRow {
  QString part;  ///< weights, kv, scratch, driver
  double bytes = 0;
  QString detail;  ///< the largest allocations in it, one a line
  bool operator==(const MemoryPartRow&) const = default;
};

/// A device's part of a plan as plain values: made on any thread, shown by a DevicePlan.
struct DeviceShare {
  QString name;
  QString deviceKind;  ///< gpu, ram
  double totalBytes = -1;
  double availableBytes = -1;  ///< free now plus what this model would release
  double needBytes = 0;
  QString verdict;  ///< fits tight partial pages no unknown
  int layers = 0;
  int layersTotal = 0;
  bool kvHere = false;
  std::vector<MemoryPartRow> parts;
  bool operator==(const DeviceShare&) const = default;
};

/// "gpu" or "ram": where a device keeps a model.
QString memoryKindOf(const device::DeviceCaps& caps);
/// The name that people know: a CPU's memory is "System memory".
QString memoryNameOf(const device::DeviceCaps& caps);

/// What `plan` takes on its device `index`, judged against `memory` (free: with what would be released). A memory of 0
/// bytes in total is not known: no verdict. Any thread.
DeviceShare shareOf(const plan::Plan& plan, int32_t index, const device::DeviceCaps& caps,
                    const device::MemoryInfo& memory);
/// The host memory that a plan for a device with memory of its own takes as well: embeddings. needBytes 0 if none.
DeviceShare hostShareOf(const plan::Plan& plan, int32_t index, const device::MemoryInfo& memory);

/// GUI thread. Empty until show().
class DevicePlan : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString name READ name NOTIFY changed FINAL)
  Q_PROPERTY(QString deviceKind READ deviceKind NOTIFY changed FINAL)
  Q_PROPERTY(double totalBytes READ totalBytes NOTIFY changed FINAL)
  Q_PROPERTY(double availableBytes READ availableBytes NOTIFY changed FINAL)
  Q_PROPERTY(double needBytes READ needBytes NOTIFY changed FINAL)
  Q_PROPERTY(double otherBytes READ otherBytes NOTIFY changed FINAL)
  Q_PROPERTY(QString verdict READ verdict NOTIFY changed FINAL)
  Q_PROPERTY(QString verdictText READ verdictText NOTIFY changed FINAL)
  Q_PROPERTY(int layers READ layers NOTIFY changed FINAL)
  Q_PROPERTY(int layersTotal READ layersTotal NOTIFY changed FINAL)
  Q_PROPERTY(bool kvHere READ kvHere NOTIFY changed FINAL)
  Q_PROPERTY(QAbstractItemModel* parts READ parts CONSTANT FINAL)

 public:
  explicit DevicePlan(QObject* parent = nullptr);

  /// Shows other values; parts that stay keep their places.
  void show(const DeviceShare& share);
  const DeviceShare& share() const { return m_share; }

  QString name() const { return m_share.name; }
  QString deviceKind() const { return m_share.deviceKind; }
  double totalBytes() const { return m_share.totalBytes; }
  double availableBytes() const { return m_share.availableBytes; }
  double needBytes() const { return m_share.needBytes; }
  double otherBytes() const { return m_share.totalBytes < 0 ? 0 : m_share.totalBytes - m_share.availableBytes; }
  QString verdict() const { return m_share.verdict; }
  QString verdictText() const;
  int layers() const { return m_share.layers; }
  int layersTotal() const { return m_share.layersTotal; }
  bool kvHere() const { return m_share.kvHere; }
  QAbstractItemModel* parts() { return &m_parts; }

 Q_SIGNALS:
  void changed();

 private:
  DeviceShare m_share;
  RowListModel<MemoryPartRow> m_parts;
};

}  // namespace snug::ui
