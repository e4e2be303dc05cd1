#include "app/chat/reasoning_stream.h"

#include <algorithm>
#include <utility>

namespace snug::chat {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

/// Length of the longest tail of `text` that begins `tag`.
size_t tail_of(std::string_view text, std::string_view tag) {
  for (size_t n = std::min(text.size(), tag.size() - 1); n > 0; --n) {
    if (text.substr(text.size() - n) == tag.substr(0, n)) return n;
  }
  return 0;
}

}  // namespace

ReasoningStream::ReasoningStream(std::string open, std::string close, bool starts_inside)
    : open_(std::move(open)), close_(std::move(close)), state_(starts_inside ? State::inside : State::before) {
  if (open_.empty() || close_.empty()) state_ = State::after, trim_ = false;
}

void ReasoningStream::give(Piece& piece, std::string_view text) {
  if (trim_) {
    const size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) return;
    text.remove_prefix(first);
    trim_ = false;
  }
  (state_ == State::inside ? piece.reasoning : piece.content) += text;
}

ReasoningStream::Piece ReasoningStream::push(std::string_view text) {
  Piece piece;
  held_ += text;
  while (!held_.empty()) {
    if (state_ == State::before) {
      const size_t first = held_.find_first_not_of(kSpace);
      if (first == std::string::npos) return piece;
      const std::string_view rest = std::string_view(held_).substr(first);
      if (rest.size() < open_.size() && open_.starts_with(rest)) return piece;
      if (rest.starts_with(open_)) {
        held_.erase(0, first + open_.size());
        state_ = State::inside;
      } else {
        state_ = State::after;
        trim_ = false;  // an answer that never thought keeps its own beginning
      }
    } else if (state_ == State::inside) {
      const size_t end = held_.find(close_);
      if (end == std::string::npos) {
        const size_t keep = tail_of(held_, close_);
        give(piece, std::string_view(held_).substr(0, held_.size() - keep));
        held_.erase(0, held_.size() - keep);
        return piece;
      }
      give(piece, std::string_view(held_).substr(0, end));
      held_.erase(0, end + close_.size());
      state_ = State::after;
      trim_ = true;
    } else {
      give(piece, held_);
      held_.clear();
    }
  }
  return piece;
}

ReasoningStream::Piece ReasoningStream::finish() {
  Piece piece;
  if (state_ == State::before) state_ = State::after, trim_ = false;
  give(piece, held_);
  held_.clear();
  return piece;
}

}  // namespace snug::chat
