#include "engine/template/model_template.h"

namespace snug::tmpl {
namespace {

std::string token_text(const format::Metadata& metadata, const format::StringArray& tokens, std::string_view key) {
  const auto id = metadata.optional_u32(key);
  return id && *id && **id < tokens.size() ? std::string(tokens[**id]) : std::string();
}

}  // namespace

ModelTemplate model_template(const format::Metadata& metadata) {
  static const format::StringArray kNone;
  const auto found = metadata.strings("tokenizer.ggml.tokens");
  const format::StringArray& tokens = found ? **found : kNone;
  const auto source = metadata.get_string("tokenizer.chat_template");
  const auto has_token = [&](std::string_view token) {
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (tokens[i] == token) return true;
    }
    return false;
  };
  return {ChatTemplate::choose(source ? *source : std::string_view(), has_token),
          token_text(metadata, tokens, "tokenizer.ggml.bos_token_id"),
          token_text(metadata, tokens, "tokenizer.ggml.eos_token_id")};
}

}  // namespace snug::tmpl
