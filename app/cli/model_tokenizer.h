// The tokenizer of the model that a command names, without loading its weights.
#pragma once

#include <memory>
#include <string>

#include "app/cli/context.h"
#include "engine/tokenizer/tokenizer.h"

namespace snug::cli {

/// Reads only the header of the file (the first shard of a split model). Errors: those of resolve_model, of opening the
/// file, of tokenizer::vocab_from_metadata and of Tokenizer::create.
Result<std::unique_ptr<const tokenizer::Tokenizer>> load_tokenizer(const Context& context, const std::string& model);

}  // namespace snug::cli
