// Statements, scopes and budgets. Expressions are in evaluate.cpp.
#include "engine/template/interpreter.h"

#include <algorithm>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"
#include "engine/template/objects.h"

namespace snug::tmpl {
namespace {
constexpr int64_t kStepsBetweenLooks = 512;
constexpr size_t kMaxOwned = 100'000;  // namespaces, and scopes that a macro holds
}  // namespace

Value* Scope::find(std::string_view name) {
  for (auto& [key, value] : names) {
    if (key == name) return &value;
  }
  return nullptr;
}

void Scope::set(std::string_view name, Value value) {
  if (Value* present = find(name)) {
    *present = std::move(value);
  } else {
    names.emplace_back(name, std::move(value));
  }
}

Interpreter::Depth::Depth(Interpreter& in) : in_(in) {
  if (in_.depth_ >= in_.limits_.evaluation_depth) raise_limit("evaluation is nested too deeply");
  ++in_.depth_;
}

Interpreter::Interpreter(const Dict& context, const Limits& limits, const Clock& clock)
    : context_(context),
      limits_(limits),
      clock_(clock),
      deadline_(std::chrono::steady_clock::now() + std::chrono::milliseconds(limits.wall_ms)),
      live_at_start_(live_bytes()),
      former_meter_(set_work_meter(&meter_)),
      root_(std::make_shared<Scope>()),
      scope_(root_) {}

Interpreter::~Interpreter() {
  // Namespaces and closures may hold each other: empty them while all are still held here.
  for (const auto& object : namespaces_) object->clear();
  for (const ScopePtr& scope : closures_) scope->names.clear();
  root_->names.clear();
  set_work_meter(former_meter_);
}

TextPtr Interpreter::run(const Block& body) {
  outputs_.emplace_back();
  execute(body);
  return outputs_.back().finish();
}

void Interpreter::charge(size_t work) {
  steps_ += static_cast<int64_t>(work) + std::exchange(meter_.work, 0) / 8;
  if (steps_ < next_look_) return;
  next_look_ = steps_ + kStepsBetweenLooks;
  if (steps_ > limits_.steps) raise_limit("it takes more than " + std::to_string(limits_.steps) + " steps");
  if (limits_.wall_ms > 0 && std::chrono::steady_clock::now() > deadline_) {
    raise_limit("it takes longer than " + std::to_string(limits_.wall_ms) + " ms");
  }
  if (live_bytes() - live_at_start_ > static_cast<int64_t>(limits_.live_bytes)) raise_limit("it takes too much memory");
}

void Interpreter::check_text(size_t size_bytes) const {
  if (size_bytes > limits_.text_bytes) raise_limit("a text is longer than a template may make");
}

void Interpreter::check_list(size_t n_items) const {
  if (n_items > limits_.list_items) raise_limit("a list is longer than a template may make");
}

void Interpreter::own(std::shared_ptr<NamespaceObject> object) {
  if (namespaces_.size() >= kMaxOwned) raise_limit("it makes too many namespaces");
  namespaces_.push_back(std::move(object));
}

Interpreter::Flow Interpreter::execute(const Block& block) {
  for (const Stmt& stmt : block) {
    if (const Flow flow = execute(stmt); flow != Flow::normal) return flow;
  }
  return Flow::normal;
}

Interpreter::Flow Interpreter::execute(const Stmt& stmt) {
  const Depth depth(*this);
  line_ = stmt.line;
  charge(1);
  return std::visit([this](const auto& node) { return execute_node(node); }, stmt.node);
}

void Interpreter::write(const Text& text) {
  pending_bytes_ += text.size_bytes();
  if (pending_bytes_ > limits_.output_bytes) raise_limit("the text is longer than a prompt may be");
  outputs_.back().append(text);
}

TextPtr Interpreter::capture(const Block& block) {
  outputs_.emplace_back();
  execute(block);
  TextPtr text = outputs_.back().finish();
  outputs_.pop_back();
  pending_bytes_ -= text->size_bytes();
  return text;
}

Interpreter::Flow Interpreter::execute_node(const Output& node) {
  for (const ExprPtr& part : node.parts) {
    const Value value = eval(*part);
    const TextPtr text = to_text(value);
    charge(text->size_bytes() / 256);
    write(*text);
  }
  return Flow::normal;
}

Interpreter::Flow Interpreter::execute_node(const If& node) {
  for (const auto& [condition, then] : node.branches) {
    if (truthy(eval(*condition))) return execute(then);
  }
  return execute(node.otherwise);
}

namespace {
/// Replaces the current scope while it lives.
class InScope {
 public:
  InScope(ScopePtr& current, ScopePtr next) : current_(current), former_(std::exchange(current, std::move(next))) {}
  ~InScope() { current_ = std::move(former_); }
  InScope(const InScope&) = delete;

