// The values that a template computes with: Python's, as far as chat templates can see them.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "engine/template/text.h"

namespace snug::tmpl {

class Value;
class Interpreter;
struct List;
class Dict;
using ListPtr = std::shared_ptr<const List>;
using DictPtr = std::shared_ptr<const Dict>;

/// Arguments of a call, filter or test, in the order written.
struct Args {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> named;
};

/// jinja2.Undefined: prints as nothing, is false, iterates as empty; anything else fails with its hint.
struct Undefined {
  std::shared_ptr<const std::string> hint;  ///< "'x' is undefined"; may be null
};
struct None {};

/// Counts work done inside value operations (comparing, hashing, printing), which may be exponential in the size of a
/// value that shares its parts. Set by the interpreter for its thread; without one nothing is counted.
struct WorkMeter {
  int64_t work = 0;
  int64_t limit = 2'000'000;  ///< between two looks of the interpreter
};
/// The meter of this thread; returns the former one.
WorkMeter* set_work_meter(WorkMeter* meter);
/// Adds work; throws Failure (template_limit) past the limit.
void count_work(int64_t amount = 1);

/// A thing with identity: function, macro, namespace, loop. What it does not override fails as in Python.
class Object {
 public:
  virtual ~Object() = default;
  virtual std::string type_name() const = 0;
  virtual std::string repr() const { return "<" + type_name() + ">"; }
  virtual bool callable() const { return false; }
  /// As Value::depth(): lists and dicts that it holds. It bounds the recursion of destructors.
  virtual int depth() const { return 0; }
  virtual Value call(Interpreter& in, Args& args);
  /// nothing where there is no such attribute
  virtual std::optional<Value> attribute(Interpreter& in, std::string_view name);
};
using ObjectPtr = std::shared_ptr<Object>;

class Value {
 public:
  using Storage = std::variant<Undefined, None, bool, int64_t, double, TextPtr, ListPtr, DictPtr, ObjectPtr>;

  Value() = default;  ///< undefined without a hint
  Value(None none) : storage_(none) {}
  template <std::same_as<bool> Bool>  // nothing else may become a bool, above all no pointer
  Value(Bool value) : storage_(value) {}
  Value(int64_t value) : storage_(value) {}
  Value(double value) : storage_(value) {}
  Value(TextPtr text) : storage_(std::move(text)) {}
  Value(ListPtr list) : storage_(std::move(list)) {}
  Value(DictPtr dict) : storage_(std::move(dict)) {}
  Value(ObjectPtr object) : storage_(std::move(object)) {}
  Value(Undefined undefined) : storage_(std::move(undefined)) {}
  /// Text of our own, not of the conversation.
  static Value text(std::string bytes) { return Value(make_text(std::move(bytes))); }
  static Value length(size_t n) { return Value(static_cast<int64_t>(n)); }
  static Value undefined(std::string hint) { return Value(Undefined{std::make_shared<std::string>(std::move(hint))}); }

  bool is_undefined() const { return std::holds_alternative<Undefined>(storage_); }
  bool is_none() const { return std::holds_alternative<None>(storage_); }
  bool is_bool() const { return std::holds_alternative<bool>(storage_); }
  /// int in Python's sense, bool included
  bool is_int() const { return std::holds_alternative<int64_t>(storage_) || is_bool(); }
  bool is_float() const { return std::holds_alternative<double>(storage_); }
  bool is_number() const { return is_int() || is_float(); }
  bool is_text() const { return std::holds_alternative<TextPtr>(storage_); }
  bool is_list() const { return std::holds_alternative<ListPtr>(storage_); }
  bool is_dict() const { return std::holds_alternative<DictPtr>(storage_); }
  bool is_object() const { return std::holds_alternative<ObjectPtr>(storage_); }

  bool as_bool() const { return std::get<bool>(storage_); }
  int64_t as_int() const { return is_bool() ? as_bool() : std::get<int64_t>(storage_); }
  /// any number as double
  double as_double() const { return is_float() ? std::get<double>(storage_) : static_cast<double>(as_int()); }
  const TextPtr& as_text() const { return std::get<TextPtr>(storage_); }
  std::string_view view() const { return as_text()->view(); }
  const ListPtr& as_list() const { return std::get<ListPtr>(storage_); }
  const DictPtr& as_dict() const { return std::get<DictPtr>(storage_); }
  const ObjectPtr& as_object() const { return std::get<ObjectPtr>(storage_); }
  const Storage& storage() const { return storage_; }

  /// Python's name of the type: "str", "int", "NoneType", ...
  std::string type_name() const;
  /// What an undefined value says of itself.
  std::string undefined_hint() const;
  /// Lists and dicts inside one another, 0 for a scalar.
  int depth() const;

 private:
  Storage storage_;
};

enum class ListKind : uint8_t { list, tuple, range, generator, keys, values, items };

/// Any sequence of values. All but generators are immutable once shared.
struct List {
  List(std::vector<Value> values, ListKind list_kind);
  std::vector<Value> items;
  ListKind kind;
  int depth;
  int64_t range_start = 0, range_stop = 0, range_step = 1;  ///< kind range only, for repr
  mutable size_t consumed = 0;                              ///< kind generator only: items already taken
  LiveBytes live;

  /// Sequences that have an index and a length in Python.
  bool indexable() const { return kind == ListKind::list || kind == ListKind::tuple || kind == ListKind::range; }
};

/// Keeps insertion order. Keys are what Python can hash; 1, 1.0 and True are one key.
class Dict {
 public:
  Dict() : live_(64) {}
  /// Sets or replaces. The key must be hashable.
  void set(Value key, Value value);
  const Value* find(const Value& key) const;
  const Value* find(std::string_view key) const;
  const std::vector<std::pair<Value, Value>>& items() const { return items_; }
  size_t size() const { return items_.size(); }
  int depth() const { return depth_; }

 private:
  template <class Match>
  const Value* find_if(size_t hash, Match match) const;
  std::vector<std::pair<Value, Value>> items_;
  std::unordered_multimap<size_t, size_t> index_;  ///< hash to position, from kIndexFrom items on
  int depth_ = 1;
  LiveBytes live_;
  std::vector<std::unique_ptr<LiveBytes>> grown_;
};

Value make_list(std::vector<Value> items, ListKind kind = ListKind::list);
Value make_tuple(std::vector<Value> items);

/// bool(value).
bool truthy(const Value& value);
/// a == b.
bool equal(const Value& a, const Value& b);
/// a < b; fails with Python's TypeError where the types have no order.
bool less(const Value& a, const Value& b);
/// Whether the value can be a dict's key.
bool hashable(const Value& value);
/// Equal values have equal hashes. The value must be hashable.
size_t hash_of(const Value& value);

/// str(value) and repr(value), with the marks of the texts inside. Throws Failure (template_limit) past 16 MiB.
TextPtr to_text(const Value& value);
TextPtr to_repr(const Value& value);
/// repr() of a float: the shortest digits that give it back.
std::string float_repr(double value);

}  // namespace snug::tmpl
