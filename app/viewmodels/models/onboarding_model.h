// The first run: what is here already, or how to get a model. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>
#include <QTimer>
#include <QUrl>

#include "app/viewmodels/core/row_list_model.h"
#include "app/viewmodels/models/device_plan.h"
#include "app/viewmodels/models/model_desk.h"

namespace snug::ui {

struct FoundModel {
  QString modelId;
  QString title;
  QString quant;
  QString sourceText;
  double rate = -1;
  bool measured = false;
  QString verdict;
  bool chosen = false;
  bool operator==(const FoundModel&) const = default;
};

/// GUI thread. Nothing is downloaded yet: hasRecommended is false and "nothing" offers a file.
class OnboardingModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString phase READ phase NOTIFY changed FINAL)
  Q_PROPERTY(QAbstractItemModel* found READ found CONSTANT FINAL)
  Q_PROPERTY(QString chosenTitle READ chosenTitle NOTIFY changed FINAL)
  Q_PROPERTY(double loadSeconds READ loadSeconds NOTIFY changed FINAL)
  Q_PROPERTY(bool hasRecommended READ hasRecommended CONSTANT FINAL)
  Q_PROPERTY(QString title READ none CONSTANT FINAL)
  Q_PROPERTY(QString quant READ none CONSTANT FINAL)
  Q_PROPERTY(QString licence READ none CONSTANT FINAL)
  Q_PROPERTY(QString sourceText READ none CONSTANT FINAL)
  Q_PROPERTY(double sizeBytes READ notKnown CONSTANT FINAL)
  Q_PROPERTY(snug::ui::DevicePlan* plan READ plan CONSTANT FINAL)
  Q_PROPERTY(QString verdict READ none CONSTANT FINAL)
  Q_PROPERTY(QString verdictText READ none CONSTANT FINAL)
  Q_PROPERTY(double rate READ notKnown CONSTANT FINAL)
  Q_PROPERTY(QString rateDevice READ none CONSTANT FINAL)
  Q_PROPERTY(double downloadSeconds READ notKnown CONSTANT FINAL)
  Q_PROPERTY(int linkMbit READ notKnownCount CONSTANT FINAL)
  Q_PROPERTY(double progress READ notKnown CONSTANT FINAL)
  Q_PROPERTY(QString progressText READ none CONSTANT FINAL)

 public:
  static constexpr int kMostFound = 4;
  /// Speeds that are not measured by then are left out of the forecast.
  static constexpr int kPatienceMs = 3000;

  explicit OnboardingModel(ModelDesk& desk, QObject* parent = nullptr);

  QString phase() const { return m_phase; }
  QAbstractItemModel* found() { return &m_found; }
  QString chosenTitle() const;
  double loadSeconds() const;
  /// A model that can truly be had by the one button.
  bool hasRecommended() const { return false; }
  QString none() const { return {}; }
  double notKnown() const { return -1; }
  int notKnownCount() const { return -1; }
  DevicePlan* plan() const { return nullptr; }

  Q_INVOKABLE void choose(int row);
  /// The one button: loads the chosen model and ends the first run, or asks for a file where none is here.
  Q_INVOKABLE void start();
  Q_INVOKABLE void browse() { Q_EMIT browseRequested(); }
  Q_INVOKABLE void addFile() { Q_EMIT fileRequested(); }
  /// The window's answer to fileRequested(). What is no model that runs here is told through noticed().
  Q_INVOKABLE void fileChosen(const QUrl& file);

 Q_SIGNALS:
  void changed();
  void fileRequested();
  void browseRequested();
  void done();  ///< the shell may be shown
  void noticed(const QString& sentence);

 private:
  void refresh();
  const FoundModel* chosen() const;

  ModelDesk& m_desk;
  QString m_phase = QStringLiteral("measuring");
  std::string m_chosen;  ///< ref that the person chose; empty: the best one
  RowListModel<FoundModel> m_found;
  QTimer m_patience;
};

}  // namespace snug::ui
