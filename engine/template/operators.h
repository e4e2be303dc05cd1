// Python's operators on values. All throw Failure as Python raises, and template_limit where a result would be too
// large.
#pragma once

#include "engine/template/ast.h"
#include "engine/template/value.h"

namespace snug::tmpl {

/// a op b, for all but `and` and `or`.
Value binary(Interpreter& in, BinaryOp op, const Value& a, const Value& b);
/// -a, +a, not a
Value unary(UnaryOp op, const Value& a);
/// value[begin:end:step]; absent parts are none.
Value slice(Interpreter& in, const Value& value, const Value& begin, const Value& end, const Value& step);
/// text % arguments (printf style).
TextPtr percent_format(Interpreter& in, const Text& format, const Value& arguments);
/// The text with &, <, >, ' and " as HTML entities, marked as markup; markup stays as it is.
TextPtr escape_html(const TextPtr& text);
/// Fails with the hint if the value is undefined.
void require_defined(const Value& value);

}  // namespace snug::tmpl
