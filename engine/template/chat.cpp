#include "engine/template/chat.h"

#include <algorithm>
#include <array>

#include "engine/base/check.h"
#include "engine/template/builtin_templates.h"
#include "engine/template/json.h"

namespace snug::tmpl {
namespace {

using Json = nlohmann::ordered_json;

/// Roles that a template may build a special token from ('<|' + role + '|>'): they are the program's words, not a
/// person's, and stay unmarked. Any other role is marked.
bool is_known_role(std::string_view role) {
  static constexpr std::array<std::string_view, 9> kRoles{"system", "developer", "user",    "assistant",   "tool",
                                                          "model",  "function",  "ipython", "tool_results"};
  return std::find(kRoles.begin(), kRoles.end(), role) != kRoles.end();
}

/// Messages with all their strings marked, but for known roles.
Result<Value> marked_messages(const Json& messages) {
  std::vector<Value> out;
  for (const Json& message : messages) {
    SNUG_TRY(Value value, value_from_json(message, Marking::input));
    const Value* role = value.is_dict() ? value.as_dict()->find("role") : nullptr;
    if (role == nullptr || !role->is_text() || !is_known_role(role->view())) {
      out.push_back(std::move(value));
      continue;
    }
    auto dict = std::make_shared<Dict>();
    for (const auto& [key, item] : value.as_dict()->items()) {
      const bool is_role = key.view() == "role";
      dict->set(key, is_role ? Value::text(std::string(item.view())) : item);
    }
    out.push_back(Value(DictPtr(std::move(dict))));
  }
  return make_list(std::move(out));
}

Result<std::shared_ptr<Dict>> context_of(const ChatVariables& variables) {
  static constexpr std::array<std::string_view, 4> kReserved{"messages", "tools", "documents", "add_generation_prompt"};
  if (!variables.messages.is_array()) return fail(Code::bad_input, "the messages are not a JSON array");
  if (!variables.extra.is_object()) return fail(Code::bad_input, "the variables are not a JSON object");
  auto context = std::make_shared<Dict>();
  if (!variables.bos_token.empty()) context->set(Value::text("bos_token"), Value::text(variables.bos_token));
  if (!variables.eos_token.empty()) context->set(Value::text("eos_token"), Value::text(variables.eos_token));
  for (const auto& [name, json] : variables.extra.items()) {
    if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
      return fail(Code::bad_input, "the variable '" + name + "' cannot be set");
    }
    SNUG_TRY(Value value, value_from_json(json, Marking::none));
    context->set(Value::text(printable(name)), std::move(value));
  }
  SNUG_TRY(Value messages, marked_messages(variables.messages));
  SNUG_TRY(Value tools, value_from_json(variables.tools, Marking::input));
  SNUG_TRY(Value documents, value_from_json(variables.documents, Marking::input));
  context->set(Value::text("messages"), std::move(messages));
  context->set(Value::text("tools"), std::move(tools));
  context->set(Value::text("documents"), std::move(documents));
  context->set(Value::text("add_generation_prompt"), Value(variables.add_generation_prompt));
  return context;
}

std::vector<Segment> segments_of(const Text& text) {
  std::vector<Segment> out;
  size_t done = 0;
  const auto add = [&](size_t end, bool input) {
    if (end > done) out.push_back({std::string(text.view().substr(done, end - done)), input});
    done = std::max(done, end);
  };
  for (const ByteRange& range : text.input()) {
    add(range.begin, false);
    add(range.end, true);
  }
  add(text.size_bytes(), false);
  return out;
}

int line_of(const Error& error) {
  for (const auto& [key, value] : error.context) {
    if (key == "line") return std::stoi(value);
  }
  return 0;
}

std::string nearest_builtin(std::string_view source, const std::function<bool(std::string_view)>& has_token) {
  for (const BuiltinTemplate& builtin : builtin_templates()) {
    if (!builtin.marker.empty() && source.find(builtin.marker) != std::string_view::npos)
      return std::string(builtin.name);
  }
  for (const BuiltinTemplate& builtin : builtin_templates()) {
    if (!builtin.marker.empty() && has_token && has_token(builtin.marker)) return std::string(builtin.name);
  }
  return "plain";
}

Template parsed_builtin(std::string_view name) {
  auto parsed = Template::parse(builtin_template(name).source);
  SNUG_CHECK(parsed.has_value(), "a built-in chat template does not parse");
  return *std::move(parsed);
}

}  // namespace

Result<RenderedPrompt> render_chat(const Template& chat_template, const ChatVariables& variables, const Limits& limits,
                                   const Clock& clock) {
  SNUG_TRY(const std::shared_ptr<Dict> context, context_of(variables));
  SNUG_TRY(const TextPtr text, chat_template.render(*context, limits, clock));
  return RenderedPrompt{std::string(text->view()), segments_of(*text), std::nullopt};
}

ChatTemplate ChatTemplate::choose(std::string_view source, const std::function<bool(std::string_view)>& has_token) {
  std::string fallback = nearest_builtin(source, has_token);
  TemplateNotice notice{Code::not_found, "the model has no chat template", 0, fallback};
  if (!source.empty()) {
    auto parsed = Template::parse(source);
    if (parsed) return ChatTemplate(*std::move(parsed), "model", std::move(fallback), std::nullopt);
    notice = {parsed.error().code, parsed.error().detail, line_of(parsed.error()), fallback};
  }
  return ChatTemplate(parsed_builtin(fallback), fallback, fallback, std::move(notice));
}

Result<RenderedPrompt> ChatTemplate::render(const ChatVariables& variables, const Limits& limits,
                                            const Clock& clock) const {
  auto prompt = render_chat(primary_, variables, limits, clock);
  if (prompt) {
    prompt->notice = notice_;
    return prompt;
  }
  const Error& error = prompt.error();
  const bool own_fault = error.code == Code::template_runtime || error.code == Code::template_limit;
  if (!own_fault || name_ != "model") return prompt;
  TemplateNotice notice{error.code, error.detail, line_of(error), fallback_};
  auto second = render_chat(parsed_builtin(fallback_), variables, limits, clock);
  if (second) second->notice = std::move(notice);
  return second;
}

}  // namespace snug::tmpl
