// Divides a streamed answer into what the model thought and what it says, by the tags around its reasoning.
#pragma once

#include <string>
#include <string_view>

namespace snug::chat {

/// One answer. Bytes that might be the beginning of a tag are held back until they are decided; however the text is
/// cut, the result is the same. One thread.
class ReasoningStream {
 public:
  /// Empty tags: all is content. `starts_inside`: the prompt's template opened the tag already.
  ReasoningStream(std::string open, std::string close, bool starts_inside = false);

  struct Piece {
    std::string reasoning;
    std::string content;
  };
  Piece push(std::string_view text);
  /// The end: what was held back.
  Piece finish();
  [[nodiscard]] bool inside() const { return state_ == State::inside; }

 private:
  /// before: nothing but white space came, so an opening tag still counts; after: everything is content.
  enum class State : uint8_t { before, inside, after };
  void give(Piece& piece, std::string_view text);

  std::string open_;
  std::string close_;
  State state_;
  std::string held_;
  bool trim_ = true;  ///< white space right behind a tag is not part of what follows
};

}  // namespace snug::chat