 private:
  ScopePtr& current_;
  ScopePtr former_;
};

ScopePtr child_of(const ScopePtr& parent) {
  return std::make_shared<Scope>(Scope{parent, {}});
}
}  // namespace

Interpreter::Flow Interpreter::execute_node(const For& node) {
  run_loop(node, sequence(eval(*node.iterable)), 0);
  return Flow::normal;
}

void Interpreter::run_loop(const For& node, ListPtr items, int depth0) {
  const ScopePtr outer = scope_;
  LoopObject::Filter filter;
  if (node.condition) {
    filter = [this, &node, outer](const Value& item) {
      const InScope inside(scope_, child_of(outer));
      assign(node.target, item, *scope_);
      return truthy(eval(*node.condition));
    };
  }
  const auto loop = std::make_shared<LoopObject>(node, std::move(items), outer, depth0, std::move(filter));
  struct Finish {
    LoopObject& loop;
    ~Finish() { loop.finish(); }
  } const finish{*loop};

  const InScope inside(scope_, child_of(outer));
  bool any = false;
  while (loop->advance()) {
    any = true;
    charge(1);
    if (scope_.use_count() > 1) {
      scope_ = child_of(outer);  // a macro made in the body holds the former one
    } else {
      scope_->names.clear();
    }
    scope_->set("loop", Value(ObjectPtr(loop)));
    assign(node.target, loop->current(), *scope_);
    if (execute(node.body) == Flow::broke) break;
  }
  if (any) return;
  scope_ = child_of(outer);
  execute(node.otherwise);
}

Value Interpreter::recurse(const For& node, const ScopePtr& outer, const Value& iterable, int depth0) {
  if (call_depth_ >= limits_.call_depth) raise_limit("calls are nested too deeply");
  ++call_depth_;
  ListPtr items = sequence(iterable);
  const InScope inside(scope_, outer);
  outputs_.emplace_back();
  run_loop(node, std::move(items), depth0);
  TextPtr text = outputs_.back().finish();
  outputs_.pop_back();
  pending_bytes_ -= text->size_bytes();
  --call_depth_;
  return Value(std::move(text));
}

void Interpreter::assign(const Target& target, const Value& value, Scope& scope) {
  if (target.tuple) {
    const ListPtr items = sequence(value);
    if (items->items.size() != target.several.size()) {
      raise("cannot unpack " + std::to_string(items->items.size()) + " values into " +
            std::to_string(target.several.size()) + " names");
    }
    for (size_t i = 0; i < target.several.size(); ++i) assign(target.several[i], items->items[i], scope);
    return;
  }
  if (target.attribute.empty()) {
    charge(scope.names.size() / 8);
    return scope.set(target.name, value);
  }
  const Value object = lookup(target.name);
  auto* space = object.is_object() ? dynamic_cast<NamespaceObject*>(object.as_object().get()) : nullptr;
  if (space == nullptr) raise("cannot assign an attribute to something that is not a namespace");
  space->set(target.attribute, value);
}

Value Interpreter::lookup(std::string_view name) {
  size_t looked_at = 0;
  for (Scope* scope = scope_.get(); scope != nullptr; scope = scope->parent.get()) {
    looked_at += scope->names.size();
    if (const Value* value = scope->find(name)) {
      charge(looked_at / 16);
      return *value;
    }
  }
  charge(looked_at / 16);
  if (const Value* value = context_.find(name)) return *value;
  if (std::optional<Value> global = make_global(name)) {
    root_->set(name, *global);
    return *global;
  }
  return Value::undefined("'" + printable(name, 60) + "' is undefined");
}

Interpreter::Flow Interpreter::execute_node(const Set& node) {
  const Value value = eval(*node.value);
  assign(node.target, value, *scope_);
  return Flow::normal;
}

Interpreter::Flow Interpreter::execute_node(const SetBlock& node) {
  Value value;
  {
    const InScope inside(scope_, child_of(scope_));
    value = Value(capture(node.body));
    if (node.filter) value = run_filter_chain(*node.filter, std::move(value));
  }
  assign(node.target, value, *scope_);
  return Flow::normal;
}

Interpreter::Flow Interpreter::execute_node(const FilterBlock& node) {
  const InScope inside(scope_, child_of(scope_));
  const Value value = run_filter_chain(*node.filter, Value(capture(node.body)));
  write(*to_text(value));
  return Flow::normal;
}

Interpreter::Flow Interpreter::execute_node(const With& node) {
  const ScopePtr scope = child_of(scope_);
  for (const auto& [target, value] : node.assignments) assign(target, eval(*value), *scope);
  const InScope inside(scope_, scope);
  return execute(node.body);
}

Interpreter::Flow Interpreter::execute_node(const ScopeBlock& node) {
  const InScope inside(scope_, child_of(node.root_only ? root_ : scope_));
  return execute(node.body);
}

Interpreter::Flow Interpreter::execute_node(const Unsupported& node) {
  raise("'" + node.tag + "' needs other templates, and a chat template has none");
}

std::shared_ptr<MacroObject> Interpreter::make_macro(const MacroDef& def, std::string name) {
  if (closures_.empty() || closures_.back() != scope_) {
    if (closures_.size() >= kMaxOwned) raise_limit("it makes too many macros");
    closures_.push_back(scope_);
  }
  return std::make_shared<MacroObject>(def, std::move(name), scope_);
}

Interpreter::Flow Interpreter::execute_node(const MacroDef& node) {
  scope_->set(node.name, Value(ObjectPtr(make_macro(node, node.name))));
  return Flow::normal;
}

Interpreter::Flow Interpreter::execute_node(const CallBlock& node) {
  const Value caller(ObjectPtr(make_macro(node.caller, "caller")));
  const Call& written = std::get<Call>(node.call->node);
  const Value callee = eval(*written.callee);
  Args args = eval_args(written.args);
  args.named.emplace_back("caller", caller);
  write(*to_text(call(callee, args)));
  return Flow::normal;
}

Value Interpreter::call_macro(const MacroObject& macro, Args& args) {
  const MacroDef& def = macro.def();
  const ScopePtr scope = child_of(macro.closure());
  const size_t n_positional = std::min(args.positional.size(), def.params.size());
  std::vector<std::optional<Value>> bound(def.params.size());
  for (size_t i = 0; i < n_positional; ++i) bound[i] = args.positional[i];
  auto rest = std::make_shared<Dict>();
  Value caller = Value::undefined("No caller defined");
  for (auto& [name, value] : args.named) {
    const auto param =
        std::find_if(def.params.begin(), def.params.end(), [&](const Param& p) { return p.name == name; });
    const auto index = static_cast<size_t>(param - def.params.begin());
    if (param != def.params.end() && index >= n_positional) {
      bound[index] = std::move(value);
    } else if (name == "caller" && def.uses.caller && param == def.params.end()) {
      caller = std::move(value);
    } else if (def.uses.kwargs) {
      rest->set(Value::text(name), std::move(value));
    } else {
      raise("macro '" + macro.name() + "' takes no keyword argument '" + name + "'");
    }
  }
  if (args.positional.size() > def.params.size() && !def.uses.varargs) {
    raise("macro '" + macro.name() + "' takes not more than " + std::to_string(def.params.size()) + " argument(s)");
  }
  if (call_depth_ >= limits_.call_depth) raise_limit("calls are nested too deeply");
  ++call_depth_;
  const InScope inside(scope_, scope);
  if (def.uses.caller) scope->set("caller", std::move(caller));
  if (def.uses.kwargs) scope->set("kwargs", Value(DictPtr(std::move(rest))));
  if (def.uses.varargs) {
    const auto first = args.positional.begin() + static_cast<std::ptrdiff_t>(n_positional);
    scope->set("varargs", make_tuple(std::vector<Value>(first, args.positional.end())));
  }
  for (size_t i = 0; i < def.params.size(); ++i) {
    const Param& param = def.params[i];
    if (!bound[i] && param.fallback) bound[i] = eval(*param.fallback);
    if (!bound[i]) bound[i] = Value::undefined("parameter '" + param.name + "' was not provided");
    scope->set(param.name, std::move(*bound[i]));
  }
  TextPtr text = capture(def.body);
  --call_depth_;
  return Value(std::move(text));
}

}  // namespace snug::tmpl
