// Files that are there whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug::folders {

/// errno as one of our codes: disk_full, read_only, file_not_found, folder_gone, else io.
Code code_of_errno(int error);

/// Writes beside `path`, flushes, renames: after a crash the old content is there or the new. Mode 0600. Errors: as
/// code_of_errno(); the old file is untouched then.
Status write_atomically(const std::filesystem::path& path, std::string_view bytes);

/// The whole file, at most `max_bytes`. Errors: file_not_found, limit_exceeded, io.
Result<std::string> read_whole(const std::filesystem::path& path, size_t max_bytes);

}  // namespace snug::folders
