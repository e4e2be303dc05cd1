#include "app/manager/hub/bounded_json.h"

namespace snug::hub {

using nlohmann::json;

Result<json> parse_json(std::string_view text) {
  constexpr int kDepth = 64;
  bool too_deep = false;
  // Refusing a value keeps the tree small: what lies deeper is read over, not built.
  const json::parser_callback_t look = [&](int depth, json::parse_event_t, json&) {
    too_deep = too_deep || depth > kDepth;
    return depth <= kDepth;
  };
  json value = json::parse(text, look, false);
  if (too_deep || value.is_discarded())
    return fail(Code::protocol, too_deep ? "JSON too deep to be an answer" : "JSON that does not parse");
  return value;
}

std::string text_field(const json& row, const char* key, size_t max_bytes) {
  const auto it = row.find(key);
  return it != row.end() && it->is_string() ? printable(it->get_ref<const std::string&>(), max_bytes) : std::string();
}

int64_t count_field(const json& row, const char* key, int64_t otherwise) {
  const auto it = row.find(key);
  if (it == row.end() || !it->is_number_integer()) return otherwise;
  if (it->is_number_unsigned() && it->get<uint64_t>() > static_cast<uint64_t>(INT64_MAX)) return otherwise;
  const auto value = it->get<int64_t>();
  return value < 0 ? otherwise : value;
}

const json& object_field(const json& row, const char* key) {
  static const json kEmpty = json::object();
  const auto it = row.find(key);
  return it != row.end() && it->is_object() ? *it : kEmpty;
}

}  // namespace snug::hub
