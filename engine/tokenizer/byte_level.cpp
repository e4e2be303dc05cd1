#include "engine/tokenizer/byte_level.h"

#include <array>

#include "engine/tokenizer/code_points.h"

namespace snug::tokenizer {
namespace {

constexpr bool is_printable(int byte) {
  return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE && byte <= 0xFF);
}

/// Printable bytes stand for themselves; the others are numbered from U+0100 in order.
constexpr std::array<int16_t, 0x144> make_inverse() {
  std::array<int16_t, 0x144> out{};
  for (int16_t& byte : out) byte = -1;
  size_t next = 0x100;
  for (int byte = 0; byte < 256; ++byte) {
    out[is_printable(byte) ? static_cast<size_t>(byte) : next++] = static_cast<int16_t>(byte);
  }
  return out;
}

constexpr auto kInverse = make_inverse();

}  // namespace

std::optional<uint8_t> byte_of_character(uint32_t code_point) {
  if (code_point >= kInverse.size() || kInverse[code_point] < 0) return std::nullopt;
  return static_cast<uint8_t>(kInverse[code_point]);
}

std::string bytes_of_token(std::string_view token) {
  std::string out;
  out.reserve(token.size());
  for (size_t at = 0; at < token.size();) {
    const size_t begin = at;
    const auto c = decode_utf8(token, at);
    if (!c) at = begin + 1;
    const auto byte = c ? byte_of_character(*c) : std::nullopt;
    if (byte) {
      out.push_back(static_cast<char>(*byte));
    } else {
      out.append(token.substr(begin, at - begin));
    }
  }
  return out;
}

}  // namespace snug::tokenizer
