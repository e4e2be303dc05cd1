// What a model is asked: the shown branch as messages, before any template and any token.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "app/chat/history.h"

namespace snug::chat {

/// One message as a chat template takes it. Values only; the caller turns them into the template's own types.
struct PromptMessage {
  Role role = Role::user;
  std::string content = {};
  std::string reasoning = {};  ///< empty unless it is kept

  bool operator==(const PromptMessage&) const = default;
};

struct Prompt {
  std::vector<PromptMessage> messages;
  /// The last message is an answer to go on with: the template must leave it open, and generation begins after it.
  bool continues = false;
};

struct PromptOptions {
  std::string system_prompt = {};  ///< empty: no system message
  bool keep_reasoning = false;     ///< earlier answers with what was thought; models are trained without it
};

/// The messages from the beginning of the branch to `last`, which is a question (then an answer is asked for), or an
/// answer (then it is gone on with). Answers that failed, and empty ones, are left out. Error: not_found.
Result<Prompt> assemble_prompt(const History& history, Id last, const PromptOptions& options);

/// Takes the oldest turns (a question with what follows it) out until `count_tokens` is at most `limit`; the system
/// message and the last question always stay. Returns how many messages went; prompt_too_long if even that is too much.
Result<size_t> leave_out_oldest(Prompt& prompt, int64_t limit,
                                const std::function<int64_t(const Prompt&)>& count_tokens);

}  // namespace snug::chat
