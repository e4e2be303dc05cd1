// snug-cli rm MODEL: removes a model of ours, all its parts. Files outside the models folder are never touched.
#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/resolve_model.h"
#include "app/manager/download/origin_record.h"
#include "app/manager/folders/atomic_file.h"
#include "engine/format/gguf_file.h"

namespace snug::cli {
namespace {

namespace fs = std::filesystem;

/// Whether `file` itself (links followed in its folders, not in its name) lies under `folder`.
bool lies_under(const fs::path& file, const fs::path& folder) {
  std::error_code error;
  const fs::path parent = fs::canonical(fs::absolute(file, error).parent_path(), error),
                 root = fs::canonical(folder, error);
  if (error) return false;
  const fs::path relative = parent.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

Status run(Context& context, const std::string& model) {
  SNUG_TRY(const fs::path path, resolve_model(context, model));
  std::vector<fs::path> files{path};
  if (auto opened = format::GgufFile::open(path)) files = opened->paths();
  for (const fs::path& file : files) {
    if (!lies_under(file, context.globals.models_dir))
      return fail(Code::bad_input,
                  printable(file.string()) + " lies outside Snug's folder, so it is not Snug's to delete");
  }
  Json removed = Json::array();
  int64_t freed = 0;
  for (const fs::path& file : files) {
    std::error_code error;
    const auto size = static_cast<int64_t>(fs::file_size(file, error));
    if (!fs::remove(file, error)) return fail(folders::code_of_errno(error.value()), printable(file.string()));
    freed += size;
    removed.push_back(file.string());
    fs::remove(download::origin_path(file), error);
    // Folders that are empty now go too, up to the models folder.
    const fs::path root = fs::canonical(context.globals.models_dir, error);
    for (fs::path folder = fs::canonical(file.parent_path(), error);
         !error && folder != root && fs::remove(folder, error); folder = folder.parent_path()) {
    }
  }
  if (context.globals.json) return context.out.write_json({{"removed", removed}, {"freed_bytes", freed}});
  context.note("freed " + file_size_words(freed));
  return {};
}

}  // namespace

Run setup_rm(CLI::App& app) {
  auto model = std::make_shared<std::string>();
  app.add_option("MODEL", *model, "a name that list prints, hf:ORG/REPO:QUANT or a file in the models folder")
      ->required();
  return [model](Context& context) { return run(context, *model); };
}

}  // namespace snug::cli
