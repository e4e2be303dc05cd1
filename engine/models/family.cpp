#include "engine/models/family.h"

#include <algorithm>
#include <array>

#include "engine/models/family_list.h"

namespace snug::models {
namespace {
constexpr std::array kFamilies{
    Family{"gemma3", refine_gemma3, build_gemma3}, Family{"llama", refine_llama, build_llama},
    Family{"qwen2", refine_qwen, build_qwen},      Family{"qwen3", refine_qwen, build_qwen},
    Family{"qwen3moe", refine_qwen, build_qwen},
};
}  // namespace

std::span<const Family> families() {
  return kFamilies;
}

const Family* find_family(std::string_view architecture) {
  const auto it =
      std::find_if(kFamilies.begin(), kFamilies.end(), [&](const Family& f) { return f.architecture == architecture; });
  return it == kFamilies.end() ? nullptr : &*it;
}

Result<Model> build_model(const format::GgufHeader& header) {
  Model model;
  SNUG_TRY(model.spec, read_model_spec(header));
  SNUG_TRY(model.program, find_family(model.spec.architecture)->build(header, model.spec));
  SNUG_CHECK_OK(program::validate(model.program));
  return model;
}

}  // namespace snug::models
