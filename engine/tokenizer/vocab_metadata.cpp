#include "engine/tokenizer/vocab_metadata.h"

namespace snug::tokenizer {
namespace {

Result<std::vector<std::string>> strings_or_none(const format::Metadata& metadata, std::string_view key) {
  std::vector<std::string> out;
  if (!metadata.contains(key)) return out;
  SNUG_TRY(const format::StringArray* array, metadata.strings(key));
  out.reserve(array->size());
  for (size_t i = 0; i < array->size(); ++i) out.emplace_back((*array)[i]);
  return out;
}

template <class T>
Result<std::vector<T>> numbers_or_none(const format::Metadata& metadata, std::string_view key) {
  if (!metadata.contains(key)) return std::vector<T>();
  return metadata.numbers<T>(key);
}

}  // namespace

Result<VocabData> vocab_from_metadata(const format::Metadata& metadata) {
  VocabData out;
  SNUG_TRY(const auto model, metadata.optional_string("tokenizer.ggml.model"));
  if (!model || *model == "none" || !metadata.contains("tokenizer.ggml.tokens")) return fail(Code::missing_tokenizer);
  out.model = *model;
  SNUG_TRY(const auto pre, metadata.optional_string("tokenizer.ggml.pre"));
  out.pre = pre.value_or("");
  SNUG_TRY(out.tokens, strings_or_none(metadata, "tokenizer.ggml.tokens"));
  SNUG_TRY(out.merges, strings_or_none(metadata, "tokenizer.ggml.merges"));
  SNUG_TRY(out.types, numbers_or_none<int32_t>(metadata, "tokenizer.ggml.token_type"));
  SNUG_TRY(out.scores, numbers_or_none<float>(metadata, "tokenizer.ggml.scores"));
  SNUG_TRY(out.bos, metadata.optional_i64("tokenizer.ggml.bos_token_id"));
  SNUG_TRY(out.eos, metadata.optional_i64("tokenizer.ggml.eos_token_id"));
  SNUG_TRY(out.eot, metadata.optional_i64("tokenizer.ggml.eot_token_id"));
  SNUG_TRY(out.eom, metadata.optional_i64("tokenizer.ggml.eom_token_id"));
  SNUG_TRY(out.unk, metadata.optional_i64("tokenizer.ggml.unknown_token_id"));
  SNUG_TRY(out.pad, metadata.optional_i64("tokenizer.ggml.padding_token_id"));
  SNUG_TRY(out.sep, metadata.optional_i64("tokenizer.ggml.seperator_token_id"));  // the format's own spelling
  SNUG_TRY(out.mask, metadata.optional_i64("tokenizer.ggml.mask_token_id"));
  SNUG_TRY(out.add_bos, metadata.optional_bool("tokenizer.ggml.add_bos_token"));
  SNUG_TRY(out.add_eos, metadata.optional_bool("tokenizer.ggml.add_eos_token"));
  SNUG_TRY(out.add_sep, metadata.optional_bool("tokenizer.ggml.add_sep_token"));
  SNUG_TRY(out.add_space_prefix, metadata.optional_bool("tokenizer.ggml.add_space_prefix"));
  SNUG_TRY(out.remove_extra_whitespaces, metadata.optional_bool("tokenizer.ggml.remove_extra_whitespaces"));
  return out;
}

}  // namespace snug::tokenizer
