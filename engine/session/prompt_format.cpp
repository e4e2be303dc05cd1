#include "engine/session/prompt_format.h"

namespace snug::session {
namespace {

class TemplateFormat final : public PromptFormat {
 public:
  explicit TemplateFormat(const tokenizer::Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

  Result<Prompt> render(const Generate& request) override {
    Prompt prompt;
    if (request.turns.empty()) {
      prompt.text = request.raw;
      SNUG_TRY(prompt.tokens, tokenizer_.encode(request.raw, {.add_special = true, .parse_special = true}));
      return prompt;
    }
    return fail(Code::unsupported, "chat templates");
  }
  void describe(ModelInfo&) const override {}

 private:
  const tokenizer::Tokenizer& tokenizer_;
};

}  // namespace

Result<std::unique_ptr<PromptFormat>> PromptFormat::create(const format::Metadata&,
                                                           const tokenizer::Tokenizer& tokenizer) {
  return std::make_unique<TemplateFormat>(tokenizer);
}

}  // namespace snug::session
