#include "app/cli/model_tokenizer.h"

#include "app/cli/resolve_model.h"

#include "engine/format/gguf_file.h"
#include "engine/tokenizer/vocab_metadata.h"

namespace snug::cli {

Result<std::unique_ptr<const tokenizer::Tokenizer>> load_tokenizer(const Context& context, const std::string& model) {
  SNUG_TRY(const auto path, resolve_model(context, model));
  SNUG_TRY(const format::GgufFile file, format::GgufFile::open(path, format::Shards::only_this));
  SNUG_TRY(tokenizer::VocabData vocab, tokenizer::vocab_from_metadata(file.metadata()));
  return tokenizer::Tokenizer::create(std::move(vocab));
}

}  // namespace snug::cli
