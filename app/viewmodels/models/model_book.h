// What is remembered of each model: favourite, last settings, and what it did here. In the store, by its ref.
#pragma once

#include <QObject>
#include <map>
#include <memory>
#include <optional>

#include "app/manager/store/model_repository.h"
#include "app/manager/store/store_thread.h"
#include "app/viewmodels/models/model_station.h"

namespace snug::ui {

/// Load options as they are kept: device, context and KV type; what is missing or not known is left to the defaults.
std::string loadJson(const session::LoadOptions& options);
session::LoadOptions loadOptionsFrom(const std::string& json, session::LoadOptions defaults);

/// GUI thread. Reads the store once; writes each change.
class ModelBook : public QObject {
  Q_OBJECT

 public:
  /// An answer shorter than this says nothing about speed.
  static constexpr int kMeasuredTokens = 16;

  ModelBook(EngineBridge& engine, ModelStation& station, store::StoreThread& store, QObject* parent = nullptr);

  bool ready() const { return m_ready; }  ///< the store has answered
  bool favourite(const std::string& ref) const { return entry(ref).favourite; }
  void setFavourite(const std::string& ref, bool favourite);
  /// tok/s of the last answer that was long enough; -1 if there was none.
  double rate(const std::string& ref) const;
  double loadSeconds(const std::string& ref) const;
  int64_t lastUsedMs(const std::string& ref) const { return entry(ref).last_used_ms; }
  /// How the model was loaded last, or the defaults.
  session::LoadOptions options(const std::string& ref) const;
  /// Where a model has no settings of its own: from the settings table.
  void setDefaults(const session::LoadOptions& defaults);

 Q_SIGNALS:
  void changed();
  void read();  ///< once: ready() from here on
  void defaultsChanged();

 private:
  const store::ModelMemory& entry(const std::string& ref) const;
  void write(const std::string& ref, const std::function<void(store::ModelMemory&)>& change);
  void noteLoaded();
  void noteAnswer(const session::Finished& finished);

  ModelStation& m_station;
  store::StoreThread& m_store;
  std::map<std::string, store::ModelMemory> m_models;
  session::LoadOptions m_defaults;
  bool m_ready = false;
  std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

}  // namespace snug::ui
