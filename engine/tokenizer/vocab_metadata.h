// Reads a GGUF header's tokenizer.ggml.* keys into VocabData.
#pragma once

#include "engine/base/result.h"
#include "engine/format/metadata.h"
#include "engine/tokenizer/vocab.h"

namespace snug::tokenizer {

/// Copies what the keys say; Tokenizer::create judges it. Errors: missing_tokenizer (no model or no tokens),
/// bad_value (a key of the wrong type).
Result<VocabData> vocab_from_metadata(const format::Metadata& metadata);

}  // namespace snug::tokenizer
