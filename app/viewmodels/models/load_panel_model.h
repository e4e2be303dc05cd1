// The load panel: what a model will take with these settings, and what it took. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>
#include <memory>

#include "app/viewmodels/core/row_list_model.h"
#include "app/viewmodels/models/device_plan.h"
#include "app/viewmodels/models/measured_rows.h"
#include "app/viewmodels/models/model_desk.h"

namespace snug::ui {

/// GUI thread. Placement is by whole devices: the engine keeps all layers of a model on one. "hand" shows every device;
/// giving one the larger part of the layers gives it all of them, the KV cache with them.
class LoadPanelModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(bool open READ isOpen WRITE setOpen NOTIFY openChanged FINAL)
  Q_PROPERTY(QString title READ title NOTIFY changed FINAL)
  Q_PROPERTY(QString quant READ quant NOTIFY changed FINAL)
  Q_PROPERTY(QString source READ source NOTIFY changed FINAL)
  Q_PROPERTY(double sizeBytes READ sizeBytes NOTIFY changed FINAL)
  Q_PROPERTY(int contextTokens READ contextTokens WRITE setContextTokens NOTIFY changed FINAL)
  Q_PROPERTY(int contextMin READ contextMin NOTIFY changed FINAL)
  Q_PROPERTY(int contextMax READ contextMax NOTIFY changed FINAL)
  Q_PROPERTY(int contextFits READ contextFits NOTIFY changed FINAL)
  Q_PROPERTY(QString kvType READ kvType WRITE setKvType NOTIFY changed FINAL)
  Q_PROPERTY(QString kvNote READ kvNote NOTIFY changed FINAL)
  Q_PROPERTY(QString placement READ placement WRITE setPlacement NOTIFY changed FINAL)
  Q_PROPERTY(QAbstractItemModel* devices READ devices CONSTANT FINAL)
  Q_PROPERTY(QAbstractItemModel* measured READ measured CONSTANT FINAL)
  Q_PROPERTY(QString measuredDevice READ measuredDevice NOTIFY changed FINAL)
  Q_PROPERTY(double rate READ rate NOTIFY changed FINAL)
  Q_PROPERTY(int rateContext READ rateContext NOTIFY changed FINAL)
  Q_PROPERTY(QString state READ state NOTIFY changed FINAL)
  Q_PROPERTY(double loadedBytes READ loadedBytes NOTIFY changed FINAL)
  Q_PROPERTY(bool changed READ isChanged NOTIFY changed FINAL)
  Q_PROPERTY(QString verdict READ verdict NOTIFY changed FINAL)

 public:
  explicit LoadPanelModel(ModelDesk& desk, QObject* parent = nullptr);

  /// Shows the panel for a model with the settings it had last; nothing for an id that is not known.
  Q_INVOKABLE void openFor(const QString& id);

  bool isOpen() const { return m_open; }
  void setOpen(bool open);
  QString title() const { return QString::fromStdString(m_model.name); }
  QString quant() const { return QString::fromStdString(m_model.quantization); }
  QString source() const { return QString::fromStdString(m_model.source); }
  double sizeBytes() const { return static_cast<double>(m_model.size_bytes); }
  int contextTokens() const { return static_cast<int>(m_forecast ? m_forecast->contextTokens : m_options.n_ctx); }
  void setContextTokens(int tokens);
  int contextMin() const;
  int contextMax() const { return m_forecast ? static_cast<int>(m_forecast->contextTrained) : contextTokens(); }
  int contextFits() const { return static_cast<int>(m_contextFits); }
  QString kvType() const;
  void setKvType(const QString& type);
  QString kvNote() const { return m_kvNote; }
  QString placement() const { return m_options.device.empty() ? QStringLiteral("best") : QStringLiteral("hand"); }
  void setPlacement(const QString& placement);
  QAbstractItemModel* devices() { return &m_devices; }
  QAbstractItemModel* measured() { return &m_measured; }
  QString measuredDevice() const { return m_measuredDevice; }
  double rate() const { return m_forecast ? m_forecast->rate : -1; }
  int rateContext() const { return m_forecast ? static_cast<int>(m_forecast->rateContext) : 0; }
  QString state() const;
  double loadedBytes() const { return static_cast<double>(m_desk.station().loadedBytes()); }
  bool isChanged() const { return m_options != m_desk.station().loadedOptions(); }
  QString verdict() const;

  Q_INVOKABLE void setLayers(int row, int n);
  /// The cache lies where the layers are: this moves both.
  Q_INVOKABLE void setKvHere(int row, bool here);
  Q_INVOKABLE void load();
  Q_INVOKABLE void unload() { m_desk.station().unload(); }
  Q_INVOKABLE void cancel() { m_desk.station().cancelLoad(); }

 Q_SIGNALS:
  void openChanged();
  void changed();

 private:
  struct DeviceRow {
    std::string id;  ///< empty: the host's memory beside a device
    DevicePlan* plan = nullptr;
    bool operator==(const DeviceRow&) const = default;
  };

  void setOptions(const session::LoadOptions& options);
  void replan();
  void showDevices();
  void showMeasured();
  void moveTo(const std::string& id);
  std::vector<std::pair<std::string, DeviceShare>> shares() const;
  bool isShownModel() const;
  std::string ref() const { return m_model.ref; }

  ModelDesk& m_desk;
  bool m_open = false;
  catalog::LocalModel m_model;
  session::LoadOptions m_options;
  std::optional<Forecast> m_forecast;
  int64_t m_contextFits = 0;
  QString m_kvNote;
  RowListModel<DeviceRow> m_devices;
  RowListModel<MeasuredRow> m_measured;
  QString m_measuredDevice;
};

}  // namespace snug::ui
