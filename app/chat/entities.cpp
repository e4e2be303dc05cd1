#include "app/chat/entities.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace snug::chat {
namespace {

using Row = std::pair<std::string_view, std::string_view>;
// The ones that models write. Sorted by name.
constexpr std::array kNamed{
    Row{"Alpha", "Α"},  Row{"Delta", "Δ"},  Row{"Omega", "Ω"},  Row{"alpha", "α"},       Row{"amp", "&"},
    Row{"apos", "'"},   Row{"asymp", "≈"},  Row{"beta", "β"},   Row{"bull", "•"},        Row{"cent", "¢"},
    Row{"copy", "©"},   Row{"deg", "°"},    Row{"delta", "δ"},  Row{"divide", "÷"},      Row{"eacute", "é"},
    Row{"euro", "€"},   Row{"frac12", "½"}, Row{"gamma", "γ"},  Row{"ge", "≥"},          Row{"gt", ">"},
    Row{"hellip", "…"}, Row{"infin", "∞"},  Row{"lambda", "λ"}, Row{"laquo", "«"},       Row{"larr", "←"},
    Row{"ldquo", "“"},  Row{"le", "≤"},     Row{"lsquo", "‘"},  Row{"lt", "<"},          Row{"mdash", "—"},
    Row{"middot", "·"}, Row{"minus", "−"},  Row{"mu", "μ"},     Row{"nbsp", "\xC2\xA0"}, Row{"ndash", "–"},
    Row{"ne", "≠"},     Row{"omega", "ω"},  Row{"para", "¶"},   Row{"pi", "π"},          Row{"plusmn", "±"},
    Row{"pound", "£"},  Row{"quot", "\""},  Row{"raquo", "»"},  Row{"rarr", "→"},        Row{"rdquo", "”"},
    Row{"reg", "®"},    Row{"rsquo", "’"},  Row{"sect", "§"},   Row{"sigma", "σ"},       Row{"sum", "∑"},
    Row{"theta", "θ"},  Row{"times", "×"},  Row{"trade", "™"},  Row{"yen", "¥"}};
static_assert(std::is_sorted(kNamed.begin(), kNamed.end(),
                             [](const Row& a, const Row& b) { return a.first < b.first; }));

std::string utf8(uint32_t c) {
  std::string out;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
  return out;
}

}  // namespace

std::string decode_entity(std::string_view entity) {
  if (entity.size() < 3 || entity.front() != '&' || entity.back() != ';') return std::string(entity);
  std::string_view name = entity.substr(1, entity.size() - 2);
  if (name[0] == '#') {
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    name.remove_prefix(hex ? 2 : 1);
    uint32_t c = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), c, hex ? 16 : 10);
    const bool whole = error == std::errc() && end == name.data() + name.size();
    const bool shown = c >= 0x20 && !(c >= 0x7f && c < 0xa0) && !(c >= 0xd800 && c <= 0xdfff) && c <= 0x10ffff;
    return whole && shown ? utf8(c) : std::string("\xEF\xBF\xBD");
  }
  const auto at = std::lower_bound(kNamed.begin(), kNamed.end(), name,
                                   [](const Row& row, std::string_view n) { return row.first < n; });
  return at != kNamed.end() && at->first == name ? std::string(at->second) : std::string(entity);
}

}  // namespace snug::chat
