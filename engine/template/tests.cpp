// Tests: value is name.
#include <array>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"
#include "engine/template/operators.h"

namespace snug::tmpl {
namespace {

template <bool (*F)(const Value&)>
bool of_value(Interpreter&, Value value, Args& args) {
  ArgReader("test", args, {});
  return F(value);
}

bool is_defined(const Value& v) {
  return !v.is_undefined();
}
bool is_undefined(const Value& v) {
  return v.is_undefined();
}
bool is_none(const Value& v) {
  return v.is_none();
}
bool is_boolean(const Value& v) {
  return v.is_bool();
}
bool is_true(const Value& v) {
  return v.is_bool() && v.as_bool();
}
bool is_false(const Value& v) {
  return v.is_bool() && !v.as_bool();
}
bool is_integer(const Value& v) {
  return v.is_int() && !v.is_bool();
}
bool is_float(const Value& v) {
  return v.is_float();
}
bool is_number(const Value& v) {
  return v.is_number();
}
bool is_string(const Value& v) {
  return v.is_text();
}
bool is_mapping(const Value& v) {
  return v.is_dict();
}
bool is_iterable(const Value& v) {
  return v.is_text() || v.is_list() || v.is_dict() || v.is_undefined();
}
bool is_sequence(const Value& v) {
  return v.is_text() || v.is_dict() || v.is_undefined() || (v.is_list() && v.as_list()->indexable());
}
bool is_callable(const Value& v) {
  return v.is_undefined() || (v.is_object() && v.as_object()->callable());
}
bool is_escaped(const Value& v) {
  return v.is_text() && v.as_text()->markup();
}

bool one_case(Interpreter& in, const Value& value, std::string_view method) {
  Args none;
  const Value text(to_text(value));
  return truthy(find_text_method(method)(in, text, none));
}
bool is_lower(Interpreter& in, Value value, Args&) {
  return one_case(in, value, "islower");
}
bool is_upper(Interpreter& in, Value value, Args&) {
  return one_case(in, value, "isupper");
}

bool modulo_is(Interpreter& in, const Value& value, const Value& by, int64_t rest) {
  return equal(binary(in, BinaryOp::modulo, value, by), Value(rest));
}
bool is_odd(Interpreter& in, Value value, Args&) {
  return modulo_is(in, value, Value(int64_t{2}), 1);
}
bool is_even(Interpreter& in, Value value, Args&) {
  return modulo_is(in, value, Value(int64_t{2}), 0);
}
bool is_divisible(Interpreter& in, Value value, Args& args) {
  const ArgReader reader("divisibleby", args, {"num"});
  return modulo_is(in, value, reader.required(0), 0);
}

bool is_eq(Interpreter&, Value a, Args& args) {
  return equal(a, ArgReader("eq", args, {"other"}).required(0));
}
bool is_ne(Interpreter&, Value a, Args& args) {
  return !equal(a, ArgReader("ne", args, {"other"}).required(0));
}
bool is_lt(Interpreter&, Value a, Args& args) {
  return less(a, ArgReader("lt", args, {"other"}).required(0));
}
bool is_gt(Interpreter&, Value a, Args& args) {
  return less(ArgReader("gt", args, {"other"}).required(0), a);
}
bool is_le(Interpreter&, Value a, Args& args) {
  const ArgReader reader("le", args, {"other"});
  return less(a, reader.required(0)) || equal(a, reader.required(0));
}
bool is_ge(Interpreter&, Value a, Args& args) {
  const ArgReader reader("ge", args, {"other"});
  return less(reader.required(0), a) || equal(a, reader.required(0));
}

bool is_in(Interpreter& in, Value value, Args& args) {
  return in.contains(ArgReader("in", args, {"seq"}).required(0), value);
}

/// Python's `is`: the same object. Equal small numbers and strings of the same text object count as the same.
bool is_same(Interpreter&, Value a, Args& args) {
  const Value& b = ArgReader("sameas", args, {"other"}).required(0);
  if (a.storage().index() != b.storage().index()) return false;
  if (a.is_text()) return a.as_text() == b.as_text();
  if (a.is_list()) return a.as_list() == b.as_list();
  if (a.is_dict()) return a.as_dict() == b.as_dict();
  return !a.is_undefined() && equal(a, b);
}

bool is_filter(Interpreter&, Value value, Args&) {
  return value.is_text() && find_filter(value.view()) != nullptr;
}
bool is_test(Interpreter&, Value value, Args&) {
  return value.is_text() && find_test(value.view()) != nullptr;
}

struct Row {
  std::string_view name;
  TestFn fn;
};
constexpr std::array kTests{Row{"odd", is_odd},
                            Row{"even", is_even},
                            Row{"divisibleby", is_divisible},
                            Row{"defined", of_value<is_defined>},
                            Row{"undefined", of_value<is_undefined>},
                            Row{"none", of_value<is_none>},
                            Row{"boolean", of_value<is_boolean>},
                            Row{"true", of_value<is_true>},
                            Row{"false", of_value<is_false>},
                            Row{"integer", of_value<is_integer>},
                            Row{"float", of_value<is_float>},
                            Row{"number", of_value<is_number>},
                            Row{"string", of_value<is_string>},
                            Row{"mapping", of_value<is_mapping>},
                            Row{"iterable", of_value<is_iterable>},
                            Row{"sequence", of_value<is_sequence>},
                            Row{"callable", of_value<is_callable>},
                            Row{"escaped", of_value<is_escaped>},
                            Row{"lower", is_lower},
                            Row{"upper", is_upper},
                            Row{"sameas", is_same},
                            Row{"in", is_in},
                            Row{"filter", is_filter},
                            Row{"test", is_test},
                            Row{"==", is_eq},
                            Row{"eq", is_eq},
                            Row{"equalto", is_eq},
                            Row{"!=", is_ne},
                            Row{"ne", is_ne},
                            Row{"<", is_lt},
                            Row{"lt", is_lt},
                            Row{"lessthan", is_lt},
                            Row{">", is_gt},
                            Row{"gt", is_gt},
                            Row{"greaterthan", is_gt},
                            Row{"<=", is_le},
                            Row{"le", is_le},
                            Row{">=", is_ge},
                            Row{"ge", is_ge}};

}  // namespace

TestFn find_test(std::string_view name) {
  for (const Row& row : kTests) {
    if (row.name == name) return row.fn;
  }
  return nullptr;
}

}  // namespace snug::tmpl
