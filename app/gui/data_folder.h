// What must be had before anything else of Snug runs: the data folder, its lock, the crash note, the log, the settings.
#pragma once

#include <memory>
#include <optional>

#include "app/manager/diagnostics/crash_note.h"
#include "app/manager/diagnostics/log_file.h"
#include "app/manager/folders/folder_lock.h"
#include "app/manager/folders/folders.h"
#include "app/manager/settings/settings.h"

namespace snug::gui {

/// Held from the start of the window to its end. Members are destroyed in reverse: the lock goes last.
struct DataFolder {
  folders::Folders paths;
  folders::FolderLock lock;
  std::unique_ptr<diagnostics::LogFile> log;          ///< null if it could not be made
  std::optional<diagnostics::CrashNote> note;         ///< none on a folder that takes no note
  std::optional<diagnostics::CrashReport> lastCrash;  /// what the run before left
  settings::Settings settings;

  DataFolder(DataFolder&&) = default;
  DataFolder(folders::Folders where, folders::FolderLock held) : paths(std::move(where)), lock(std::move(held)) {}
  DataFolder& operator=(DataFolder&&) = delete;
  /// The log's sink no longer reaches a file after this.
  ~DataFolder();
};

/// Opens it. Errors: locked (another window or command has it), read_only, disk_full, io, not_found (no home).
Result<std::unique_ptr<DataFolder>> openDataFolder(const folders::Folders& paths, std::string_view build);

}  // namespace snug::gui
