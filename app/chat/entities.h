// HTML entities in Markdown text.
#pragma once

#include <string>
#include <string_view>

namespace snug::chat {

/// The character of "&amp;", "&#38;", "&#x26;"; the text itself if it is not a character that may be shown.
std::string decode_entity(std::string_view entity);

}  // namespace snug::chat
