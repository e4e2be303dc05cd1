// Makes a stream of bytes valid UTF-8 without ever emitting half a character.
#pragma once

#include <string>
#include <string_view>

namespace snug::chat {

/// Feeds on pieces cut anywhere. Invalid bytes become U+FFFD (one for each maximal ill-formed part, Unicode 16
/// section 3.9), NUL and other control characters too; CR LF and CR become LF; tab and LF pass.
class Utf8Stream {
 public:
  /// The text that is certain now, appended to `out`.
  void feed(std::string_view bytes, std::string& out);
  /// The end: an incomplete character that is still held back becomes U+FFFD.
  void finish(std::string& out);

 private:
  void put(unsigned char byte, std::string& out);

  char held_[4] = {};
  int held_count_ = 0;
  int need_ = 0;  ///< length of the held character when complete
  bool after_cr_ = false;
};

/// Length of the longest prefix of `text` that does not end within a character, `text` being valid UTF-8 cut at `max`.
size_t utf8_cut(std::string_view text, size_t max);

}  // namespace snug::chat
