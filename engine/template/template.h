// Chat templates: Jinja2 as transformers sets it up (sandboxed and immutable, trim_blocks, lstrip_blocks, loop
// controls, raise_exception, strftime_now, its tojson), within fixed limits. Qt-free, no I/O.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/result.h"
#include "engine/template/clock.h"
#include "engine/template/limits.h"
#include "engine/template/value.h"

namespace snug::tmpl {

/// A parsed template: immutable, may be rendered by several threads at once.
class Template {
 public:
  /// Errors: template_syntax, template_limit; the detail names the line, also in context {"line", N}.
  static Result<Template> parse(std::string_view source, const Limits& limits = {});

  /// The text for these variables, with the marks of what came from the conversation. Errors: template_runtime,
  /// template_refused (the template's own raise_exception; the detail is its message), template_limit; each with its
  /// line.
  Result<TextPtr> render(const Dict& variables, const Limits& limits = {}, const Clock& clock = system_clock()) const;

  const std::string& source() const;

 private:
  struct Parsed;
  explicit Template(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
  std::shared_ptr<const Parsed> parsed_;
};

}  // namespace snug::tmpl
