#include "engine/template/value.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "engine/template/failure.h"

namespace snug::tmpl {
namespace {

thread_local WorkMeter* meter = nullptr;

/// Smaller dicts are searched one by one.
constexpr size_t kIndexFrom = 12;

template <class... F>
struct Overload : F... {
  using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

std::string list_type_name(ListKind kind) {
  switch (kind) {
    case ListKind::list:
      return "list";
    case ListKind::tuple:
      return "tuple";
    case ListKind::range:
      return "range";
    case ListKind::generator:
      return "generator";
    case ListKind::keys:
      return "dict_keys";
    case ListKind::values:
      return "dict_values";
    case ListKind::items:
      return "dict_items";
  }
  return "list";
}

int depth_of_items(const std::vector<Value>& items) {
  int depth = 0;
  for (const Value& item : items) depth = std::max(depth, item.depth());
  return depth + 1;
}

bool lists_equal(const List& a, const List& b) {
  if (a.kind != b.kind || !a.indexable()) return &a == &b;
  return std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), equal);
}

bool dicts_equal(const Dict& a, const Dict& b) {
  if (a.size() != b.size()) return false;
  return std::all_of(a.items().begin(), a.items().end(), [&](const auto& item) {
    const Value* other = b.find(item.first);
    return other != nullptr && equal(item.second, *other);
  });
}

/// Python compares int and float exactly. The 64-bit mantissa of x86's long double holds both.
long double wide(const Value& v) {
  return v.is_float() ? static_cast<long double>(v.as_double()) : static_cast<long double>(v.as_int());
}
static_assert(std::numeric_limits<long double>::digits >= 64);

}  // namespace

WorkMeter* set_work_meter(WorkMeter* next) {
  return std::exchange(meter, next);
}

void count_work(int64_t amount) {
  if (meter == nullptr) return;
  meter->work += amount;
  if (meter->work > meter->limit) raise_limit("comparing or printing a value takes too long");
}

Value Object::call(Interpreter&, Args&) {
  raise("'" + type_name() + "' object is not callable");
}
std::optional<Value> Object::attribute(Interpreter&, std::string_view) {
  return std::nullopt;
}

std::string Value::type_name() const {
  return std::visit(
      Overload{[](const Undefined&) { return std::string("Undefined"); }, [](None) { return std::string("NoneType"); },
               [](bool) { return std::string("bool"); }, [](int64_t) { return std::string("int"); },
               [](double) { return std::string("float"); }, [](const TextPtr&) { return std::string("str"); },
               [](const ListPtr& list) { return list_type_name(list->kind); },
               [](const DictPtr&) { return std::string("dict"); },
               [](const ObjectPtr& object) { return object->type_name(); }},
      storage_);
}

std::string Value::undefined_hint() const {
  const auto& hint = std::get<Undefined>(storage_).hint;
  return hint ? *hint : "an undefined value was used";
}

int Value::depth() const {
  if (is_list()) return as_list()->depth;
  if (is_dict()) return as_dict()->depth();
  return is_object() ? as_object()->depth() : 0;
}

List::List(std::vector<Value> values, ListKind list_kind)
    : items(std::move(values)),
      kind(list_kind),
      depth(depth_of_items(items)),
      live(sizeof(List) + items.capacity() * sizeof(Value)) {}

template <class Match>
const Value* Dict::find_if(size_t hash, Match match) const {
  if (index_.empty()) {
    for (const auto& [key, value] : items_) {
      if (match(key)) return &value;
    }
    return nullptr;
  }
  const auto [first, last] = index_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    const auto& [key, value] = items_[it->second];
    if (match(key)) return &value;
  }
  return nullptr;
}

const Value* Dict::find(std::string_view key) const {
  const size_t hash = index_.empty() ? 0 : std::hash<std::string_view>{}(key);
  return find_if(hash, [&](const Value& other) { return other.is_text() && other.view() == key; });
}

const Value* Dict::find(const Value& key) const {
  if (key.is_text()) return find(key.view());
  return find_if(index_.empty() ? 0 : hash_of(key), [&](const Value& other) { return equal(key, other); });
}

