// JSON from the network: bounded, never thrown, read field by field with a default.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/base/result.h"

namespace snug::hub {

/// Parses with at most 64 levels of nesting. Error: protocol.
Result<nlohmann::json> parse_json(std::string_view text);

/// The field as text that is safe to print; empty if it is absent or no text.
std::string text_field(const nlohmann::json& row, const char* key, size_t max_bytes = 200);
/// The field as a number of 0 or more; `otherwise` if it is absent, negative or no whole number.
int64_t count_field(const nlohmann::json& row, const char* key, int64_t otherwise = 0);
/// The object under `key`, or an empty one.
const nlohmann::json& object_field(const nlohmann::json& row, const char* key);

}  // namespace snug::hub
