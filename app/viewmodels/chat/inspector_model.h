// What is set for the shown chat and its model. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>

#include "app/viewmodels/chat/preset_shelf.h"
#include "app/viewmodels/chat/token_counter.h"
#include "app/viewmodels/models/device_plan.h"

namespace snug::ui {

/// One sampling row; roles are the members.
struct SampleRow {
  QString sampleId;
  QString title;
  double value = 0;
  double minimum = 0;
  double maximum = 0;
  double step = 0;
  int decimals = 0;
  bool changed = false;
  bool more = false;
  bool operator==(const SampleRow&) const = default;
};

/// GUI thread. Context and KV type are wishes: a loaded model is only loaded anew by reload().
class InspectorModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString presetName READ presetName NOTIFY presetChanged FINAL)
  Q_PROPERTY(QString systemPrompt READ systemPrompt WRITE setSystemPrompt NOTIFY systemPromptChanged FINAL)
  Q_PROPERTY(int systemTokens READ systemTokens NOTIFY systemTokensChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* sampling READ sampling CONSTANT FINAL)
  Q_PROPERTY(int changedCount READ changedCount NOTIFY samplingChanged FINAL)
  Q_PROPERTY(QString stopStrings READ stopStrings WRITE setStopStrings NOTIFY samplingChanged FINAL)
  Q_PROPERTY(QString seed READ seed WRITE setSeed NOTIFY samplingChanged FINAL)
  Q_PROPERTY(int contextTokens READ contextTokens WRITE setContextTokens NOTIFY contextChanged FINAL)
  Q_PROPERTY(int contextMin READ contextMin NOTIFY contextChanged FINAL)
  Q_PROPERTY(int contextMax READ contextMax NOTIFY contextChanged FINAL)
  Q_PROPERTY(int contextFits READ contextFits NOTIFY contextChanged FINAL)
  Q_PROPERTY(QString kvType READ kvType WRITE setKvType NOTIFY contextChanged FINAL)
  Q_PROPERTY(snug::ui::DevicePlan* plan READ plan NOTIFY planChanged FINAL)
  Q_PROPERTY(bool needsReload READ needsReload NOTIFY contextChanged FINAL)
  Q_PROPERTY(double reloadSeconds READ reloadSeconds NOTIFY contextChanged FINAL)

 public:
  InspectorModel(ChatHub& hub, PresetShelf& presets, TokenCounter& counter, QObject* parent = nullptr);

  QString presetName() const { return m_presets.nameOfCurrent(); }
  QString systemPrompt() const { return QString::fromStdString(m_hub.current().chat.system_prompt); }
  void setSystemPrompt(const QString& prompt);
  /// -1 while no model is loaded that could count.
  int systemTokens() const { return m_counter.counts().system; }
  QAbstractItemModel* sampling() { return &m_samples; }
  int changedCount() const { return m_changedCount; }
  /// One a line; a line may be escaped text such as \n.
  QString stopStrings() const;
  /// Errors go to failed(): more than 16, or one of more than 256 bytes.
  void setStopStrings(const QString& lines);
  QString seed() const;
  /// Digits; anything else is a random seed.
  void setSeed(const QString& seed);
  int contextTokens() const;
  void setContextTokens(int tokens);
  int contextMin() const { return std::min(2048, contextMax()); }
  int contextMax() const;
  int contextFits() const { return m_contextFits; }
  QString kvType() const;
  void setKvType(const QString& type);
  DevicePlan* plan() const { return m_plan; }
  bool needsReload() const;
  double reloadSeconds() const;

  /// What the chosen model would be loaded with: the station's options with the wishes of this page.
  session::LoadOptions wanted() const;
  /// From whoever plans, after wantedChanged(). Null, and -1: not known.
  void setPlan(DevicePlan* plan);
  void setContextFits(int tokens);

  Q_INVOKABLE void saveAsPreset(const QString& name) { m_presets.save(name); }
  Q_INVOKABLE void setSample(int row, double value);
  Q_INVOKABLE void resetSample(int row);
  Q_INVOKABLE void reload();

 Q_SIGNALS:
  void presetChanged();
  void systemPromptChanged();
  void systemTokensChanged();
  void samplingChanged();
  void contextChanged();
  void planChanged();
  void wantedChanged();  ///< plan and contextFits are of other options now
  void failed(const QString& sentence);

 private:
  sampling::SamplerParams own() const;
  void refreshSampling();
  void modelChanged();
  void wish(const std::function<void(session::LoadOptions&)>& change);

  ChatHub& m_hub;
  PresetShelf& m_presets;
  TokenCounter& m_counter;
  RowListModel<SampleRow> m_samples;
  int m_changedCount = 0;
  std::optional<session::LoadOptions> m_wish;  ///< differs from what is loaded
  int m_contextFits = -1;
  DevicePlan* m_plan = nullptr;
};

}  // namespace snug::ui
