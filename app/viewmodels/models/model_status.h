// The model chip: which model answers next, where, and whether it is loaded. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "app/viewmodels/models/model_desk.h"

namespace snug::ui {

/// GUI thread.
class ModelStatus : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString name READ name NOTIFY changed FINAL)
  Q_PROPERTY(QString quant READ quant NOTIFY changed FINAL)
  Q_PROPERTY(QString deviceText READ deviceText NOTIFY changed FINAL)
  Q_PROPERTY(QString phase READ phase NOTIFY changed FINAL)
  Q_PROPERTY(double progress READ progress NOTIFY progressChanged FINAL)
  Q_PROPERTY(int contextTokens READ contextTokens NOTIFY changed FINAL)
  Q_PROPERTY(double expectedRate READ expectedRate NOTIFY changed FINAL)
  Q_PROPERTY(double expectedLoad READ expectedLoad NOTIFY changed FINAL)
  Q_PROPERTY(bool hasModels READ hasModels NOTIFY changed FINAL)

 public:
  explicit ModelStatus(ModelDesk& desk, QObject* parent = nullptr);

  QString name() const;
  QString quant() const;
  QString deviceText() const;
  QString phase() const;
  double progress() const { return m_desk.station().progress(); }
  int contextTokens() const;
  double expectedRate() const;
  double expectedLoad() const;
  bool hasModels() const { return !m_desk.station().models().empty(); }

  Q_INVOKABLE void load() { m_desk.station().load(); }
  Q_INVOKABLE void unload() { m_desk.station().unload(); }
  Q_INVOKABLE void cancelLoad() { m_desk.station().cancelLoad(); }

 Q_SIGNALS:
  void changed();
  void progressChanged();

 private:
  const Forecast* forecast() const;
  ModelDesk& m_desk;
};

}  // namespace snug::ui
