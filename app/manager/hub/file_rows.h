// The rows of a file tree, made safe. Internal to the client.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <unordered_set>

#include "app/manager/hub/client.h"

namespace snug::hub {

/// Adds the files of each page to a list; refuses names that may not become files, hashes that are none, sizes below
/// zero, and names that differ from an earlier one in case only.
class FileRows {
 public:
  explicit FileRows(FileList& list) : list_(list) {}
  /// Error: protocol (no list, a row with a hash or a size that cannot be).
  Status add(const nlohmann::json& page);

 private:
  FileList& list_;
  std::unordered_set<std::string> seen_;  ///< lower case
};

}  // namespace snug::hub
