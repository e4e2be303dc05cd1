#include "app/chat/prompt.h"

#include <algorithm>

namespace snug::chat {

Result<Prompt> assemble_prompt(const History& history, Id last, const PromptOptions& options) {
  std::vector<const Message*> branch;
  for (Id at = last; at != 0;) {
    const Message* m = history.find(at);
    if (m == nullptr) return fail(Code::not_found, "the message");
    branch.push_back(m);
    at = m->parent_id;
  }
  if (branch.empty()) return fail(Code::not_found, "the message");
  std::reverse(branch.begin(), branch.end());
  Prompt prompt;
  if (!options.system_prompt.empty()) prompt.messages.push_back({Role::system, options.system_prompt, {}});
  for (const Message* m : branch) {
    const bool is_last = m->id == last;
    const bool answer = m->role == Role::assistant;
    if (answer && !is_last && (m->state == MessageState::failed || m->content.empty())) continue;
    // An answer that is gone on with and has said nothing yet is simply asked for again.
    if (answer && is_last && m->content.empty() && m->reasoning.empty()) continue;
    const bool with_reasoning = answer && (options.keep_reasoning || is_last);
    prompt.messages.push_back({m->role, m->content, with_reasoning ? m->reasoning : std::string()});
    prompt.continues = answer && is_last;
  }
  return prompt;
}

Result<size_t> leave_out_oldest(Prompt& prompt, int64_t limit,
                                const std::function<int64_t(const Prompt&)>& count_tokens) {
  auto& messages = prompt.messages;
  const size_t first = !messages.empty() && messages.front().role == Role::system ? 1 : 0;
  size_t removed = 0;
  while (count_tokens(prompt) > limit) {
    const auto begin = messages.begin() + static_cast<std::ptrdiff_t>(first);
    if (begin == messages.end()) return fail(Code::prompt_too_long);
    // To the next question: what is left begins with one, as templates demand.
    const auto next =
        std::find_if(begin + 1, messages.end(), [](const PromptMessage& m) { return m.role == Role::user; });
    if (next == messages.end()) return fail(Code::prompt_too_long);
    removed += static_cast<size_t>(next - begin);
    messages.erase(begin, next);
  }
  return removed;
}

}  // namespace snug::chat