void Dict::set(Value key, Value value) {
  depth_ = std::max({depth_, value.depth() + 1, key.depth() + 1});
  if (const Value* present = find(key)) {
    *const_cast<Value*>(present) = std::move(value);  // own item, found through the const search
    return;
  }
  if ((items_.size() & 63) == 63) grown_.push_back(std::make_unique<LiveBytes>(64 * 3 * sizeof(Value)));
  items_.emplace_back(std::move(key), std::move(value));
  if (items_.size() == kIndexFrom) {
    for (size_t i = 0; i < items_.size(); ++i) index_.emplace(hash_of(items_[i].first), i);
  } else if (items_.size() > kIndexFrom) {
    index_.emplace(hash_of(items_.back().first), items_.size() - 1);
  }
}

Value make_list(std::vector<Value> items, ListKind kind) {
  return Value(std::make_shared<const List>(std::move(items), kind));
}
Value make_tuple(std::vector<Value> items) {
  return make_list(std::move(items), ListKind::tuple);
}

bool truthy(const Value& value) {
  return std::visit(
      Overload{[](const Undefined&) { return false; }, [](None) { return false; }, [](bool b) { return b; },
               [](int64_t i) { return i != 0; }, [](double d) { return d != 0.0; },
               [](const TextPtr& text) { return text->size_bytes() > 0; },
               [](const ListPtr& list) { return list->kind == ListKind::generator || !list->items.empty(); },
               [](const DictPtr& dict) { return dict->size() > 0; }, [](const ObjectPtr&) { return true; }},
      value.storage());
}

bool equal(const Value& a, const Value& b) {
  count_work();
  if (a.is_number() && b.is_number()) return wide(a) == wide(b);
  if (a.storage().index() != b.storage().index()) return false;
  if (a.is_text()) return a.view() == b.view();
  if (a.is_list()) return lists_equal(*a.as_list(), *b.as_list());
  if (a.is_dict()) return dicts_equal(*a.as_dict(), *b.as_dict());
  if (a.is_object()) return a.as_object() == b.as_object();
  return true;  // undefined or none
}

bool less(const Value& a, const Value& b) {
  count_work();
  if (a.is_number() && b.is_number()) return wide(a) < wide(b);
  if (a.is_text() && b.is_text()) return a.view() < b.view();  // UTF-8 sorts as code points do
  if (a.is_list() && b.is_list() && a.as_list()->kind == b.as_list()->kind &&
      (a.as_list()->kind == ListKind::list || a.as_list()->kind == ListKind::tuple)) {
    const auto& x = a.as_list()->items;
    const auto& y = b.as_list()->items;
    for (size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
      if (!equal(x[i], y[i])) return less(x[i], y[i]);
    }
    return x.size() < y.size();
  }
  if (a.is_undefined()) raise(a.undefined_hint());
  if (b.is_undefined()) raise(b.undefined_hint());
  raise("'<' not supported between instances of '" + a.type_name() + "' and '" + b.type_name() + "'");
}

bool hashable(const Value& value) {
  count_work();
  if (value.is_dict()) return false;
  if (!value.is_list()) return true;
  const List& list = *value.as_list();
  if (list.kind == ListKind::tuple) return std::all_of(list.items.begin(), list.items.end(), hashable);
  return list.kind == ListKind::range || list.kind == ListKind::generator;
}

size_t hash_of(const Value& value) {
  count_work();
  if (value.is_text()) return std::hash<std::string_view>{}(value.view());
  if (value.is_int()) return std::hash<int64_t>{}(value.as_int());
  if (value.is_float()) {
    const double d = value.as_double();
    if (d == std::floor(d) && std::fabs(d) < 9e18) return std::hash<int64_t>{}(static_cast<int64_t>(d));
    return std::hash<double>{}(d);
  }
  if (value.is_list() && value.as_list()->kind == ListKind::tuple) {
    size_t hash = 17;
    for (const Value& item : value.as_list()->items) hash = hash * 1000003 + hash_of(item);
    return hash;
  }
  if (value.is_list()) return std::hash<const List*>{}(value.as_list().get());
  if (value.is_object()) return std::hash<const Object*>{}(value.as_object().get());
  return value.storage().index();
}

}  // namespace snug::tmpl
