// JSON at the template's edge: values in, and the tojson filter as transformers defines it (Python's json.dumps).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "engine/base/result.h"
#include "engine/template/value.h"

namespace snug::tmpl {

/// Which strings of a JSON value count as the conversation's.
enum class Marking : uint8_t { none, input };

/// A JSON value as the template sees it: null is none, order is kept, integers past 64 bits become floats.
/// Strings and keys are marked as asked. Errors: bad_json when nested deeper than `max_depth`.
Result<Value> value_from_json(const nlohmann::ordered_json& json, Marking marking, int max_depth = 200);

/// json.dumps' arguments.
struct JsonStyle {
  bool ensure_ascii = false;
  std::optional<std::string> indent;  ///< one level; nothing keeps all on one line
  std::string item_separator = ", ";
  std::string key_separator = ": ";
  bool sort_keys = false;
};

/// json.dumps(value). Marks follow strings and keys. Throws Failure for what JSON cannot hold or if longer than
/// max_bytes.
TextPtr dump_json(const Value& value, const JsonStyle& style, size_t max_bytes);

}  // namespace snug::tmpl
