// Code points as Python's str sees them: whitespace, case, printable. Data comes from utf8proc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace snug::tmpl {

/// Code points in well-formed UTF-8.
size_t count_code_points(std::string_view text);
/// Bytes of the sequence that begins with `lead` (1 to 4).
size_t sequence_length(char lead);
/// The code point at text[offset] of well-formed UTF-8; offset moves behind it.
char32_t decode_utf8(std::string_view text, size_t& offset);
/// Writes 1 to 4 bytes and returns how many. Surrogates and values past U+10FFFF become U+FFFD.
size_t encode_utf8(char32_t code_point, char* out);
/// text with every ill-formed byte as U+FFFD; sets `changed` if there was one.
std::string well_formed(std::string_view text, bool& changed);

bool is_space(char32_t c);       ///< str.isspace, also what strip() and split() take
bool is_line_break(char32_t c);  ///< what str.splitlines() splits at
bool is_upper(char32_t c);
bool is_lower(char32_t c);
bool is_title(char32_t c);
bool is_alpha(char32_t c);
bool is_decimal(char32_t c);    ///< str.isdecimal
bool is_numeric(char32_t c);    ///< category N*
bool is_printable(char32_t c);  ///< repr() shows it as itself
bool is_identifier_start(char32_t c);
bool is_identifier_part(char32_t c);
inline bool is_cased(char32_t c) {
  return is_upper(c) || is_lower(c) || is_title(c);
}

/// Full case mappings of one code point, as UTF-8 ("ß" to "SS"). The final sigma is the caller's.
std::string to_upper(char32_t c);
std::string to_lower(char32_t c);
std::string to_title(char32_t c);
std::string to_folded(char32_t c);

}  // namespace snug::tmpl
