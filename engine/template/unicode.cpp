#include "engine/template/unicode.h"

#include <utf8proc.h>

#include <array>
#include <cstdlib>

namespace snug::tmpl {
namespace {

/// Mappings to several code points (Unicode SpecialCasing.txt, unconditional), that utf8proc's simple ones lack.
struct SpecialCase {
  char32_t from;
  std::string_view upper;
  std::string_view title;
};
constexpr std::array kSpecial{
    SpecialCase{0x00DF, "SS", "Ss"}, SpecialCase{0x0149, "ʼN", "ʼN"},   SpecialCase{0x01F0, "J̌", "J̌"},
    SpecialCase{0x0587, "ԵՒ", "Եւ"}, SpecialCase{0xFB00, "FF", "Ff"},   SpecialCase{0xFB01, "FI", "Fi"},
    SpecialCase{0xFB02, "FL", "Fl"}, SpecialCase{0xFB03, "FFI", "Ffi"}, SpecialCase{0xFB04, "FFL", "Ffl"},
    SpecialCase{0xFB05, "ST", "St"}, SpecialCase{0xFB06, "ST", "St"},
};

const SpecialCase* special(char32_t c) {
  for (const SpecialCase& row : kSpecial) {
    if (row.from == c) return &row;
  }
  return nullptr;
}

std::string encoded(utf8proc_int32_t c) {
  char buffer[4];
  return std::string(buffer, encode_utf8(static_cast<char32_t>(c), buffer));
}

utf8proc_category_t category(char32_t c) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

}  // namespace

size_t count_code_points(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += (static_cast<uint8_t>(c) & 0xC0) != 0x80;
  return count;
}

size_t sequence_length(char lead) {
  const auto b = static_cast<uint8_t>(lead);
  if (b < 0x80) return 1;
  if (b < 0xE0) return 2;
  return b < 0xF0 ? 3 : 4;
}

char32_t decode_utf8(std::string_view text, size_t& offset) {
  const auto byte = [&](size_t k) { return static_cast<char32_t>(static_cast<uint8_t>(text[offset + k])); };
  const size_t n = sequence_length(text[offset]);
  char32_t c = byte(0);
  if (n == 2) c = (c & 0x1F) << 6 | (byte(1) & 0x3F);
  if (n == 3) c = (c & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
  if (n == 4) c = (c & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
  offset += n;
  return c;
}

size_t encode_utf8(char32_t c, char* out) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = 0xFFFD;
  if (c < 0x80) {
    out[0] = static_cast<char>(c);
    return 1;
  }
  if (c < 0x800) {
    out[0] = static_cast<char>(0xC0 | c >> 6);
    out[1] = static_cast<char>(0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = static_cast<char>(0xE0 | c >> 12);
    out[1] = static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out[2] = static_cast<char>(0x80 | (c & 0x3F));
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | c >> 18);
  out[1] = static_cast<char>(0x80 | (c >> 12 & 0x3F));
  out[2] = static_cast<char>(0x80 | (c >> 6 & 0x3F));
  out[3] = static_cast<char>(0x80 | (c & 0x3F));
  return 4;
}

std::string well_formed(std::string_view text, bool& changed) {
  changed = false;
  std::string out;
  out.reserve(text.size());
  const auto* data = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t i = 0; i < text.size();) {
    if (static_cast<uint8_t>(text[i]) < 0x80) {
      out += text[i++];
      continue;
    }
    utf8proc_int32_t c = 0;
    const auto n = utf8proc_iterate(data + i, static_cast<utf8proc_ssize_t>(text.size() - i), &c);
    if (n > 0) {
      out.append(text, i, static_cast<size_t>(n));
      i += static_cast<size_t>(n);
    } else {
      out += "\xEF\xBF\xBD";
      changed = true;
      ++i;
    }
  }
  return out;
}

bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_line_break(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool is_upper(char32_t c) {
  return utf8proc_isupper(static_cast<utf8proc_int32_t>(c)) != 0;
}
bool is_lower(char32_t c) {
  return utf8proc_islower(static_cast<utf8proc_int32_t>(c)) != 0;
}
bool is_title(char32_t c) {
  return category(c) == UTF8PROC_CATEGORY_LT;
}

bool is_alpha(char32_t c) {
  const auto k = category(c);
  return k == UTF8PROC_CATEGORY_LU || k == UTF8PROC_CATEGORY_LL || k == UTF8PROC_CATEGORY_LT ||
         k == UTF8PROC_CATEGORY_LM || k == UTF8PROC_CATEGORY_LO;
}

bool is_decimal(char32_t c) {
  return category(c) == UTF8PROC_CATEGORY_ND;
}

bool is_numeric(char32_t c) {
  const auto k = category(c);
  return k == UTF8PROC_CATEGORY_ND || k == UTF8PROC_CATEGORY_NL || k == UTF8PROC_CATEGORY_NO;
}

bool is_printable(char32_t c) {
  if (c == ' ') return true;
  switch (category(c)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_ZS:
      return false;
    default:
      return true;
  }
}

bool is_identifier_start(char32_t c) {
  return c == '_' || is_alpha(c) || category(c) == UTF8PROC_CATEGORY_NL;
}

bool is_identifier_part(char32_t c) {
  const auto k = category(c);
  return is_identifier_start(c) || k == UTF8PROC_CATEGORY_ND || k == UTF8PROC_CATEGORY_MN ||
         k == UTF8PROC_CATEGORY_MC || k == UTF8PROC_CATEGORY_PC;
}

std::string to_upper(char32_t c) {
  if (const SpecialCase* row = special(c)) return std::string(row->upper);
  return encoded(utf8proc_toupper(static_cast<utf8proc_int32_t>(c)));
}

std::string to_lower(char32_t c) {
  if (c == 0x0130) return "i̇";  // the one full mapping of a lower case that is longer
  return encoded(utf8proc_tolower(static_cast<utf8proc_int32_t>(c)));
}

std::string to_title(char32_t c) {
  if (const SpecialCase* row = special(c)) return std::string(row->title);
  return encoded(utf8proc_totitle(static_cast<utf8proc_int32_t>(c)));
}

std::string to_folded(char32_t c) {
  const std::string one = encoded(static_cast<utf8proc_int32_t>(c));
  utf8proc_uint8_t* folded = nullptr;
  const auto n = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(one.data()),
                              static_cast<utf8proc_ssize_t>(one.size()), &folded, UTF8PROC_CASEFOLD);
  if (n < 0) return one;
  std::string out(reinterpret_cast<const char*>(folded), static_cast<size_t>(n));
  std::free(folded);
  return out;
}

}  // namespace snug::tmpl
