// From messages to a prompt: which template, with which variables, and which of its text is the conversation's own.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"
#include "engine/template/template.h"

namespace snug::tmpl {

/// What a template is rendered with. Values reach it unchanged; null is none.
struct ChatVariables {
  nlohmann::ordered_json messages = nlohmann::ordered_json::array();  ///< OpenAI-style: [{"role", "content", ...}]
  nlohmann::ordered_json tools = nullptr;                             ///< array of tool declarations, or null
  nlohmann::ordered_json documents = nullptr;                         ///< array, or null
  bool add_generation_prompt = true;
  std::string bos_token;  ///< the model's own, as text; empty: the template sees it as undefined
  std::string eos_token;
  /// More variables by name, such as {"enable_thinking": false}. They are the user's or the program's, never a network
  /// client's; messages, tools, documents and add_generation_prompt cannot be replaced here.
  nlohmann::ordered_json extra = nlohmann::ordered_json::object();
};

/// A run of the prompt's text. Special tokens may be recognized in text of the template only. Encode neighbouring runs
/// as one text, split at the special tokens alone: a border between runs is no border between tokens.
struct Segment {
  std::string text;
  bool from_input = false;  ///< written by a person, a model, a tool or a file: never a special token
  bool operator==(const Segment&) const = default;
};

/// Why a built-in template stands in for the model's own. The window shows it; the command line warns with it.
struct TemplateNotice {
  Code code = Code::template_syntax;
  std::string reason;  ///< a sentence part with the line, such as "line 3: no filter named 'x'"
  int line = 0;        ///< 0 where there is none
  std::string used;    ///< name of the built-in template
};

struct RenderedPrompt {
  std::string text;
  std::vector<Segment> segments;  ///< joined they are `text`; none is empty, neighbours differ in from_input
  std::optional<TemplateNotice> notice;
};

/// Renders messages. Errors: Template::render's, bad_json (nested too deeply), bad_input (messages is no array, or
/// `extra` has a reserved name).
Result<RenderedPrompt> render_chat(const Template& chat_template, const ChatVariables& variables,
                                   const Limits& limits = {}, const Clock& clock = system_clock());

/// What a template makes use of, found by rendering small conversations.
struct Capabilities {
  bool system_role = false;       ///< a system message appears in the prompt
  bool tools = false;             ///< declared tools appear
  bool tool_calls = false;        ///< the assistant's calls appear
  bool tool_results = false;      ///< messages of role "tool" appear
  bool content_parts = false;     ///< contents may be lists of {"type": "text", "text"}
  std::string thinking_variable;  ///< "enable_thinking", "thinking" or "reasoning_effort"; empty without a switch
  std::string reasoning_field;    ///< message field for earlier reasoning: "reasoning_content" or "thinking"; or empty
  bool operator==(const Capabilities&) const = default;
};
/// Takes some ten renders; ask once a model. Never fails: what does not render is not supported.
Capabilities probe_capabilities(const Template& chat_template, const Limits& limits = {});

/// A model's template, or a built-in one in its place. Immutable.
class ChatTemplate {
 public:
  /// `source` is the model's own, empty where it has none. `has_token` tells whether the vocabulary has a special token
  /// (null: unknown); with the source's text it decides which built-in template is nearest. Never fails.
  static ChatTemplate choose(std::string_view source, const std::function<bool(std::string_view)>& has_token);

  /// "model", or the name of the built-in template.
  const std::string& name() const { return name_; }
  const Template& primary() const { return primary_; }
  /// Set if the model's template did not parse, or there was none.
  const std::optional<TemplateNotice>& notice() const { return notice_; }

  /// Renders with the model's template. If that fails while it runs or passes a limit, a built-in one renders and the
  /// prompt's notice tells so. Errors: template_refused (the template's own word on these messages), and what the
  /// built-in one gives.
  Result<RenderedPrompt> render(const ChatVariables& variables, const Limits& limits = {},
                                const Clock& clock = system_clock()) const;

 private:
  ChatTemplate(Template primary, std::string name, std::string fallback, std::optional<TemplateNotice> notice)
      : primary_(std::move(primary)),
        name_(std::move(name)),
        fallback_(std::move(fallback)),
        notice_(std::move(notice)) {}
  Template primary_;
  std::string name_;
  std::string fallback_;
  std::optional<TemplateNotice> notice_;
};

}  // namespace snug::tmpl
