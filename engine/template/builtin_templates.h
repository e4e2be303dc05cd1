// Chat templates of our own, for models that ship none or one that does not work.
#pragma once

#include <span>
#include <string_view>

namespace snug::tmpl {

struct BuiltinTemplate {
  std::string_view name;    ///< "chatml", "llama3", "mistral", "gemma", "plain"
  std::string_view source;  ///< Jinja
  std::string_view marker;  ///< a token of the models that it is for; empty for "plain"
};

/// All of them; the last is "plain", which suits any model.
std::span<const BuiltinTemplate> builtin_templates();

/// By name; "plain" if there is none of that name.
const BuiltinTemplate& builtin_template(std::string_view name);

}  // namespace snug::tmpl
