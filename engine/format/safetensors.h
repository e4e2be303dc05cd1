// Reads the header of safetensors files. Format: https://github.com/huggingface/safetensors (README, "Format").
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/result.h"

namespace snug::format {

/// One tensor. Its bytes lie inside the file, follow the previous tensor's without a hole, and match dtype and shape.
struct SafetensorsTensor {
  std::string name;
  std::string dtype;           ///< as in the file: "BF16", "F8_E4M3", ...
  std::vector<int64_t> shape;  ///< slowest axis first; empty for a scalar; zeros are legal
  int64_t n_elements = 0;
  int64_t offset_bytes = 0;  ///< from the start of the file
  int64_t size_bytes = 0;
};

struct SafetensorsHeader {
  int64_t header_bytes = 0;  ///< where the data begins
  int64_t file_bytes = 0;
  std::vector<std::pair<std::string, std::string>> metadata;  ///< __metadata__
  std::vector<SafetensorsTensor> tensors;                     ///< in the order of the data
};

/// Bounds of a header: the format's own limit of its size, and more tensors than any file has.
inline constexpr int64_t kSafetensorsHeaderBytes = 100'000'000;
inline constexpr int64_t kSafetensorsTensors = 262'144;

/// Checks and reads the JSON of a header, `json` being the bytes between the length and the data.
/// Errors: file_malformed (not the JSON that the format asks for, duplicate keys, holes, overlaps, bytes after the last
/// tensor), file_truncated, unknown_type, limit_exceeded.
Result<SafetensorsHeader> parse_safetensors_header(std::span<const std::byte> json, int64_t file_bytes);
/// The same from a file. Also: file_not_found, io.
Result<SafetensorsHeader> read_safetensors_header(const std::filesystem::path& path);
/// Bits of an element of a dtype; 0 if the name is unknown.
int64_t safetensors_bits(std::string_view dtype);

}  // namespace snug::format
