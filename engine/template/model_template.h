// The chat template and the tokens that it names, out of a model's metadata.
#pragma once

#include <string>

#include "engine/format/metadata.h"
#include "engine/template/chat.h"

namespace snug::tmpl {

/// What rendering a prompt for a model needs. Immutable.
struct ModelTemplate {
  ChatTemplate chat_template;
  std::string bos_token;  ///< text of the token, for ChatVariables; empty if the model names none
  std::string eos_token;
};

/// Reads tokenizer.chat_template and the bos and eos tokens of a GGUF model. Never fails: a template that is absent or
/// broken is replaced by a built-in one, with a notice; a token id outside the vocabulary counts as absent.
ModelTemplate model_template(const format::Metadata& metadata);

}  // namespace snug::tmpl
