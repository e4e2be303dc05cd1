#include "app/chat/utf8_stream.h"

namespace snug::chat {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Length that a lead byte promises; 0 if it can lead nothing.
int sequence_length(unsigned char lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/// Whether `byte` may be the second one after `lead` (Unicode 16 table 3-7: no overlong forms, no surrogates).
bool second_fits(unsigned char lead, unsigned char byte) {
  if (lead == 0xe0) return byte >= 0xa0 && byte <= 0xbf;
  if (lead == 0xed) return byte >= 0x80 && byte <= 0x9f;
  if (lead == 0xf0) return byte >= 0x90 && byte <= 0xbf;
  if (lead == 0xf4) return byte >= 0x80 && byte <= 0x8f;
  return byte >= 0x80 && byte <= 0xbf;
}

}  // namespace

void Utf8Stream::put(unsigned char byte, std::string& out) {
  if (held_count_ > 0) {
    const auto lead = static_cast<unsigned char>(held_[0]);
    const bool fits = held_count_ == 1 ? second_fits(lead, byte) : (byte >= 0x80 && byte <= 0xbf);
    if (fits) {
      held_[held_count_++] = static_cast<char>(byte);
      if (held_count_ == need_) {
        // C1 controls (U+0080 to U+009F) would act on some terminals and show as nothing anywhere.
        const bool c1 = need_ == 2 && lead == 0xc2 && static_cast<unsigned char>(held_[1]) < 0xa0;
        out.append(c1 ? kReplacement : std::string_view(held_, static_cast<size_t>(need_)));
        held_count_ = 0;
      }
      return;
    }
    out += kReplacement;
    held_count_ = 0;
  }
  const bool line_feed_of_crlf = after_cr_ && byte == '\n';
  after_cr_ = byte == '\r';
  if (line_feed_of_crlf) return;
  if (byte == '\r') {
    out += '\n';
  } else if (byte >= 0x20 && byte < 0x7f) {
    out += static_cast<char>(byte);
  } else if (byte == '\n' || byte == '\t') {
    out += static_cast<char>(byte);
  } else if (const int n = sequence_length(byte); n > 0) {
    held_[0] = static_cast<char>(byte);
    held_count_ = 1;
    need_ = n;
  } else {
    out += kReplacement;
  }
}

void Utf8Stream::feed(std::string_view bytes, std::string& out) {
  out.reserve(out.size() + bytes.size());
  for (const char c : bytes) put(static_cast<unsigned char>(c), out);
}

void Utf8Stream::finish(std::string& out) {
  if (held_count_ > 0) out += kReplacement;
  held_count_ = 0;
}

size_t utf8_cut(std::string_view text, size_t max) {
  if (text.size() <= max) return text.size();
  size_t n = max;
  while (n > 0 && (static_cast<unsigned char>(text[n]) & 0xc0) == 0x80) --n;
  return n;
}

}  // namespace snug::chat
