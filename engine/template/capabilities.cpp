// Finds out what a template makes use of: small conversations with words that no template has are rendered and looked
// for.
#include "engine/template/chat.h"

namespace snug::tmpl {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSystem = "probesystem7";
constexpr std::string_view kUser = "probeuser7";
constexpr std::string_view kTool = "probetool7";
constexpr std::string_view kResult = "proberesult7";
constexpr std::string_view kThought = "probethought7";

Json message(std::string_view role, const Json& content) {
  return {{"role", role}, {"content", content}};
}

class Probe {
 public:
  Probe(const Template& chat_template, const Limits& limits) : template_(chat_template), limits_(limits) {}

  /// The prompt, or empty if it does not render.
  std::string render(ChatVariables variables) const {
    // One moment for all probes, so that two renders differ only where a variable makes them.
    const Clock clock = [] {
      std::tm noon{};
      noon.tm_year = 126, noon.tm_mday = 1, noon.tm_hour = 12, noon.tm_wday = 4;
      return noon;
    };
    variables.bos_token = "<s>";
    variables.eos_token = "</s>";
    const auto prompt = render_chat(template_, variables, limits_, clock);
    return prompt ? prompt->text : std::string();
  }
  bool shows(const ChatVariables& variables, std::string_view word) const {
    return render(variables).find(word) != std::string::npos;
  }
  static ChatVariables chat(Json messages) {
    ChatVariables variables;
    variables.messages = std::move(messages);
    return variables;
  }

 private:
  const Template& template_;
  const Limits& limits_;
};

/// Calls as objects; some templates want the arguments as an object, others as text.
ChatVariables tool_conversation(const Json& arguments) {
  const Json call = {
      {"id", "call00001"}, {"type", "function"}, {"function", {{"name", kTool}, {"arguments", arguments}}}};
  Json assistant = message("assistant", "");
  assistant["tool_calls"] = Json::array({call});
  Json result = message("tool", kResult);
  result["tool_call_id"] = "call00001";
  result["name"] = kTool;
  return Probe::chat(Json::array({message("user", kUser), assistant, result}));
}

std::string thinking_variable(const Probe& probe) {
  const auto rendered = [&](std::string_view name, const Json& value) {
    ChatVariables variables = Probe::chat(Json::array({message("user", kUser)}));
    variables.extra[std::string(name)] = value;
    return probe.render(variables);
  };
  for (const std::string_view name : {"enable_thinking", "thinking"}) {
    if (rendered(name, true) != rendered(name, false)) return std::string(name);
  }
  return rendered("reasoning_effort", "low") != rendered("reasoning_effort", "high") ? "reasoning_effort" : "";
}

std::string reasoning_field(const Probe& probe) {
  for (const std::string_view field : {"reasoning_content", "thinking"}) {
    Json assistant = message("assistant", "answer");
    assistant[std::string(field)] = kThought;
    ChatVariables variables = Probe::chat(Json::array({message("user", kUser), assistant}));
    variables.add_generation_prompt = false;
    if (probe.shows(variables, kThought)) return std::string(field);
  }
  return "";
}

}  // namespace

Capabilities probe_capabilities(const Template& chat_template, const Limits& limits) {
  const Probe probe(chat_template, limits);
  Capabilities out;
  out.system_role =
      probe.shows(Probe::chat(Json::array({message("system", kSystem), message("user", kUser)})), kSystem);

  ChatVariables with_tools = Probe::chat(Json::array({message("user", kUser)}));
  const Json parameters = {{"type", "object"},
                           {"properties", {{"a", {{"type", "string"}, {"description", "a"}}}}},
                           {"required", Json::array({"a"})}};
  with_tools.tools = Json::array(
      {{{"type", "function"}, {"function", {{"name", kTool}, {"description", "d"}, {"parameters", parameters}}}}});
  out.tools = probe.shows(with_tools, kTool);

  for (const Json& arguments : {Json{{"a", "b"}}, Json("{\"a\": \"b\"}")}) {
    ChatVariables calls = tool_conversation(arguments);
    out.tool_results |= probe.shows(calls, kResult);
    calls.messages.erase(calls.messages.size() - 1);
    calls.add_generation_prompt = false;
    out.tool_calls |= probe.shows(calls, kTool);
  }

  const Json part = {{"type", "text"}, {"text", kUser}};
  const std::string parts = probe.render(Probe::chat(Json::array({message("user", Json::array({part}))})));
  out.content_parts = parts.find(kUser) != std::string::npos && parts.find("'type'") == std::string::npos &&
                      parts.find("\"type\"") == std::string::npos;

  out.thinking_variable = thinking_variable(probe);
  out.reasoning_field = reasoning_field(probe);
  return out;
}

}  // namespace snug::tmpl
