#include "app/gui/data_folder.h"

#include <utility>

#include "engine/base/error_table.h"
#include "engine/base/log.h"

namespace snug::gui {

DataFolder::~DataFolder() {
  set_log_sink({});
}

Result<std::unique_ptr<DataFolder>> openDataFolder(const folders::Folders& paths, std::string_view build) {
  SNUG_CHECK_OK(folders::make_writable(paths.data));
  SNUG_TRY(folders::FolderLock lock, folders::FolderLock::acquire(paths.data, "window"));
  auto folder = std::make_unique<DataFolder>(paths, std::move(lock));
  if (auto file = diagnostics::LogFile::open(paths.data / "snug.log")) {
    folder->log = std::move(*file);
    set_log_sink([sink = folder->log.get()](const LogLine& line) { sink->write(line); });
  }
  log(LogLevel::info, "window", "Snug " + std::string(build) + " starts");
  if (auto note = diagnostics::CrashNote::begin(paths.data, build, folder->lastCrash)) {
    folder->note.emplace(std::move(*note));
    folder->note->catch_signals();
  } else {
    log(LogLevel::warning, "window", message_of(note.error()));
  }
  folder->settings = settings::Settings::load(paths.data / "settings.json");
  for (const std::string& problem : folder->settings.problems()) log(LogLevel::warning, "settings", problem);
  return folder;
}

}  // namespace snug::gui
