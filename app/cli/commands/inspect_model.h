// What `inspect` shows, gathered from either file format, and metadata values in words and in JSON.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/output.h"
#include "engine/base/result.h"
#include "engine/format/gguf.h"

namespace snug::cli {

struct InspectedTensor {
  std::string name;
  std::string type;
  std::vector<int64_t> shape;  ///< fastest axis first, for both formats
  int64_t offset_bytes = 0;    ///< from the start of its file
  int64_t size_bytes = 0;
};

struct InspectedModel {
  std::string format;  ///< "GGUF" or "safetensors"
  std::optional<uint32_t> version;
  std::optional<std::string> architecture;
  std::optional<std::string> name;
  int64_t parameters = 0;    ///< elements of all tensors
  int64_t tensor_bytes = 0;  ///< of all tensors, without padding
  int64_t size_bytes = 0;    ///< of the files
  int64_t n_files = 1;
  format::Metadata metadata;
  std::vector<InspectedTensor> tensors;
  std::vector<format::Lint> lint;

  /// NaN without parameters.
  [[nodiscard]] double bits_per_weight() const;
};

/// Reads the header of a GGUF file with its shards, or of a safetensors file; the first bytes decide which. A shard
/// whose siblings are missing is shown alone, with lint. Errors: those of the two readers.
Result<InspectedModel> inspect_file(const std::filesystem::path& path);

/// Keys and values; arrays of more than 16 elements as {"length", "head"} unless `full`.
Json metadata_json(const format::Metadata& metadata, bool full);
/// "u32", "string[262144]".
std::string value_type_words(const format::Value& value);
/// The value in one line that is safe to print, cut short unless `full`.
std::string value_words(const format::Value& value, bool full);

}  // namespace snug::cli
