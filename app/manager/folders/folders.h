// Where Snug keeps things: data folder and model folder, by the XDG rules and their overrides.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "engine/base/result.h"

namespace snug::folders {

/// A variable of the environment, or nothing if it is not set or empty. Injected, so that tests need no real one.
using Environment = std::function<std::optional<std::string>(const char* name)>;
Environment process_environment();

struct FolderOptions {
  std::filesystem::path data_dir = {};    ///< --data-dir, else empty
  std::filesystem::path models_dir = {};  ///< --models-dir, else empty
  Environment environment = process_environment();
};

struct Folders {
  std::filesystem::path data;    ///< chats.db, settings.json, log, lock, backups
  std::filesystem::path models;  ///< downloaded models
};

/// --data-dir, else SNUG_DATA_DIR, else $XDG_DATA_HOME/snug, else ~/.local/share/snug; models in --models-dir, else
/// SNUG_MODELS_DIR, else data/models. Absolute paths; nothing is made. A relative XDG_DATA_HOME is ignored, as the XDG
/// specification says. Error: not_found without any home.
Result<Folders> resolve_folders(const FolderOptions& options = {});

/// Makes the folder (only for its owner) and checks that it can be written. Errors: read_only, disk_full, io.
Status make_writable(const std::filesystem::path& folder);

/// On NFS, SMB, 9P, FUSE network and the like, where file locks and SQLite are not to be trusted: warn.
bool on_network_drive(const std::filesystem::path& folder);

}  // namespace snug::folders
