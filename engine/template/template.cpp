#include "engine/template/template.h"

#include <new>

#include "engine/template/failure.h"
#include "engine/template/interpreter.h"
#include "engine/template/parser.h"
#include "engine/template/unicode.h"

namespace snug::tmpl {
namespace {

Error error_of(const Failure& failure, int line) {
  if (failure.line > 0) line = failure.line;
  return Error{failure.code, "line " + std::to_string(line) + ": " + failure.message}.with("line",
                                                                                           std::to_string(line));
}

}  // namespace

struct Template::Parsed {
  std::string source;
  Block body;
};

const std::string& Template::source() const {
  return parsed_->source;
}

Result<Template> Template::parse(std::string_view source, const Limits& limits) {
  if (source.size() > kMaxSourceBytes) return fail(Code::template_limit, "the template is too long");
  bool ill_formed = false;
  auto parsed = std::make_shared<Parsed>();
  parsed->source = well_formed(source, ill_formed);
  if (ill_formed) return fail(Code::template_syntax, "it is not UTF-8");
  try {
    parsed->body = Parser(parsed->source, limits).parse();
  } catch (const Failure& failure) {
    return fail(error_of(failure, 1));
  } catch (const std::bad_alloc&) {
    return fail(Code::out_of_memory, "parsing a chat template");
  }
  return Template(std::move(parsed));
}

Result<TextPtr> Template::render(const Dict& variables, const Limits& limits, const Clock& clock) const {
  int line = 1;
  try {
    Interpreter interpreter(variables, limits, clock);
    try {
      return interpreter.run(parsed_->body);
    } catch (const Failure&) {
      line = interpreter.line();
      throw;
    }
  } catch (const Failure& failure) {
    return fail(error_of(failure, line));
  } catch (const std::bad_alloc&) {
    return fail(Code::out_of_memory, "rendering a chat template");
  }
}

}  // namespace snug::tmpl
