#include "app/cli/resolve_model.h"

#include <algorithm>

#include "app/cli/hub_session.h"
#include "app/manager/catalog/catalog.h"
#include "app/manager/settings/settings.h"

namespace snug::cli {
namespace {

namespace fs = std::filesystem;

/// hf:ORG/REPO[:QUANT or /FILE] that was pulled before.
Result<fs::path> resolve_pulled(const Context& context, const std::string& model) {
  SNUG_TRY(const RepoReference reference, parse_reference(model));
  const fs::path folder = context.globals.models_dir / reference.repo;
  std::error_code ignored;
  if (!reference.file.empty() && hub::check_file_path(reference.file) &&
      fs::is_regular_file(folder / reference.file, ignored))
    return folder / reference.file;
  std::vector<hub::RepoFile> files;
  // By name only: a damaged file must be found too, to be verified or removed.
  for (fs::recursive_directory_iterator it(folder, ignored), end; !ignored && it != end; it.increment(ignored)) {
    std::error_code error;
    if (it->path().extension() == ".gguf" && it->is_regular_file(error))
      files.push_back(
          {it->path().lexically_relative(folder).string(), static_cast<int64_t>(it->file_size(error)), {}, {}});
  }
  const hub::RepoGroups groups = hub::group_files(files);
  if (reference.file.empty() && reference.quantization.empty() && groups.variants.size() == 1)
    return folder / groups.variants.front().files.front().path;
  if (!reference.quantization.empty()) {
    if (auto variant = hub::find_variant(groups, reference.quantization))
      return folder / (*variant)->files.front().path;
  }
  return fail(Code::model_not_found,
              printable(model) + " is not on this disk; snug-cli pull " + printable(model) + " fetches it");
}

}  // namespace

std::vector<fs::path> model_folders(const Context& context) {
  std::vector<fs::path> folders{context.globals.models_dir};
  const settings::Settings settings = settings::Settings::load(context.globals.data_dir / "settings.json");
  std::string_view rest = settings.value(settings::Key::extra_folders);
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    if (end > 0) folders.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return folders;
}

Result<fs::path> resolve_model(const Context& context, const std::string& model) {
  if (is_hub_reference(model)) return resolve_pulled(context, model);
  std::error_code ignored;
  if (fs::exists(model, ignored)) return fs::path(model);
  const bool is_path = model.find('/') != std::string::npos;
  if (!is_path) {
    for (const std::string& name : {model, model + ".gguf"}) {
      const auto candidate = context.globals.models_dir / name;
      if (fs::is_regular_file(candidate, ignored)) return candidate;
    }
    auto found = catalog::find(catalog::scan(model_folders(context)), model);
    if (found) return found->path;
    if (!model.ends_with(".gguf")) return fail(std::move(found.error()));
  }
  return fail(Code::file_not_found, printable(model));
}

}  // namespace snug::cli
