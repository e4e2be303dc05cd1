#include "app/cli/resolve_model.h"

#include "app/manager/catalog/catalog.h"

namespace snug::cli {

Result<std::filesystem::path> resolve_model(const Context& context, const std::string& model) {
  std::error_code ignored;
  if (std::filesystem::exists(model, ignored)) return std::filesystem::path(model);
  const bool is_path = model.find('/') != std::string::npos;
  if (!is_path) {
    for (const std::string& name : {model, model + ".gguf"}) {
      const auto candidate = context.globals.models_dir / name;
      if (std::filesystem::is_regular_file(candidate, ignored)) return candidate;
    }
    auto found = catalog::find(catalog::scan({context.globals.models_dir}), model);
    if (found) return found->path;
    if (!model.ends_with(".gguf")) return fail(std::move(found.error()));
  }
  return fail(Code::file_not_found, printable(model));
}

}  // namespace snug::cli
