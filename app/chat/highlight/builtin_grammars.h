// The texts of resources/highlight/*.json, put into the program at build time.
#pragma once

#include <span>
#include <string_view>

namespace snug::chat {

extern const std::span<const std::string_view> kBuiltinGrammars;

}  // namespace snug::chat
