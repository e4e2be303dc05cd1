// How the interpreter fails inside itself. Failure never leaves engine/template: Template::parse and render turn it
// into an Error. An exception is used here, and only here, because every one of the some two hundred builtins may fail.
#pragma once

#include <string>
#include <utility>

#include "engine/base/result.h"

namespace snug::tmpl {

/// Thrown by parser, evaluator and builtins; `line` is 0 where only the catcher knows it.
struct Failure {
  Code code = Code::template_runtime;
  std::string message;
  int line = 0;
};

/// A Python exception, in effect: wrong type, wrong argument, use of an undefined value.
[[noreturn]] inline void raise(std::string message) {
  throw Failure{Code::template_runtime, std::move(message)};
}
/// A bound of Limits was reached.
[[noreturn]] inline void raise_limit(std::string message) {
  throw Failure{Code::template_limit, std::move(message)};
}

}  // namespace snug::tmpl
