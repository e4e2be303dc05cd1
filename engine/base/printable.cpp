#include <cstdint>
#include <string>

#include "engine/base/result.h"

namespace snug {
namespace {

/// Length of the well-formed UTF-8 sequence at text[i], 0 if there is none (Unicode 16, table 3-7).
size_t utf8_length(std::string_view text, size_t i) {
  const auto byte = [&](size_t k) { return static_cast<uint8_t>(text[i + k]); };
  const auto tail = [&](size_t k) { return i + k < text.size() && (byte(k) & 0xc0) == 0x80; };
  const uint8_t b = byte(0);
  if (b < 0x80) return 1;
  if (b >= 0xc2 && b <= 0xdf) return tail(1) ? 2 : 0;
  if (b >= 0xe0 && b <= 0xef) {
    if (!tail(1) || !tail(2)) return 0;
    if ((b == 0xe0 && byte(1) < 0xa0) || (b == 0xed && byte(1) > 0x9f)) return 0;
    return 3;
  }
  if (b >= 0xf0 && b <= 0xf4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if ((b == 0xf0 && byte(1) < 0x90) || (b == 0xf4 && byte(1) > 0x8f)) return 0;
    return 4;
  }
  return 0;
}

}  // namespace

std::string printable(std::string_view text, size_t max_bytes) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (out.size() >= max_bytes) return out + "…";
    const size_t n = utf8_length(text, i);
    const auto b = static_cast<uint8_t>(text[i]);
    if (n == 0) {
      out += "\xEF\xBF\xBD";
      ++i;
    } else if (b < 0x20 || b == 0x7f || (n == 2 && b == 0xc2 && static_cast<uint8_t>(text[i + 1]) < 0xa0)) {
      // C0, DEL and C1: a terminal would act on them.
      const uint8_t shown = n == 2 ? static_cast<uint8_t>(text[i + 1]) : b;
      out += "\\x";
      out += kHex[shown >> 4];
      out += kHex[shown & 15];
      i += n;
    } else {
      out.append(text, i, n);
      i += n;
    }
  }
  return out;
}

}  // namespace snug
