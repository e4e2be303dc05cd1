// A chat's first title: from what the person asked.
#pragma once

#include <string>
#include <string_view>

namespace snug::chat {

/// The first line that has text, without Markdown markers at its beginning, white space folded, at most
/// `max_characters` (cut at a word where that costs less than a third, then "…"). Empty if the message has no text.
std::string title_from_message(std::string_view message, size_t max_characters = 60);

}  // namespace snug::chat
