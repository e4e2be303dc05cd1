// Which models are here, which one is chosen, and whether it is loaded: what chat and the models' screens share.
#pragma once

#include <QObject>
#include <filesystem>
#include <optional>
#include <vector>

#include "app/manager/catalog/catalog.h"
#include "app/viewmodels/core/engine_bridge.h"

namespace snug::ui {

/// GUI thread. The scan runs on a thread of its own.
class ModelStation : public QObject {
  Q_OBJECT

 public:
  enum class Phase { none, unloaded, loading, loaded, failed };
  Q_ENUM(Phase)

  ModelStation(EngineBridge& engine, std::vector<std::filesystem::path> folders, QObject* parent = nullptr);
  ~ModelStation() override;

  /// Other folders from now on; looks at them.
  void setFolders(std::vector<std::filesystem::path> folders) {
    m_folders = std::move(folders);
    rescan();
  }
  /// Looks at the folders again; modelsChanged() follows.
  void rescan();
  /// Adds a model that lies anywhere, where it is. Errors: those of the GGUF reader.
  Result<catalog::LocalModel> addFile(const std::filesystem::path& path);

  const std::vector<catalog::LocalModel>& models() const { return m_models; }
  bool scanned() const { return m_scanned; }
  const catalog::LocalModel* find(const std::string& ref) const;

  /// The model that the next answer comes from; it need not be loaded.
  const catalog::LocalModel* chosen() const { return m_chosen ? &*m_chosen : nullptr; }
  void choose(const std::string& ref);
  Phase phase() const { return m_phase; }
  const session::ModelInfo& info() const { return m_info; }  ///< of the loaded model
  /// What the engine holds, whichever model is chosen; null if nothing. Changes come with phaseChanged().
  const session::ModelInfo* resident() const { return m_resident ? &m_info : nullptr; }
  bool isResident(const catalog::LocalModel& model) const { return m_resident && m_info.path == model.path.string(); }
  double progress() const { return m_progress; }
  qint64 loadedBytes() const { return m_loadedBytes; }
  const std::optional<Error>& failure() const { return m_failure; }
  const session::LoadOptions& options() const { return m_options; }
  /// Those of the load that was asked for last.
  const session::LoadOptions& loadedOptions() const { return m_loadedOptions; }
  void setOptions(const session::LoadOptions& options) { m_options = options; }

  /// Loads the chosen model with the options; does nothing while it loads or is loaded with the same.
  void load();
  void unload();
  void cancelLoad();

 Q_SIGNALS:
  void modelsChanged();
  void chosenChanged();
  void phaseChanged();
  void progressChanged();

 private:
  void setPhase(Phase phase);

  EngineBridge& m_engine;
  std::vector<std::filesystem::path> m_folders;
  std::vector<catalog::LocalModel> m_models;
  std::vector<catalog::LocalModel> m_added;
  bool m_scanned = false;
  std::optional<catalog::LocalModel> m_chosen;
  session::LoadOptions m_options;
  session::LoadOptions m_loadedOptions;
  Phase m_phase = Phase::none;
  session::ModelInfo m_info;
  bool m_resident = false;
  double m_progress = 0;
  qint64 m_loadedBytes = 0;
  std::optional<Error> m_failure;
  session::RequestId m_loadId = 0;
  std::filesystem::path m_loadPath;
};

}  // namespace snug::ui
