// snug-cli adopt DIR: lists the models of a folder from now on, where they are. Nothing is copied, moved or changed.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/resolve_model.h"
#include "app/manager/catalog/catalog.h"
#include "app/manager/settings/settings.h"

namespace snug::cli {
namespace {

namespace fs = std::filesystem;

Status run(Context& context, const std::string& name) {
  std::error_code error;
  const fs::path folder = fs::canonical(name, error);
  if (error || !fs::is_directory(folder, error)) return fail(Code::file_not_found, printable(name) + " is no folder");
  if (folder.string().find('\n') != std::string::npos)
    return fail(Code::bad_input, "a folder whose name has several lines");
  const auto models = catalog::scan({folder});
  if (models.empty()) return fail(Code::not_found, "no GGUF models in " + printable(folder.string()));
  const auto known = model_folders(context);
  if (std::find(known.begin(), known.end(), folder) == known.end()) {
    settings::Settings settings = settings::Settings::load(context.globals.data_dir / "settings.json");
    const std::string& before = settings.value(settings::Key::extra_folders);
    SNUG_CHECK_OK(
        settings.set(settings::Key::extra_folders, before.empty() ? folder.string() : before + "\n" + folder.string()));
    SNUG_CHECK_OK(settings.save());
  }
  if (context.globals.json) {
    Json rows = Json::array();
    for (const catalog::LocalModel& model : models)
      rows.push_back({{"id", model.ref},
                      {"name", model.name},
                      {"path", model.path.string()},
                      {"size_bytes", model.size_bytes},
                      {"source", folder.string()},
                      {"architecture", model.architecture},
                      {"parameters", model.n_parameters},
                      {"quantization", model.quantization},
                      {"bits_per_weight", model.bits_per_weight},
                      {"context_train", model.n_ctx_train}});
    return context.out.write_json(rows);
  }
  using enum Table::Align;
  Table table({left, left, right, left});
  for (const catalog::LocalModel& model : models)
    table.add({model.name, model.quantization, file_size_words(model.size_bytes), printable(model.path.string(), 300)});
  return context.out.write(table.text());
}

}  // namespace

Run setup_adopt(CLI::App& app) {
  auto name = std::make_shared<std::string>();
  app.add_option("DIR", *name, "a folder with GGUF files; another application's, for example")->required();
  return [name](Context& context) { return run(context, *name); };
}

}  // namespace snug::cli
