#include "engine/session/prompt_format.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/template/chat.h"

namespace snug::session {
namespace {

using Json = nlohmann::ordered_json;

/// The text of a special token, empty without one.
std::string text_of(const tokenizer::Tokenizer& tokenizer, std::optional<tokenizer::TokenId> id) {
  return id ? std::string(tokenizer.piece(*id)) : std::string();
}

/// Pairs of tags that models put around their reasoning.
constexpr std::pair<std::string_view, std::string_view> kThinkTags[] = {
    {"<think>", "</think>"}, {"<seed:think>", "</seed:think>"}, {"[THINK]", "[/THINK]"}};

class TemplateFormat final : public PromptFormat {
 public:
  TemplateFormat(tmpl::ChatTemplate chat_template, bool is_models_own, const tokenizer::Tokenizer& tokenizer)
      : template_(std::move(chat_template)),
        is_models_own_(is_models_own),
        capabilities_(tmpl::probe_capabilities(template_.primary())),
        tokenizer_(tokenizer) {
    for (const auto& tags : kThinkTags) {
      if (template_.primary().source().find(tags.first) != std::string::npos) think_ = tags;
    }
  }

  Result<Prompt> render(const Generate& request) override {
    Prompt prompt;
    if (request.turns.empty()) {
      prompt.text = request.raw;
      SNUG_TRY(prompt.tokens, tokenizer_.encode(request.raw, {.add_special = true, .parse_special = true}));
      return prompt;
    }
    SNUG_TRY(const tmpl::ChatVariables variables, variables_of(request));
    SNUG_TRY(tmpl::RenderedPrompt rendered, template_.render(variables));
    std::vector<tokenizer::TextPart> parts;
    for (const tmpl::Segment& segment : rendered.segments) parts.push_back({segment.text, !segment.from_input});
    const std::string& continued = request.turns.back().content;
    if (request.continue_last && !continued.empty()) parts.push_back({continued, false});
    // Most templates write BOS themselves; where they do not, the tokenizer adds what the model was trained with.
    const bool has_bos = !variables.bos_token.empty() && rendered.text.starts_with(variables.bos_token);
    SNUG_TRY(prompt.tokens, tokenizer_.encode_parts(parts, false));
    if (!has_bos && tokenizer_.adds_bos() && tokenizer_.bos())
      prompt.tokens.insert(prompt.tokens.begin(), *tokenizer_.bos());
    prompt.text = std::move(rendered.text);
    std::string_view tail = prompt.text;
    while (!tail.empty() && (tail.back() == '\n' || tail.back() == ' ')) tail.remove_suffix(1);
    prompt.opens_thinking = !think_.first.empty() && tail.ends_with(think_.first);
    return prompt;
  }

  void describe(ModelInfo& info) const override {
    info.has_chat_template = is_models_own_;
    info.can_think = !capabilities_.thinking_variable.empty();
    info.takes_system = capabilities_.system_role;
    info.takes_tools = capabilities_.tools;
    info.think_open = think_.first;
    info.think_close = think_.second;
    if (const auto& notice = template_.notice(); notice && is_models_own_) {
      info.notice = fmt::format("The model's chat template could not be read ({}). Using {} instead.", notice->reason,
                                notice->used);
    }
  }

 private:
  Result<tmpl::ChatVariables> variables_of(const Generate& request) const {
    tmpl::ChatVariables variables;
    for (size_t i = 0; i < request.turns.size(); ++i) {
      const ChatTurn& turn = request.turns[i];
      // The turn to continue is written behind the generation prompt, where the model itself would write it.
      if (request.continue_last && i + 1 == request.turns.size() && turn.role == "assistant") continue;
      Json message{{"role", turn.role}, {"content", turn.content}};
      if (!turn.reasoning.empty() && !capabilities_.reasoning_field.empty())
        message[capabilities_.reasoning_field] = turn.reasoning;
      variables.messages.push_back(std::move(message));
    }
    if (!request.tools_json.empty()) {
      variables.tools = Json::parse(request.tools_json, nullptr, false);
      if (!variables.tools.is_array()) return fail(Code::bad_json, "the tools are no JSON array");
    }
    if (request.think && !capabilities_.thinking_variable.empty()) {
      if (capabilities_.thinking_variable == "reasoning_effort") {
        variables.extra[capabilities_.thinking_variable] = *request.think ? "medium" : "low";
      } else {
        variables.extra[capabilities_.thinking_variable] = *request.think;
      }
    }
    variables.bos_token = text_of(tokenizer_, tokenizer_.bos());
    variables.eos_token = text_of(tokenizer_, tokenizer_.eos());
    return variables;
  }

  tmpl::ChatTemplate template_;
  bool is_models_own_;  ///< the file has a template; the notice says whether it could be used
  tmpl::Capabilities capabilities_;
  std::pair<std::string_view, std::string_view> think_;
  const tokenizer::Tokenizer& tokenizer_;
};

}  // namespace

Result<std::unique_ptr<PromptFormat>> PromptFormat::create(const format::Metadata& metadata,
                                                           const tokenizer::Tokenizer& tokenizer) {
  SNUG_TRY(const auto source, metadata.optional_string("tokenizer.chat_template"));
  auto chosen = tmpl::ChatTemplate::choose(
      source.value_or(""), [&](std::string_view token) { return tokenizer.find_special(token).has_value(); });
  return std::make_unique<TemplateFormat>(std::move(chosen), source.has_value() && !source->empty(), tokenizer);
}

}  // namespace snug::session
