// One message of a chat, as a value: what the store keeps, the history links and the window shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::chat {

/// Names a message or a chat. Made by new_id(), so that it is known before the row is on disk. Never 0;
/// below 2^53, so that a QML number holds it exactly. 0 as a parent means "the chat itself".
using Id = int64_t;

/// A new id: milliseconds since 2024 in the high 41 bits, a counter in the low 12. Strictly grows within the
/// process, so that ids order messages by age. Any thread.
Id new_id();
/// Unix time in milliseconds.
int64_t now_ms();

enum class Role : uint8_t { system, user, assistant, tool };

/// How a message ended. The numbers are stored: append, never renumber.
enum class MessageState : uint8_t {
  complete = 0,
  streaming = 1,    ///< being written now; found at start it means a crash and becomes `interrupted`
  stopped = 2,      ///< ended by the person
  interrupted = 3,  ///< ended by a crash, a lost device or a closed program
  failed = 4,       ///< ended by an error before anything could be said
};

/// "system", "user", "assistant", "tool": the names that chat templates use.
std::string_view role_name(Role role);
std::optional<Role> role_from_name(std::string_view name);

/// What was measured while an answer was written. 0 means not measured.
struct MessageStats {
  int64_t prompt_tokens = 0;
  int64_t output_tokens = 0;
  int64_t reasoning_tokens = 0;
  double prompt_tokens_per_second = 0;
  double tokens_per_second = 0;
  double time_to_first_token_ms = 0;
  double reasoning_ms = 0;

  bool operator==(const MessageStats&) const = default;
};

struct Message {
  Id id = 0;
  Id chat_id = 0;
  Id parent_id = 0;  ///< the message that this one answers or follows; 0: the first of its branch
  Role role = Role::user;
  MessageState state = MessageState::complete;
  std::string content = {};     ///< UTF-8, as the model or the person wrote it (Markdown)
  std::string reasoning = {};   ///< what the model thought, without its tags
  std::string model_name = {};  ///< with its quantization; empty for a person's message
  MessageStats stats = {};
  int64_t created_ms = 0;  ///< Unix time

  bool operator==(const Message&) const = default;
};

}  // namespace snug::chat
