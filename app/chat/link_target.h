// Which addresses from a model's text may be opened, and how they are shown before that.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace snug::chat {

/// An address as it is shown to a person who is asked whether to open it.
struct LinkTarget {
  std::string address;  ///< what would be opened: ASCII host (punycode), no control, bidi or invisible characters
  std::string host;     ///< the host within it, empty for mailto
  size_t host_at = 0;   ///< where the host stands in `address`
};

/// The target if `raw` is an http, https or mailto address of at most 2,048 bytes with a host that makes sense, else
/// nothing: javascript:, data:, file:, relative and protocol-relative ones are no links.
std::optional<LinkTarget> link_target(std::string_view raw);

}  // namespace snug::chat
