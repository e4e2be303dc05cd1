// snug-cli inspect FILE: what the header of a GGUF or safetensors file says, and what is odd about it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/commands/inspect_model.h"
#include "app/cli/resolve_model.h"

namespace snug::cli {
namespace {

struct Args {
  std::string file;
  bool tensors = false;
  bool full = false;
};

Json tensor_json(const InspectedTensor& tensor) {
  return {{"name", tensor.name},
          {"type", tensor.type},
          {"shape", tensor.shape},
          {"offset_bytes", tensor.offset_bytes},
          {"size_bytes", tensor.size_bytes}};
}

Json model_json(const InspectedModel& model, bool full) {
  Json json;
  json["format"] = model.format;
  json["version"] = model.version ? Json(*model.version) : Json();
  json["architecture"] = model.architecture ? Json(*model.architecture) : Json();
  json["parameters"] = model.parameters;
  json["bits_per_weight"] = model.bits_per_weight();
  json["size_bytes"] = model.size_bytes;
  json["files"] = model.n_files;
  json["metadata"] = metadata_json(model.metadata, full);
  json["tensors"] = Json::array();
  for (const InspectedTensor& tensor : model.tensors) json["tensors"].push_back(tensor_json(tensor));
  json["lint"] = Json::array();
  for (const format::Lint& lint : model.lint) json["lint"].push_back({{"code", lint.code}, {"message", lint.message}});
  return json;
}

/// "72 Q5_0, 18 Q4_K": types by how many tensors have them.
std::string type_words(const InspectedModel& model) {
  std::vector<std::pair<std::string, int64_t>> counts;
  for (const InspectedTensor& tensor : model.tensors) {
    const auto found =
        std::find_if(counts.begin(), counts.end(), [&](const auto& c) { return c.first == tensor.type; });
    if (found == counts.end()) {
      counts.emplace_back(tensor.type, 1);
    } else {
      ++found->second;
    }
  }
  std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string words;
  for (const auto& [type, count] : counts) words += fmt::format("{}{} {}", words.empty() ? "" : ", ", count, type);
  return words;
}

/// A heading, bold on a terminal.
std::string heading(const Output& out, std::string_view text) {
  return out.wants_color() ? fmt::format("\n\x1b[1m{}\x1b[0m\n", text) : fmt::format("\n{}\n", text);
}

std::string summary_text(const InspectedModel& model) {
  Table table({Table::Align::left, Table::Align::left});
  table.add({"Format", model.version ? fmt::format("{} {}", model.format, *model.version) : model.format});
  table.add({"Architecture", model.architecture ? printable(*model.architecture) : "unknown"});
  if (model.name) table.add({"Name", printable(*model.name)});
  table.add({"Parameters", count_words(model.parameters)});
  std::string size = file_size_words(model.size_bytes);
  if (model.parameters > 0) size += fmt::format(", {:.2f} bits a weight", model.bits_per_weight());
  if (model.n_files > 1) size += fmt::format(", {} files", model.n_files);
  table.add({"Size", size});
  table.add(
      {"Tensors", model.tensors.empty() ? "none" : fmt::format("{}: {}", model.tensors.size(), type_words(model))});
  return table.text();
}

std::string tensors_text(const InspectedModel& model) {
  Table table({Table::Align::left, Table::Align::left, Table::Align::right, Table::Align::right, Table::Align::right});
  table.add({"name", "type", "shape", "offset", "bytes"});
  for (const InspectedTensor& tensor : model.tensors) {
    table.add({printable(tensor.name), tensor.type, fmt::format("{}", fmt::join(tensor.shape, " x ")),
               fmt::format("{}", tensor.offset_bytes), fmt::format("{}", tensor.size_bytes)});
  }
  return table.text("  ");
}

Status print_text(Output& out, const InspectedModel& model, const Args& args) {
  SNUG_CHECK_OK(out.write(summary_text(model)));
  if (model.metadata.size() > 0) {
    Table table({Table::Align::left, Table::Align::left, Table::Align::left});
    for (const auto& entry : model.metadata.entries()) {
      table.add({printable(entry.key), value_type_words(entry.value), value_words(entry.value, args.full)});
    }
    SNUG_CHECK_OK(out.write(heading(out, "Metadata") + table.text("  ")));
  }
  if (args.tensors && !model.tensors.empty()) SNUG_CHECK_OK(out.write(heading(out, "Tensors") + tensors_text(model)));
  if (!model.lint.empty()) {
    SNUG_CHECK_OK(out.write(heading(out, "Lint")));
    for (const format::Lint& lint : model.lint)
      SNUG_CHECK_OK(out.write(fmt::format("  {}: {}\n", lint.code, lint.message)));
  }
  return {};
}

Status run_inspect(Context& context, const Args& args) {
  SNUG_TRY(const auto path, resolve_model(context, args.file));
  SNUG_TRY(const InspectedModel model, inspect_file(path));
  if (context.globals.json) return context.out.write_json(model_json(model, args.full));
  return print_text(context.out, model, args);
}

}  // namespace

Run setup_inspect(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("FILE", args->file, "a GGUF or safetensors file, or the name of a model")->required();
  app.add_flag("--tensors", args->tensors, "list the tensors (--json always does)");
  app.add_flag("--full", args->full, "print long arrays and strings whole");
  return [args](Context& context) { return run_inspect(context, *args); };
}

}  // namespace snug::cli
