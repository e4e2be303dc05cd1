#include "app/manager/hub/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstring>
#include <memory>

namespace snug::hub {
namespace {

struct CurlFree {
  void operator()(char* text) const { curl_free(text); }
};
using CurlText = std::unique_ptr<char, CurlFree>;
using UrlHandle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

UrlHandle parse(std::string_view url) {
  UrlHandle handle(curl_url(), curl_url_cleanup);
  if (handle &&
      curl_url_set(handle.get(), CURLUPART_URL, std::string(url).c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    handle.reset();
  return handle;
}

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  const CurlText owner(text);
  return text;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
}

bool is_reserved_on_windows(std::string_view part) {
  const std::string stem = lower(std::string(part.substr(0, part.find('.'))));
  static constexpr std::array<std::string_view, 4> kNames{"con", "prn", "aux", "nul"};
  if (std::find(kNames.begin(), kNames.end(), stem) != kNames.end()) return true;
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '1' && stem[3] <= '9';
}

}  // namespace

std::string Origin::text() const {
  const bool standard = (scheme == "https" && port == 443) || (scheme == "http" && port == 80);
  return scheme + "://" + host + (standard ? "" : ":" + std::to_string(port));
}

Result<Origin> origin_of(std::string_view url) {
  const UrlHandle handle = parse(url);
  if (!handle) return fail(Code::protocol, "an address that is none: " + printable(url, 80));
  Origin origin{lower(part(handle.get(), CURLUPART_SCHEME)), lower(part(handle.get(), CURLUPART_HOST)), 0};
  if (origin.scheme != "http" && origin.scheme != "https")
    return fail(Code::protocol, "an address of the kind " + printable(origin.scheme, 20));
  if (!part(handle.get(), CURLUPART_USER).empty()) return fail(Code::protocol, "an address with a user name in it");
  const std::string port = part(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  origin.port = static_cast<uint16_t>(std::atoi(port.c_str()));
  if (origin.host.empty() || origin.port == 0) return fail(Code::protocol, "an address without a host");
  return origin;
}

Result<std::string> resolve_url(std::string_view base, std::string_view reference) {
  const UrlHandle handle = parse(base);
  if (!handle ||
      curl_url_set(handle.get(), CURLUPART_URL, std::string(reference).c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
    return fail(Code::protocol, "an address that is none: " + printable(reference, 80));
  const std::string url = part(handle.get(), CURLUPART_URL);
  SNUG_TRY(const Origin checked, origin_of(url));
  (void)checked;
  return url.substr(0, url.find('#'));
}

std::string without_query(std::string_view url) {
  return printable(url.substr(0, url.find('?')), 400);
}

std::string with_origin(std::string_view url, const Origin& from, const Origin& to) {
  const auto origin = origin_of(url);
  if (!origin || *origin != from) return std::string(url);
  const size_t host = url.find("://") + 3;
  const size_t rest = url.find_first_of("/?#", host);
  return to.text() + (rest == url.npos ? std::string() : std::string(url.substr(rest)));
}

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || reach_of_host(host) == Reach::loopback;
}

Reach reach_of(const uint8_t* a, size_t n_bytes) {
  if (n_bytes == 16) {
    static constexpr std::array<uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    static constexpr std::array<uint8_t, 15> kZero{};
    if (std::memcmp(a, kMapped.data(), kMapped.size()) == 0) return reach_of(a + 12, 4);
    if (std::memcmp(a, kZero.data(), kZero.size()) == 0) return a[15] == 1 ? Reach::loopback : Reach::reserved;
    // fc00::/7 unique local, fe80::/10 link local, ff00::/8 multicast
    if ((a[0] & 0xfe) == 0xfc || (a[0] == 0xfe && (a[1] & 0xc0) == 0x80) || a[0] == 0xff) return Reach::reserved;
    return Reach::open;
  }
  if (a[0] == 127) return Reach::loopback;
  const bool reserved = a[0] == 0 || a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) ||
                        (a[0] == 192 && a[1] == 168) || (a[0] == 169 && a[1] == 254) ||
                        (a[0] == 100 && (a[1] & 0xc0) == 64) || a[0] >= 224;
  return reserved ? Reach::reserved : Reach::open;
}

Reach reach_of_host(std::string_view host) {
  std::string plain(host);
  if (plain.size() > 2 && plain.front() == '[') plain = plain.substr(1, plain.size() - 2);
  std::array<uint8_t, 16> address{};
  if (::inet_pton(AF_INET, plain.c_str(), address.data()) == 1) return reach_of(address.data(), 4);
  if (::inet_pton(AF_INET6, plain.c_str(), address.data()) == 1) return reach_of(address.data(), 16);
  return host == "localhost" || host.ends_with(".localhost") ? Reach::loopback : Reach::open;
}

std::string quote(std::string_view text, bool keep_slash) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_name_char(c) || c == '~' || (keep_slash && c == '/')) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

Status check_repo_id(std::string_view id) {
  const auto refuse = [&](const char* why) {
    return fail(Code::bad_input, printable(id, 100) + " is no repository name: " + why);
  };
  if (id.empty() || std::count(id.begin(), id.end(), '/') > 1) return refuse("it is ORG/NAME");
  if (id.find("--") != id.npos || id.find("..") != id.npos || id.ends_with(".git"))
    return refuse("it holds --, .. or .git");
  size_t begin = 0;
  while (begin <= id.size()) {
    const size_t end = std::min(id.find('/', begin), id.size());
    const std::string_view word = id.substr(begin, end - begin);
    if (word.empty() || word.size() > 96) return refuse("each part has 1 to 96 characters");
    if (!std::all_of(word.begin(), word.end(), is_name_char)) return refuse("letters, digits, '.', '_' and '-' only");
    if (word.front() == '-' || word.front() == '.' || word.back() == '-' || word.back() == '.')
      return refuse("no part begins or ends with '-' or '.'");
    begin = end + 1;
  }
  return {};
}

Status check_revision(std::string_view revision) {
  const bool good =
      !revision.empty() && revision.size() <= 200 && revision.find("..") == revision.npos &&
      std::all_of(revision.begin(), revision.end(), [](char c) { return c > ' ' && c < 127 && c != '\\'; });
  if (!good) return fail(Code::bad_input, printable(revision, 100) + " is no revision");
  return {};
}

Status check_file_path(std::string_view path) {
  const auto refuse = [&] {
    return fail(Code::bad_input, "a file name that no file here may have: " + printable(path, 100));
  };
  if (path.empty() || path.size() > 1024) return refuse();
  if (path.find('\\') != path.npos || path.find(':') != path.npos) return refuse();
  if (std::any_of(path.begin(), path.end(), [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; }))
    return refuse();
  size_t begin = 0;
  while (begin <= path.size()) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view word = path.substr(begin, end - begin);
    if (word.empty() || word == "." || word == ".." || word.size() > 255 || is_reserved_on_windows(word))
      return refuse();
    begin = end + 1;
  }
  return {};
}

bool is_hex(std::string_view text, size_t length) {
  return text.size() == length &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace snug::hub
