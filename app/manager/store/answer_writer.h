// Keeps a growing answer on the disk: at most 250 ms or 64 tokens are ever at risk.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "app/chat/message.h"
#include "app/manager/store/store_thread.h"

namespace snug::store {

/// Owned by whoever receives the tokens (one thread). Each flush writes the whole text so far, so that a lost one costs
/// nothing. Destroyed without finish(): what came is kept as `interrupted`.
class AnswerWriter {
 public:
  static constexpr int64_t kFlushMs = 250;
  static constexpr int64_t kFlushTokens = 64;

  /// `content` and `reasoning`: what the message holds already (continue). The row must be there: see begin_turn().
  AnswerWriter(StoreThread& store, chat::Id message_id, std::string content = {}, std::string reasoning = {});
  ~AnswerWriter();
  AnswerWriter(const AnswerWriter&) = delete;
  AnswerWriter& operator=(const AnswerWriter&) = delete;

  /// New text and how many tokens it was. `now_ms`: any clock that never goes back.
  void add(std::string_view content, std::string_view reasoning, int64_t tokens, int64_t now_ms);
  /// Call now and then (the window: every 33 ms) so that the last words of a pause are written too.
  void tick(int64_t now_ms);
  /// The end. Nothing may be added afterwards.
  void finish(chat::MessageState state, const chat::MessageStats& stats);

  [[nodiscard]] const std::string& content() const { return content_; }
  [[nodiscard]] const std::string& reasoning() const { return reasoning_; }

 private:
  void flush();

  StoreThread& store_;
  chat::Id id_;
  std::string content_;
  std::string reasoning_;
  int64_t tokens_ = 0;
  int64_t unwritten_tokens_ = 0;
  int64_t waiting_since_ms_ = -1;  ///< when the oldest unwritten text came; -1: all is written
  bool finished_ = false;
};

}  // namespace snug::store
