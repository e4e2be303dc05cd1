// Writes arrays of float32 in NumPy's own format, version 1.0 (NEP 1), as a stream.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "engine/base/result.h"

namespace snug::cli {

/// One file being written. It appears under its name only when finish() succeeds; a leftover is removed.
class NpyWriter {
 public:
  /// Begins a file of the shape, slowest dimension first. Errors: io, disk_full, read_only, folder_gone.
  static Result<NpyWriter> create(const std::filesystem::path& path, std::span<const int64_t> shape);
  NpyWriter(NpyWriter&&) noexcept = default;
  NpyWriter& operator=(NpyWriter&&) = delete;
  ~NpyWriter();

  /// Adds values in row-major order.
  Status append(std::span<const float> values);
  /// Writes it all out and gives the file its name. The number of values must be the shape's.
  Status finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  NpyWriter() = default;

  std::unique_ptr<std::FILE, Close> file_;
  std::filesystem::path path_;
  std::filesystem::path part_path_;
  int64_t values_left_ = 0;
};

}  // namespace snug::cli
