#include "app/chat/link_target.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace snug::chat {
namespace {

constexpr size_t kMaxBytes = 2048;

/// Characters that are not there to be seen: C0, DEL, C1, soft hyphen, zero-width, bidi controls, BOM, tags.
bool invisible(uint32_t c) {
  return c < 0x21 || (c >= 0x7f && c <= 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
}

/// Decodes valid UTF-8; stops at what is not.
std::vector<uint32_t> code_points(std::string_view text) {
  std::vector<uint32_t> out;
  for (size_t i = 0; i < text.size();) {
    const auto b = static_cast<unsigned char>(text[i]);
    const size_t n = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    if (i + n > text.size()) break;
    uint32_t c = n == 1 ? b : b & (0xffu >> (n + 1));
    for (size_t k = 1; k < n; ++k) c = (c << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3f);
    out.push_back(c);
    i += n;
  }
  return out;
}

/// One label as RFC 3492 (bootstring with the parameters of section 5). `points` has a non-ASCII member.
std::string punycode(const std::vector<uint32_t>& points) {
  constexpr uint32_t kBase = 36, kMin = 1, kMax = 26, kSkew = 38, kDamp = 700;
  std::string out;
  for (const uint32_t c : points) {
    if (c < 0x80) out += static_cast<char>(c);
  }
  const auto basic = static_cast<uint32_t>(out.size());
  if (basic > 0) out += '-';
  uint32_t n = 0x80, delta = 0, bias = 72, handled = basic;
  while (handled < points.size()) {
    uint32_t next = UINT32_MAX;
    for (const uint32_t c : points) {
      if (c >= n) next = std::min(next, c);
    }
    delta += (next - n) * (handled + 1);
    n = next;
    for (const uint32_t c : points) {
      if (c < n) ++delta;
      if (c != n) continue;
      uint32_t q = delta;
      for (uint32_t k = kBase;; k += kBase) {
        const uint32_t t = k <= bias ? kMin : k >= bias + kMax ? kMax : k - bias;
        if (q < t) break;
        const uint32_t digit = t + (q - t) % (kBase - t);
        out += static_cast<char>(digit < 26 ? 'a' + digit : '0' + digit - 26);
        q = (q - t) / (kBase - t);
      }
      out += static_cast<char>(q < 26 ? 'a' + q : '0' + q - 26);
      delta = handled == basic ? delta / kDamp : delta / 2;
      delta += delta / (handled + 1);
      uint32_t k = 0;
      for (; delta > (kBase - kMin) * kMax / 2; k += kBase) delta /= kBase - kMin;
      bias = k + (kBase - kMin + 1) * delta / (delta + kSkew);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return "xn--" + out;
}

bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string ascii_host(std::string_view host) {
  std::string out;
  for (size_t at = 0; at <= host.size();) {
    const size_t end = std::min(host.find('.', at), host.size());
    const std::string_view label = host.substr(at, end - at);
    out += ascii(label) ? std::string(label) : punycode(code_points(label));
    if (end < host.size()) out += '.';
    at = end + 1;
  }
  return out;
}

std::string without_invisible(std::string_view raw) {
  std::string out;
  for (size_t i = 0; i < raw.size();) {
    const auto b = static_cast<unsigned char>(raw[i]);
    const size_t n = std::min<size_t>(b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4, raw.size() - i);
    const auto points = code_points(raw.substr(i, n));
    if (!points.empty() && !invisible(points[0])) out += raw.substr(i, n);
    i += n;
  }
  return out;
}

bool starts_with_scheme(std::string_view text, std::string_view scheme) {
  if (text.size() < scheme.size()) return false;
  for (size_t i = 0; i < scheme.size(); ++i) {
    const char c = text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    if (c != scheme[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<LinkTarget> link_target(std::string_view raw) {
  if (raw.size() > kMaxBytes) return std::nullopt;
  const std::string clean = without_invisible(raw);
  if (starts_with_scheme(clean, "mailto:")) {
    if (clean.size() == 7) return std::nullopt;
    return LinkTarget{"mailto:" + clean.substr(7), "", 0};
  }
  const bool secure = starts_with_scheme(clean, "https://");
  if (!secure && !starts_with_scheme(clean, "http://")) return std::nullopt;
  const std::string scheme = secure ? "https://" : "http://";
  const std::string_view rest = std::string_view(clean).substr(scheme.size());
  // A browser takes "\" for "/" (WHATWG URL 4.4): the host ends there too.
  const size_t authority_end = std::min(rest.find_first_of("/?#\\"), rest.size());
  std::string_view authority = rest.substr(0, authority_end);
  // Everything before the last "@" is a user name, made to look like a host.
  const size_t user_end = authority.rfind('@');
  const std::string user(user_end == authority.npos ? "" : authority.substr(0, user_end + 1));
  authority.remove_prefix(user.size());
  const size_t port_at = authority.starts_with('[')
                             ? authority.find(':', std::min(authority.find(']'), authority.size() - 1))
                             : authority.rfind(':');
  const std::string_view name = authority.substr(0, std::min(port_at, authority.size()));
  const std::string_view port = port_at == authority.npos ? std::string_view{} : authority.substr(port_at);
  if (name.empty() || name.find_first_of("<>\"'`{}|^") != name.npos) return std::nullopt;
  LinkTarget target;
  target.host = ascii_host(name);
  target.host_at = scheme.size() + user.size();
  target.address = scheme + user + target.host + std::string(port) + std::string(rest.substr(authority_end));
  return target;
}

}  // namespace snug::chat
