#include "engine/template/operators.h"

#include <algorithm>
#include <cmath>

#include "engine/template/failure.h"
#include "engine/template/interpreter.h"

namespace snug::tmpl {
namespace {

[[noreturn]] void unsupported(std::string_view op, const Value& a, const Value& b) {
  raise("unsupported operand types for " + std::string(op) + ": '" + a.type_name() + "' and '" + b.type_name() + "'");
}

[[noreturn]] void out_of_range() {
  raise("an integer is out of range");
}

Value add_lists(Interpreter& in, const List& a, const List& b) {
  in.check_list(a.items.size() + b.items.size());
  in.charge((a.items.size() + b.items.size()) / 8);
  std::vector<Value> items;
  items.reserve(a.items.size() + b.items.size());
  items.insert(items.end(), a.items.begin(), a.items.end());
  items.insert(items.end(), b.items.begin(), b.items.end());
  return make_list(std::move(items), a.kind);
}

Value add(Interpreter& in, const Value& a, const Value& b) {
  if (a.is_int() && b.is_int()) {
    int64_t out = 0;
    if (__builtin_add_overflow(a.as_int(), b.as_int(), &out)) out_of_range();
    return Value(out);
  }
  if (a.is_number() && b.is_number()) return Value(a.as_double() + b.as_double());
  if (a.is_text() && b.is_text()) {
    const bool markup = a.as_text()->markup() || b.as_text()->markup();
    const TextPtr left = markup ? escape_html(a.as_text()) : a.as_text();
    const TextPtr right = markup ? escape_html(b.as_text()) : b.as_text();
    in.check_text(left->size_bytes() + right->size_bytes());
    TextBuilder out;
    out.append(*left);
    out.append(*right);
    return Value(out.finish(markup));
  }
  const bool lists = a.is_list() && b.is_list() && a.as_list()->kind == b.as_list()->kind &&
                     (a.as_list()->kind == ListKind::list || a.as_list()->kind == ListKind::tuple);
  if (lists) return add_lists(in, *a.as_list(), *b.as_list());
  if (a.is_text()) raise("can only concatenate str (not \"" + b.type_name() + "\") to str");
  unsupported("+", a, b);
}

Value subtract(const Value& a, const Value& b) {
  if (a.is_int() && b.is_int()) {
    int64_t out = 0;
    if (__builtin_sub_overflow(a.as_int(), b.as_int(), &out)) out_of_range();
    return Value(out);
  }
  if (a.is_number() && b.is_number()) return Value(a.as_double() - b.as_double());
  unsupported("-", a, b);
}

Value repeat(Interpreter& in, const Value& value, int64_t times) {
  const size_t count = static_cast<size_t>(std::clamp<int64_t>(times, 0, INT32_MAX));
  if (value.is_text()) {
    const Text& text = *value.as_text();
    if (count > 0 && text.size_bytes() > 0) in.check_text(std::min(count, size_t{1} << 40) * text.size_bytes());
    in.charge(count * text.size_bytes() / 256);
    TextBuilder out;
    for (size_t i = 0; i < count && text.size_bytes() > 0; ++i) out.append(text);
    return Value(out.finish(text.markup()));
  }
  const List& list = *value.as_list();
  in.check_list(count * list.items.size());
  in.charge(count * list.items.size() / 8);
  std::vector<Value> items;
  items.reserve(count * list.items.size());
  for (size_t i = 0; i < count && !list.items.empty(); ++i) {
    items.insert(items.end(), list.items.begin(), list.items.end());
  }
  return make_list(std::move(items), list.kind);
}

bool repeatable(const Value& v) {
  return v.is_text() || (v.is_list() && (v.as_list()->kind == ListKind::list || v.as_list()->kind == ListKind::tuple));
}

Value multiply(Interpreter& in, const Value& a, const Value& b) {
  if (a.is_int() && b.is_int()) {
    int64_t out = 0;
    if (__builtin_mul_overflow(a.as_int(), b.as_int(), &out)) out_of_range();
    return Value(out);
  }
  if (a.is_number() && b.is_number()) return Value(a.as_double() * b.as_double());
  if (repeatable(a) && b.is_int()) return repeat(in, a, b.as_int());
  if (repeatable(b) && a.is_int()) return repeat(in, b, a.as_int());
  unsupported("*", a, b);
}

/// Division that rounds down, as Python's.
int64_t floor_quotient(int64_t a, int64_t b) {
  if (b == 0) raise("division by zero");
  if (b == -1 && a == INT64_MIN) out_of_range();
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

Value divide(const Value& a, const Value& b) {
  if (!a.is_number() || !b.is_number()) unsupported("/", a, b);
  if (b.as_double() == 0) raise("division by zero");
  return Value(a.as_double() / b.as_double());
}

Value floor_divide(const Value& a, const Value& b) {
  if (a.is_int() && b.is_int()) return Value(floor_quotient(a.as_int(), b.as_int()));
  if (!a.is_number() || !b.is_number()) unsupported("//", a, b);
  if (b.as_double() == 0) raise("division by zero");
  return Value(std::floor(a.as_double() / b.as_double()));
}

Value modulo(Interpreter& in, const Value& a, const Value& b) {
  if (a.is_text()) return Value(percent_format(in, *a.as_text(), b));
  if (a.is_int() && b.is_int()) {
    const int64_t divisor = b.as_int();
    if (divisor == -1) return Value(int64_t{0});
    return Value(a.as_int() - floor_quotient(a.as_int(), divisor) * divisor);
  }
  if (!a.is_number() || !b.is_number()) unsupported("%", a, b);
  const double divisor = b.as_double();
  if (divisor == 0) raise("modulo by zero");
  double rest = std::fmod(a.as_double(), divisor);
  if (rest != 0 && (rest < 0) != (divisor < 0)) rest += divisor;
  return Value(rest);
}

Value power(const Value& a, const Value& b) {
  if (!a.is_number() || !b.is_number()) unsupported("**", a, b);
  if (a.is_int() && b.is_int() && b.as_int() >= 0) {
    int64_t out = 1;
    int64_t base = a.as_int();
    bool overflow = false;
    for (int64_t n = b.as_int(); n > 0; n >>= 1) {
      if (n & 1) overflow |= __builtin_mul_overflow(out, base, &out);
      if (n > 1) overflow |= __builtin_mul_overflow(base, base, &base);
    }
    if (overflow) out_of_range();
    return Value(out);
  }
  if (a.as_double() == 0 && b.as_double() < 0) raise("0.0 cannot be raised to a negative power");
  const double out = std::pow(a.as_double(), b.as_double());
  if (std::isnan(out) && !std::isnan(a.as_double()) && !std::isnan(b.as_double()))
    raise("the power is a complex number");
  if (std::isinf(out) && std::isfinite(a.as_double()) && std::isfinite(b.as_double()))
    raise("the power is out of range");
  return Value(out);
}

/// Python's slice.indices().
struct Span {
  int64_t begin, end, step;
};
Span span_of(const Value& begin, const Value& end, const Value& step, int64_t length) {
  const auto index = [](const Value& v) {
    if (!v.is_int()) raise("slice indices must be integers or None");
    return v.as_int();
  };
  const int64_t by = step.is_none() ? 1 : index(step);
  if (by == 0) raise("slice step cannot be zero");
  const int64_t low = by > 0 ? 0 : -1;
  const int64_t high = by > 0 ? length : length - 1;
  const auto place = [&](const Value& v, int64_t fallback) {
    if (v.is_none()) return fallback;
    int64_t at = index(v);
    if (at < 0) at += length;
    return std::clamp(at, low, high);
  };
  return {place(begin, by > 0 ? low : high), place(end, by > 0 ? high : low), by};
}

TextPtr slice_text(const TextPtr& text, const Span& span) {
  if (span.step == 1) {
    if (span.begin >= span.end) return make_text("");
    return slice_bytes(text, text->offset_of(static_cast<size_t>(span.begin)),
                       text->offset_of(static_cast<size_t>(span.end)));
  }
  std::vector<size_t> offsets;  // of each code point, and the end
  for (size_t i = 0; i < text->size_bytes(); ++i) {
    if ((static_cast<uint8_t>(text->view()[i]) & 0xC0) != 0x80) offsets.push_back(i);
  }
  offsets.push_back(text->size_bytes());
  TextBuilder out;
  for (int64_t i = span.begin; span.step > 0 ? i < span.end : i > span.end;) {
    out.append(*text, offsets[static_cast<size_t>(i)], offsets[static_cast<size_t>(i) + 1]);
    if (__builtin_add_overflow(i, span.step, &i)) break;
  }
  return out.finish(text->markup());
}

}  // namespace

void require_defined(const Value& value) {
  if (value.is_undefined()) raise(value.undefined_hint());
}

Value binary(Interpreter& in, BinaryOp op, const Value& a, const Value& b) {
  if (!(op == BinaryOp::modulo && a.is_text())) {
    require_defined(a);
    require_defined(b);
  }
  switch (op) {
    case BinaryOp::add:
      return add(in, a, b);
    case BinaryOp::subtract:
      return subtract(a, b);
    case BinaryOp::multiply:
      return multiply(in, a, b);
    case BinaryOp::divide:
      return divide(a, b);
    case BinaryOp::floor_divide:
      return floor_divide(a, b);
    case BinaryOp::modulo:
      return modulo(in, a, b);
    case BinaryOp::power:
      return power(a, b);
    case BinaryOp::logical_and:
    case BinaryOp::logical_or:
      break;  // the evaluator's, they may not look at b
  }
  return Value();
}

Value unary(UnaryOp op, const Value& a) {
  if (op == UnaryOp::logical_not) return Value(!truthy(a));
  require_defined(a);
  if (!a.is_number()) raise("bad operand type for a sign: '" + a.type_name() + "'");
  if (op == UnaryOp::plus) return a.is_bool() ? Value(a.as_int()) : a;
  if (a.is_float()) return Value(-a.as_double());
  if (a.as_int() == INT64_MIN) out_of_range();
  return Value(-a.as_int());
}

Value slice(Interpreter& in, const Value& value, const Value& begin, const Value& end, const Value& step) {
  require_defined(value);
  if (value.is_text()) {
    in.charge(value.as_text()->size_bytes() / 256);
    return Value(
        slice_text(value.as_text(), span_of(begin, end, step, static_cast<int64_t>(value.as_text()->length()))));
  }
  if (!value.is_list() || !value.as_list()->indexable()) {
    return Value::undefined("'" + value.type_name() + "' object cannot be sliced");
  }
  const List& list = *value.as_list();
  const Span span = span_of(begin, end, step, static_cast<int64_t>(list.items.size()));
  in.charge(list.items.size() / 8);
  std::vector<Value> items;
  for (int64_t i = span.begin; span.step > 0 ? i < span.end : i > span.end;) {
    items.push_back(list.items[static_cast<size_t>(i)]);
    if (__builtin_add_overflow(i, span.step, &i)) break;
  }
  if (list.kind != ListKind::range) return make_list(std::move(items), list.kind);
  auto part = std::make_shared<List>(std::move(items), ListKind::range);
  const auto place = [&](int64_t i) { return list.range_start + i * list.range_step; };  // kMaxRange keeps it small
  part->range_start = place(span.begin);
  part->range_stop = place(span.end);
  part->range_step = list.range_step * span.step;
  return Value(ListPtr(std::move(part)));
}

TextPtr escape_html(const TextPtr& text) {
  if (text->markup()) return text;
  TextBuilder out;
  const std::string_view view = text->view();
  for (size_t i = 0; i < view.size(); ++i) {
    std::string_view entity;
    switch (view[i]) {
      case '&':
        entity = "&amp;";
        break;
      case '<':
        entity = "&lt;";
        break;
      case '>':
        entity = "&gt;";
        break;
      case '\'':
        entity = "&#39;";
        break;
      case '"':
        entity = "&#34;";
        break;
      default:
        break;
    }
    if (entity.empty())
      out.append(*text, i, i + 1);
    else
      out.append(entity, text->is_input(i));
  }
  return out.finish(true);
}

}  // namespace snug::tmpl
