// Where a file of ours came from, beside it as .NAME.origin.json: what it must hash to, and what it looked like then.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/result.h"

namespace snug::download {

struct OriginRecord {
  std::string repo;
  std::string commit;
  std::string path;  ///< in the repository
  int64_t size_bytes = 0;
  std::string sha256;       ///< hex; empty for files that git itself holds
  std::string git_oid;      ///< hex
  int64_t modified_ns = 0;  ///< of the file when it was verified
  bool operator==(const OriginRecord&) const = default;
};

std::filesystem::path origin_path(const std::filesystem::path& file);
Status write_origin(const std::filesystem::path& file, const OriginRecord& origin);
/// Nothing if there is none, or none that can be read.
std::optional<OriginRecord> read_origin(const std::filesystem::path& file);
/// Whether the file is there as it was when it was verified with these hashes: size and time of its last change.
bool is_as_verified(const std::filesystem::path& file, int64_t size_bytes, const std::string& sha256,
                    const std::string& git_oid);

}  // namespace snug::download
