// What the view models of models share: station, devices, memory of past runs, and a forecast of every model here.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <QTimer>
#include <map>
#include <optional>

#include "app/viewmodels/models/device_watch.h"
#include "app/viewmodels/models/forecast.h"
#include "app/viewmodels/models/model_book.h"
#include "app/viewmodels/models/model_station.h"

namespace snug::ui {

/// What is known of a model before it is loaded, with the options that it would be loaded with.
struct Outlook {
  std::shared_ptr<const models::Model> model;  ///< null: its header makes no program
  std::optional<Forecast> forecast;            ///< nothing: it cannot be planned so
  int64_t contextFits = 0;
  Error error{Code::internal};  ///< why, where something is missing
};

/// GUI thread. Plans run on one thread of its own, again when models, memory, speeds or settings change.
class ModelDesk : public QObject {
  Q_OBJECT

 public:
  /// Free memory moves all the time; plans are made again when it moved by more than this since the last ones.
  static constexpr int64_t kMemoryStepBytes = int64_t{32} << 20;

  ModelDesk(EngineBridge& engine, ModelStation& station, store::StoreThread& store, QObject* parent = nullptr);
  ~ModelDesk() override;

  EngineBridge& engine() { return m_engine; }
  ModelStation& station() { return m_station; }
  DeviceWatch& watch() { return m_watch; }
  ModelBook& book() { return m_book; }

  /// Null until it was made; then always there, and replaced by newer ones.
  const Outlook* outlook(const std::string& ref) const;
  /// Every model here has one.
  bool complete() const;
  /// Memory of every device that is left to other programs: taken off what is free.
  void setReserve(int64_t bytes);
  /// Free memory with what the loaded model would give back, less the reserve.
  FactsByDevice facts() const;
  /// "fits tight partial pages no unknown", or empty while it is not known.
  QString verdict(const std::string& ref) const;
  /// tok/s: measured here, else forecast, else -1.
  double rate(const std::string& ref) const;
  bool rateMeasured(const std::string& ref) const { return m_book.rate(ref) > 0; }

  /// Chooses and loads as last time; nothing for a ref that is not known.
  void load(const std::string& ref);
  /// The longest context that fits with these options, off the GUI thread; the last call alone is answered.
  void findLongest(const std::string& ref, const session::LoadOptions& options, QObject* context,
                   std::function<void(int64_t)> done);

 Q_SIGNALS:
  void outlooksChanged();

 private:
  void schedule() { m_settle.start(); }
  void onMemory();
  void plan();
  void applyOptions();

  EngineBridge& m_engine;
  ModelStation& m_station;
  DeviceWatch m_watch;
  ModelBook m_book;
  std::map<std::string, Outlook> m_outlooks;
  QTimer m_settle;             ///< several changes at once are one pass
  FactsByDevice m_plannedFor;  ///< what was free when the outlooks were made
  int64_t m_reserveBytes = 0;
  bool m_planning = false;
  bool m_again = false;
  quint64 m_longestCall = 0;
  QThreadPool m_pool;  // last: its threads end before what they use
};

}  // namespace snug::ui
