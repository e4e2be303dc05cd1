#include <algorithm>

#include "engine/template/builtins.h"
#include "engine/template/failure.h"

namespace snug::tmpl {

ArgReader::ArgReader(std::string_view function, const Args& args, std::initializer_list<std::string_view> params)
    : function_(function), params_(params), values_(params.size(), nullptr) {
  const std::string name(function);
  if (args.positional.size() > params_.size()) {
    raise(name + " takes at most " + std::to_string(params_.size()) + " arguments");
  }
  for (size_t i = 0; i < args.positional.size(); ++i) values_[i] = &args.positional[i];
  for (const auto& [key, value] : args.named) {
    const auto param = std::find(params_.begin(), params_.end(), key);
    if (param == params_.end()) raise(name + " got an unexpected keyword argument '" + printable(key, 60) + "'");
    const Value*& slot = values_[static_cast<size_t>(param - params_.begin())];
    if (slot != nullptr) raise(name + " got two values for argument '" + printable(key, 60) + "'");
    slot = &value;
  }
}

const Value& ArgReader::required(size_t i) const {
  if (!has(i)) raise(std::string(function_) + " lacks its argument '" + std::string(params_[i]) + "'");
  return *values_[i];
}

int64_t ArgReader::integer(size_t i, int64_t fallback) const {
  if (!given(i)) return fallback;
  if (!values_[i]->is_int()) {
    raise(std::string(function_) + ": '" + std::string(params_[i]) + "' must be an integer, not " +
          values_[i]->type_name());
  }
  return values_[i]->as_int();
}

TextPtr ArgReader::text(size_t i) const {
  const Value& value = required(i);
  if (!value.is_text()) {
    raise(std::string(function_) + ": '" + std::string(params_[i]) + "' must be a str, not " + value.type_name());
  }
  return value.as_text();
}

}  // namespace snug::tmpl
