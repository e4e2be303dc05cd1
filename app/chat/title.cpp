#include "app/chat/title.h"

#include <algorithm>

#include "app/chat/utf8_stream.h"

namespace snug::chat {
namespace {

std::string fold_space(std::string_view line) {
  std::string out;
  for (const char c : line) {
    const bool space = c == ' ' || c == '\t';
    if (!space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

/// Heading, quote and fence markers say nothing in a list of chats.
std::string_view without_markers(std::string_view line) {
  if (line.starts_with("```")) return {};
  const size_t at = line.find_first_not_of("#> ");
  return at == line.npos ? std::string_view{} : line.substr(at);
}

}  // namespace

std::string title_from_message(std::string_view message, size_t max_characters) {
  std::string clean;
  Utf8Stream stream;
  stream.feed(message.substr(0, 16'384), clean);
  std::string line;
  for (size_t at = 0; at < clean.size() && line.empty();) {
    const size_t end = std::min(clean.find('\n', at), clean.size());
    line = fold_space(without_markers(fold_space(std::string_view(clean).substr(at, end - at))));
    at = end + 1;
  }
  size_t characters = 0;
  size_t cut = 0;
  size_t last_space = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xc0) == 0x80) continue;
    if (characters == max_characters) {
      cut = i;
      break;
    }
    if (line[i] == ' ') last_space = i;
    ++characters;
  }
  if (cut == 0) return line;
  if (line[cut] == ' ') last_space = cut;
  line.resize(last_space * 3 > cut * 2 ? last_space : cut);
  return line + "…";
}

}  // namespace snug::chat
