// How long a prompt may be and how long one is, without asking the engine.
#pragma once

#include <cstdint>

#include "app/chat/prompt.h"

namespace snug::ui {

/// Tokens of a context that a prompt may take when old messages are left out: an eighth stays for the answer.
inline int64_t promptRoom(int64_t contextTokens) {
  return contextTokens - contextTokens / 8;
}

inline int64_t promptBytes(const chat::Prompt& prompt) {
  int64_t bytes = 0;
  for (const chat::PromptMessage& m : prompt.messages) bytes += std::ssize(m.content) + std::ssize(m.reasoning);
  return bytes;
}

/// From what this chat's text took per byte when the engine counted it.
inline int64_t estimatedTokens(const chat::Prompt& prompt, double tokensPerByte) {
  return static_cast<int64_t>(static_cast<double>(promptBytes(prompt)) * tokensPerByte) + 1;
}

}  // namespace snug::ui
