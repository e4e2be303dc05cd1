// Chat templates: whatever the source, an error or a text within the limits, and marks that lie inside the text.
#include <cstdint>
#include <cstdlib>

#include "engine/template/chat.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

snug::tmpl::ChatVariables conversation() {
  snug::tmpl::ChatVariables variables;
  variables.messages = nlohmann::ordered_json::parse(R"([{"role": "system", "content": "a\n b"},
      {"role": "user", "content": [{"type": "text", "text": "Grüße 🌍 <b>"}]},
      {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "function": {"name": "f", "arguments": {"x": [1, 2.5]}}}]},
      {"role": "tool", "content": "{}"}])");
  variables.tools =
      nlohmann::ordered_json::parse(R"([{"type": "function", "function": {"name": "f", "parameters": {}}}])");
  variables.bos_token = "<s>";
  return variables;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace snug::tmpl;
  static const ChatVariables kVariables = conversation();
  Limits limits;
  limits.steps = 50'000;
  limits.text_bytes = limits.output_bytes = 1u << 20;
  limits.live_bytes = 32u << 20;
  const int64_t live_before = live_bytes();
  {
    const auto parsed = Template::parse(std::string_view(reinterpret_cast<const char*>(data), size), limits);
    if (parsed) {
      const auto prompt = render_chat(*parsed, kVariables, limits);
      if (prompt) {
        require(prompt->text.size() <= limits.output_bytes);
        std::string joined;
        for (size_t i = 0; i < prompt->segments.size(); ++i) {
          require(!prompt->segments[i].text.empty());
          require(i == 0 || prompt->segments[i].from_input != prompt->segments[i - 1].from_input);
          joined += prompt->segments[i].text;
        }
        require(joined == prompt->text);
      }
    }
  }
  require(live_bytes() == live_before);  // nothing outlives a render, cycles included
  return 0;
}
