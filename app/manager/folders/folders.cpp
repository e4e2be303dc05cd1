#include "app/manager/folders/folders.h"

#include <pwd.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cstdlib>

#include "app/manager/folders/atomic_file.h"

namespace snug::folders {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> home(const Environment& environment) {
  if (const auto value = environment("HOME"); value && fs::path(*value).is_absolute()) return fs::path(*value);
  const passwd* user = ::getpwuid(::getuid());
  if (user != nullptr && user->pw_dir != nullptr && user->pw_dir[0] == '/') return fs::path(user->pw_dir);
  return std::nullopt;
}

Result<fs::path> data_folder(const FolderOptions& options) {
  if (!options.data_dir.empty()) return fs::absolute(options.data_dir);
  if (const auto own = options.environment("SNUG_DATA_DIR")) return fs::absolute(*own);
  if (const auto xdg = options.environment("XDG_DATA_HOME"); xdg && fs::path(*xdg).is_absolute())
    return fs::path(*xdg) / "snug";
  if (const auto at = home(options.environment)) return *at / ".local" / "share" / "snug";
  return fail(Code::not_found, "no home folder; pass --data-dir");
}

}  // namespace

Environment process_environment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    if (value == nullptr || value[0] == '\0') return std::nullopt;
    return std::string(value);
  };
}

Result<Folders> resolve_folders(const FolderOptions& options) {
  SNUG_TRY(fs::path data, data_folder(options));
  Folders folders{data.lexically_normal(), {}};
  if (!options.models_dir.empty()) {
    folders.models = fs::absolute(options.models_dir).lexically_normal();
  } else if (const auto own = options.environment("SNUG_MODELS_DIR")) {
    folders.models = fs::absolute(*own).lexically_normal();
  } else {
    folders.models = folders.data / "models";
  }
  return folders;
}

Status make_writable(const fs::path& folder) {
  std::error_code error;
  const bool existed = fs::exists(folder, error);
  fs::create_directories(folder, error);
  if (error) return fail(code_of_errno(error.value()), printable(folder.native()));
  if (!existed) fs::permissions(folder, fs::perms::owner_all, error);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return fail(Code::read_only, printable(folder.native()));
  return {};
}

bool on_network_drive(const fs::path& folder) {
  struct statfs info {};
  if (::statfs(folder.c_str(), &info) != 0) return false;
  // linux/magic.h and the file systems' own headers: NFS, SMB, SMB2, CIFS, 9P, Ceph, AFS, FUSE (sshfs and others).
  switch (static_cast<uint32_t>(info.f_type)) {
    case 0x6969:
    case 0x517b:
    case 0xfe534d42:
    case 0xff534d42:
    case 0x01021997:
    case 0x00c36400:
    case 0x5346414f:
    case 0x65735546:
      return true;
    default:
      return false;
  }
}

}  // namespace snug::folders
