// Declarations of the families' functions; family.cpp makes the table of them.
#pragma once

#include "engine/models/family.h"

namespace snug::models {

Status refine_llama(const format::GgufHeader& header, ModelSpec& spec);
Result<program::Program> build_llama(const format::GgufHeader& header, const ModelSpec& spec);

Status refine_qwen(const format::GgufHeader& header, ModelSpec& spec);
Result<program::Program> build_qwen(const format::GgufHeader& header, const ModelSpec& spec);

Status refine_gemma3(const format::GgufHeader& header, ModelSpec& spec);
Result<program::Program> build_gemma3(const format::GgufHeader& header, const ModelSpec& spec);

}  // namespace snug::models
