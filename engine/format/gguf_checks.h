// The checks of a GGUF header that look at several tensors at once. Part of parse_gguf_header.
#pragma once

#include <string>

#include "engine/base/result.h"
#include "engine/format/gguf.h"

namespace snug::format {

/// Refuses names that occur twice and tensors that overlap, and adds lint for what a reader that follows ggml to the
/// letter would refuse. O(n log n) in the number of tensors.
/// Errors: duplicate_tensor, file_malformed.
Status check_tensors(GgufHeader& header);

/// What to add to an error about a tensor that does not fit where it lies, if its type's number is one that forks of
/// ggml have used for blocks of another size (40: 6 bytes a 32 elements in one, NVFP4's 36 a 64 in ggml). Empty else.
std::string contested_id_hint(quant::DType type);

}  // namespace snug::format
