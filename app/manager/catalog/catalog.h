// What models are on this disk: files under given folders, described by their headers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace snug::catalog {

/// One model: a GGUF file, or the first shard of a split one.
struct LocalModel {
  std::string ref;  ///< identity: SHA-256 of the header, hex; the same file elsewhere is the same model
  std::filesystem::path path;
  std::string name;          ///< the file's, without quantization and shard; of a blob general.name
  std::string architecture;  ///< empty if the header names none
  std::string quantization;  ///< "Q4_K_M"
  std::string source;        ///< "Snug", "folder"
  int64_t size_bytes = 0;    ///< all shards
  int64_t n_parameters = 0;
  double bits_per_weight = 0;
  int64_t n_ctx_train = 0;  ///< 0 if not given
  std::string licence;
  bool runnable = false;  ///< the engine knows the architecture
  bool operator==(const LocalModel&) const = default;
};

/// Describes one file. Errors: those of the GGUF reader.
Result<LocalModel> describe(const std::filesystem::path& path);

/// Every model under the folders, five levels deep, by name; companions (mmproj, imatrix, later shards) are left out,
/// files that are no models are skipped. A folder that is not there has none. Reads each header: 5-50 ms a file.
std::vector<LocalModel> scan(const std::vector<std::filesystem::path>& folders);

/// The model that a person's word names: a path, a ref, a name or a file name with or without its ending, in any case.
/// Error: model_not_found, with near names.
Result<LocalModel> find(const std::vector<LocalModel>& models, std::string_view word);

}  // namespace snug::catalog
