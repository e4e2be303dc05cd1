// A GGUF model on disk, all its shards: mapped for kernels that read in place, readable by copies for loading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/result.h"
#include "engine/format/gguf.h"

namespace snug::format {

/// Which files of a split model to open.
enum class Shards {
  all,       ///< what loading needs
  only_this  ///< the file given and no other: its own tensors and keys, for looking at a part
};

/// An open model. Movable; reading is safe from any thread at once. The files stay open and mapped while it lives, so
/// deleting or replacing them does no harm; truncating them in place does (see tensor_bytes).
class GgufFile {
 public:
  /// Opens a file, and its siblings if it is the first of a split (NAME-00001-of-0000N.gguf; any of the shards may be
  /// given). Errors: file_not_found, io, bad_input (no regular file), missing_shard, and those of parse_gguf_header.
  static Result<GgufFile> open(const std::filesystem::path& path, Shards shards = Shards::all,
                               UnknownTypes unknown = UnknownTypes::refuse);

  GgufFile(GgufFile&&) noexcept;
  GgufFile& operator=(GgufFile&&) noexcept;
  ~GgufFile();

  /// Metadata of the first shard, tensors of all shards; file_bytes is the sum over the shards.
  [[nodiscard]] const GgufHeader& header() const { return header_; }
  [[nodiscard]] const Metadata& metadata() const { return header_.metadata; }
  [[nodiscard]] std::span<const TensorInfo> tensors() const { return header_.tensors; }
  /// nullptr if there is none of that name.
  [[nodiscard]] const TensorInfo* find_tensor(std::string_view name) const;
  /// The files, in order of shards.
  [[nodiscard]] const std::vector<std::filesystem::path>& paths() const { return paths_; }

  /// The mapped bytes of a tensor of this file. No copy; valid while this object lives. If another program truncates
  /// the file, touching them raises SIGBUS: use read_tensor where that must be an error instead.
  [[nodiscard]] std::span<const std::byte> tensor_bytes(const TensorInfo& info) const;
  /// Copies a tensor's bytes; out.size() must be info.size_bytes. Errors: file_truncated, io.
  Status read_tensor(const TensorInfo& info, std::span<std::byte> out) const;
  /// Copies out.size() bytes of a tensor, from `from_bytes` within it. Errors: file_truncated, io.
  Status read_tensor_part(const TensorInfo& info, int64_t from_bytes, std::span<std::byte> out) const;
  /// Decodes a whole tensor to float32, out.size() == info.n_elements(), in the order of the file.
  Status read_tensor_f32(const TensorInfo& info, std::span<float> out) const;
  /// file_changed if a file was written, truncated or extended since it was opened. Cheap: one fstat a shard.
  [[nodiscard]] Status verify_unchanged() const;

 private:
  class Shard;
  GgufFile();
  Status add_shards(const std::filesystem::path& given, int64_t count, UnknownTypes unknown);
  Status append_tensors(GgufHeader shard_header, int shard);

  GgufHeader header_;
  std::vector<std::filesystem::path> paths_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::unordered_map<std::string_view, size_t> by_name_;  ///< views into header_.tensors
};

/// The path of shard `index` (0-based) of `count` beside a shard's own path; nothing if the name is not a shard's.
std::optional<std::filesystem::path> shard_path(const std::filesystem::path& any_shard, int64_t index, int64_t count);

}  // namespace snug::format
