// The name of a file's quantization: what people call "Q4_K_M".
#pragma once

#include <string>

#include "engine/format/gguf.h"

namespace snug::format {

/// The name of general.file_type ("Q4_K_M"); where the key is absent or unknown, the type that holds most weights.
std::string file_type_name(const GgufHeader& header);

}  // namespace snug::format
