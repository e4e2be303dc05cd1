// One Snug at a time on a data folder, window and command line alike.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug::folders {

/// Held until destroyed, or until the process ends however it ends: the kernel gives it back. Not inherited by
/// children.
class FolderLock {
 public:
  /// `holder`: "window" or the command's name, told to others. Errors: locked, with {"pid", …} and {"holder", …} of the
  /// one who has it; read_only, disk_full, io.
  static Result<FolderLock> acquire(const std::filesystem::path& folder, std::string_view holder);

  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace snug::folders
