// Addresses, taken apart by libcurl, and the rules of names that go into them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug::hub {

/// Scheme, host and port: where a token may go, and where it may not.
struct Origin {
  std::string scheme;
  std::string host;  ///< lower case; IPv6 in brackets
  uint16_t port = 0;
  bool operator==(const Origin&) const = default;
  [[nodiscard]] std::string text() const;
};

/// The origin of an absolute http or https address. Error: protocol (another scheme, user information, nonsense).
Result<Origin> origin_of(std::string_view url);
/// `reference` as seen from `base`, absolute. Error: protocol.
Result<std::string> resolve_url(std::string_view base, std::string_view reference);
/// The address without its query: signed addresses do not go into logs.
std::string without_query(std::string_view url);
/// `url` with `from` as its origin replaced by `to`; other addresses unchanged. For mirrors, whose answers name the
/// Hub.
std::string with_origin(std::string_view url, const Origin& from, const Origin& to);

/// A literal loopback address or "localhost".
bool is_loopback_host(std::string_view host);
/// What an address of a socket is. Neither loopback nor the rest of the private ranges is `open`.
enum class Reach : uint8_t { loopback, reserved, open };
/// Of an IPv4 (4 bytes) or IPv6 (16 bytes) address in network order; mapped IPv4 counts as what it maps.
Reach reach_of(const uint8_t* address, size_t n_bytes);
/// Of a host that is written as an address; `open` for names.
Reach reach_of_host(std::string_view host);

/// Percent-encodes everything but unreserved characters, and '/' where `keep_slash`.
std::string quote(std::string_view text, bool keep_slash = false);

/// ORG/NAME or NAME as the Hub allows them: [A-Za-z0-9._-], at most 96 a part, no "--" or "..", no leading or trailing
/// '-' or '.', not ending in ".git". Error: bad_input.
Status check_repo_id(std::string_view id);
/// A branch, tag, refs/pr/N or commit: printable, no blank, no "..", at most 200 bytes. Error: bad_input.
Status check_revision(std::string_view revision);
/// A path of a repository that may become a path here: relative, every part 1..255 bytes, none "." or "..", no control
/// character, no backslash, no drive, no name that Windows reserves. Error: bad_input.
Status check_file_path(std::string_view path);
bool is_hex(std::string_view text, size_t length);

}  // namespace snug::hub
