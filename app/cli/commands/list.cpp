// snug-cli list: the models in the model folder, by name.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/cli/commands.h"
#include "app/cli/resolve_model.h"
#include "app/manager/catalog/catalog.h"

namespace snug::cli {
namespace {

template <class T>
Json or_null(const T& value, bool known) {
  return known ? Json(value) : Json();
}

Json model_json(const catalog::LocalModel& model) {
  return {{"id", model.ref},
          {"name", model.name},
          {"path", model.path.string()},
          {"size_bytes", model.size_bytes},
          {"sha256", nullptr},  // of the whole file: known for what was downloaded with a checksum
          {"source", model.source},
          {"architecture", or_null(model.architecture, !model.architecture.empty())},
          {"parameters", model.n_parameters},
          {"quantization", model.quantization},
          {"bits_per_weight", model.bits_per_weight},
          {"context_train", or_null(model.n_ctx_train, model.n_ctx_train > 0)},
          {"licence", or_null(model.licence, !model.licence.empty())},
          {"runnable", model.runnable}};
}

std::string models_text(const std::vector<catalog::LocalModel>& models) {
  using enum Table::Align;
  Table table({left, left, right, left, left, right, right});
  table.add({"name", "file", "parameters", "architecture", "type", "size", "context"});
  for (const catalog::LocalModel& model : models) {
    const std::string architecture = model.architecture.empty() ? "unknown" : model.architecture;
    table.add({model.name, printable(model.path.stem().string()), count_words(model.n_parameters),
               architecture + (model.runnable ? "" : " (does not run here)"), model.quantization,
               file_size_words(model.size_bytes),
               model.n_ctx_train > 0 ? fmt::format("{}", model.n_ctx_train) : std::string("-")});
  }
  return table.text();
}

Status run(Context& context) {
  const std::filesystem::path& folder = context.globals.models_dir;
  std::error_code error;
  const bool is_there = std::filesystem::is_directory(folder, error);
  const auto models = catalog::scan(model_folders(context));
  if (context.globals.json) {
    Json rows = Json::array();
    for (const catalog::LocalModel& model : models) rows.push_back(model_json(model));
    return context.out.write_json(rows);
  }
  if (!models.empty()) return context.out.write(models_text(models));
  context.note(fmt::format("{} {}", printable(folder.string()), is_there ? "holds no models" : "does not exist yet"));
  return {};
}

}  // namespace

Run setup_list(CLI::App&) {
  return [](Context& context) { return run(context); };
}

}  // namespace snug::cli
