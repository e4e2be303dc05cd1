// The bounds of one render. A chat template comes out of a downloaded file and is trusted with nothing.
#pragma once

#include <cstddef>
#include <cstdint>

namespace snug::tmpl {

/// What one template may use before it ends in Code::template_limit. The defaults leave any real template far inside.
struct Limits {
  int parser_depth = 128;           ///< nesting of expressions and of blocks, while parsing
  int call_depth = 64;              ///< macros, callers and recursive loops inside one another
  int evaluation_depth = 1000;      ///< nested evaluations of any kind: bounds the use of the stack
  int value_depth = 200;            ///< lists and dicts inside one another
  int64_t steps = 5'000'000;        ///< evaluated nodes; work on long texts and lists is charged too
  size_t output_bytes = 16u << 20;  ///< of the rendered text
  size_t text_bytes = 16u << 20;    ///< of any single string
  size_t list_items = 1'000'000;    ///< of any single list or dict
  size_t live_bytes = 256u << 20;   ///< of all values alive at once
  int64_t wall_ms = 250;            ///< of the render by the clock; 0 turns it off
};

/// Most bytes that a template's source may have: the largest real ones have 30 KB.
inline constexpr size_t kMaxSourceBytes = 4u << 20;
/// Most items that range() may give: the same as in jinja2's sandbox.
inline constexpr int64_t kMaxRange = 100'000;

}  // namespace snug::tmpl
