// The names that templates find ready made: filters, tests, methods of str, list and dict, and global functions.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/template/ast.h"
#include "engine/template/objects.h"

namespace snug::tmpl {

/// null if there is none of that name
FilterFn find_filter(std::string_view name);
TestFn find_test(std::string_view name);
/// A method of the value, bound to it. What Python has but a sandboxed template may not use is undefined with a hint;
/// nothing where Python has no such attribute either.
std::optional<Value> find_method(const Value& self, std::string_view name);
/// range, dict, namespace, raise_exception, ...; nothing for other names.
std::optional<Value> make_global(std::string_view name);

/// Matches the arguments of a call to the parameters' names, as Python does.
class ArgReader {
 public:
  /// Throws Failure for too many, unknown or repeated arguments.
  ArgReader(std::string_view function, const Args& args, std::initializer_list<std::string_view> params);
  bool has(size_t i) const { return values_[i] != nullptr; }
  /// The argument, or Failure if it was not given.
  const Value& required(size_t i) const;
  Value value(size_t i, Value fallback) const { return has(i) ? *values_[i] : std::move(fallback); }
  /// An integer (none counts as not given), or Failure.
  int64_t integer(size_t i, int64_t fallback) const;
  bool truth(size_t i, bool fallback) const { return has(i) ? truthy(*values_[i]) : fallback; }
  /// A str, or Failure.
  TextPtr text(size_t i) const;
  /// Given and not none.
  bool given(size_t i) const { return has(i) && !values_[i]->is_none(); }

 private:
  std::string_view function_;
  std::vector<std::string_view> params_;
  std::vector<const Value*> values_;
};

// text_methods.cpp; shared by methods and filters

/// Code point by code point through `map`, with marks.
TextPtr map_text(const TextPtr& text, std::string (*map)(char32_t));
TextPtr lower_text(const TextPtr& text);
TextPtr upper_text(const TextPtr& text);
TextPtr capitalize_text(const TextPtr& text);
/// chars null: white space
TextPtr strip_text(const TextPtr& text, const Text* chars, bool left, bool right);
/// count < 0: all
TextPtr replace_text(Interpreter& in, const TextPtr& text, std::string_view from, const Text& to, int64_t count);
std::vector<Value> split_lines(const TextPtr& text, bool keep_ends);
/// Joins str() of the items.
TextPtr join_texts(Interpreter& in, const Text& separator, const std::vector<Value>& items);
/// str.format
TextPtr brace_format(Interpreter& in, const Text& format, const Args& args);
/// format(value, spec)
TextPtr format_value(Interpreter& in, const Value& value, const Text& spec);
/// A method of str, or null.
MethodFn find_text_method(std::string_view name);
/// int(text, base) and float(text); nothing where Python raises ValueError.
std::optional<int64_t> parse_integer(std::string_view text, int base);
std::optional<double> parse_float(std::string_view text);

// list filters (filters_list.cpp), merged into find_filter
FilterFn find_list_filter(std::string_view name);

}  // namespace snug::tmpl
