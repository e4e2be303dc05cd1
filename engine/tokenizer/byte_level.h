// GPT-2's alphabet for bytes: each of the 256 bytes as one printable character (openai/gpt-2, encoder.py,
// bytes_to_unicode).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace snug::tokenizer {

/// The byte that a character of the alphabet stands for, or nothing for another character.
std::optional<uint8_t> byte_of_character(uint32_t code_point);
/// A token's text as the bytes it stands for. A character that is outside the alphabet, or is not UTF-8, is kept as it
/// is.
std::string bytes_of_token(std::string_view token);

}  // namespace snug::tokenizer
