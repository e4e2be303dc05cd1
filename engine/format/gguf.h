// Reads the header of GGUF files (versions 2 and 3): a pure function over bytes, so that a file on disk, a file on the
// Hub and a fuzzer go the same way. Opening files is gguf_file.h; writing is gguf_writer.h.
// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/format/metadata.h"
#include "engine/quant/dtype.h"

namespace snug::format {

/// Bounds on what a header may ask for. Real ones stay far below: the largest known is 16 MB, 262,144 tokens, 500,000
/// merges, about 60 keys and 2,000 tensors.
struct GgufLimits {
  static constexpr int64_t kHeaderBytes = int64_t{64} << 20;
  static constexpr int64_t kPairs = 4096;
  static constexpr int64_t kTensors = 65536;
  static constexpr int64_t kKeyBytes = int64_t{64} << 10;
  static constexpr int64_t kNameBytes = int64_t{64} << 10;
  static constexpr int64_t kStringBytes = int64_t{8} << 20;
  static constexpr int64_t kArrayElements = int64_t{2} << 20;
  static constexpr int64_t kAlignment = int64_t{1} << 20;
  static constexpr int kDims = 4;
};

/// One tensor as the header describes it. Everything is checked: the bytes lie inside the file and overlap no other's.
struct TensorInfo {
  std::string name;
  quant::DType type = quant::DType::F32;
  std::array<int64_t, 4> shape{1, 1, 1, 1};  ///< shape[0] is the fastest axis; unused axes are 1; each >= 1
  int n_dims = 0;                            ///< 1..4, as written in the file
  int64_t offset_bytes = 0;                  ///< from the start of its file
  int64_t size_bytes = 0;                    ///< without padding
  int shard = 0;                             ///< which file of a split model, 0-based
  int32_t unknown_type = -1;  ///< UnknownTypes::keep: the type's number, where we do not know it; `type` means nothing
                              ///< then and size_bytes is 0

  [[nodiscard]] int64_t n_elements() const { return shape[0] * shape[1] * shape[2] * shape[3]; }
  bool operator==(const TensorInfo&) const = default;
};

/// Something odd that does not stop us from reading the file, but would stop a stricter reader or surprise a person.
struct Lint {
  std::string code;     ///< snake_case, stable
  std::string message;  ///< one sentence without a final stop, safe to print
  bool operator==(const Lint&) const = default;
};

/// A parsed header. A plain value that owns its memory.
struct GgufHeader {
  uint32_t version = 3;
  int64_t alignment = 32;    ///< bytes, a power of two
  int64_t header_bytes = 0;  ///< up to the end of the tensor list
  int64_t data_offset = 0;   ///< where tensor data begins: header_bytes rounded up to the alignment
  int64_t file_bytes = 0;    ///< of the file; of all shards together when opened through GgufFile
  Metadata metadata;
  std::vector<TensorInfo> tensors;  ///< in the order of the header
  std::vector<Lint> lint;
};

/// What to do with a tensor whose type we do not know or that was withdrawn.
enum class UnknownTypes {
  refuse,  ///< error unknown_type or obsolete_type: for everything that reads weights
  keep     ///< the tensor stays in the list with TensorInfo::unknown_type, and lint: for looking at a file
};

/// Reads a header from the first bytes of a file of file_bytes bytes in all. O(header), any thread.
/// Every count is checked against what is left of the file before memory is taken for it.
/// Errors: header_incomplete if `bytes` ends before the header does but the file does not (needed_bytes() says how many
/// are needed at least); file_truncated, not_a_gguf, gguf_version, gguf_big_endian, file_malformed, limit_exceeded,
/// duplicate_tensor, unknown_type, obsolete_type, bad_value, tensor_shape.
Result<GgufHeader> parse_gguf_header(std::span<const std::byte> bytes, int64_t file_bytes,
                                     UnknownTypes unknown = UnknownTypes::refuse);

/// For an error of parse_gguf_header: how many bytes from the start of the file are needed at least to get further;
/// nothing if more bytes would not help.
std::optional<int64_t> needed_bytes(const Error& error);

}  // namespace snug::format
