// The checks of a GGUF header that look at several tensors at once. Part of parse_gguf_header.
#pragma once

#include "engine/base/result.h"
#include "engine/format/gguf.h"

namespace snug::format {

/// Refuses names that occur twice and tensors that overlap, and adds lint for what a reader that follows ggml to the
/// letter would refuse. O(n log n) in the number of tensors.
/// Errors: duplicate_tensor, file_malformed.
Status check_tensors(GgufHeader& header);

}  // namespace snug::format
