// Headers of files on the Hub, kept by the SHA-256 of their file: a file that has one is never asked for it again.
#pragma once

#include <filesystem>
#include <optional>

#include "engine/format/gguf.h"

namespace snug::fit {

/// Files of some 50 KB in one folder. Arrays of more than 1,024 elements (vocabularies, merges) are left out, since no
/// plan depends on them; the vocabulary's size is kept. Any thread.
class HeaderCache {
 public:
  /// `folder` is made when needed; empty: nothing is kept.
  explicit HeaderCache(std::filesystem::path folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::optional<format::GgufHeader> find(const std::string& sha256, int64_t file_bytes) const;
  void keep(const std::string& sha256, const format::GgufHeader& header) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace snug::fit
