// Writes GGUF files: the header from Metadata and TensorInfo, the data as a stream. What was read from a file laid out
// as ggml does (tensors in order, no holes, padded to the end) is written back byte for byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/format/gguf.h"

namespace snug::format {

/// What a file will hold. Of each tensor name, type, shape and n_dims are used; offsets, sizes and shards are computed.
struct GgufPlan {
  uint32_t version = 3;  ///< 2 or 3: the layout is the same
  Metadata metadata;     ///< written in its order; general.alignment in it decides the alignment, else 32
  std::vector<TensorInfo> tensors;
};

/// Places the tensors in their order, each at the next multiple of the alignment, and sets offset_bytes, size_bytes and
/// shard 0. Returns the bytes of the whole file. O(header).
/// Errors: bad_value (alignment, version), tensor_shape, limit_exceeded, file_malformed (an empty name),
/// duplicate_tensor: what parse_gguf_header would refuse is not written.
Result<int64_t> lay_out_gguf(GgufPlan& plan);

/// The header of a laid-out plan, padded up to the data.
Result<std::string> encode_gguf_header(const GgufPlan& plan);

/// Takes a part of a tensor's bytes.
using ByteSink = std::function<Status(std::span<const std::byte>)>;
/// Gives the bytes of one tensor to the sink, in order, in parts of any size, size_bytes in all. An error of the sink
/// must be returned; an error of its own stops the writing (so does Code::cancelled).
using TensorSource = std::function<Status(const TensorInfo&, const ByteSink&)>;

/// Lays out and writes a file. It appears under its name complete or not at all: data goes to PATH.part, is synced to
/// disk, then renamed over PATH. The caller decides about overwriting.
/// Errors: those of lay_out_gguf and of `source`; io, disk_full, read_only, folder_gone; internal if the source gives
/// another number of bytes than the tensor has.
Status write_gguf(const std::filesystem::path& path, GgufPlan plan, const TensorSource& source);

}  // namespace snug::format
