#include "app/cli/commands/inspect_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "engine/format/gguf_file.h"
#include "engine/format/safetensors.h"
#include "engine/models/family.h"

namespace snug::cli {
namespace {

constexpr size_t kHeadElements = 16;  // the contract of `inspect --json`
constexpr size_t kWordsElements = 6;
constexpr size_t kWordsBytes = 100;

template <class T>
std::optional<T> value_or_nothing(Result<std::optional<T>> value) {
  return value ? *value : std::nullopt;
}

std::optional<std::string> to_string(std::optional<std::string_view> text) {
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::string type_name(const format::TensorInfo& tensor) {
  if (tensor.unknown_type >= 0) return fmt::format("unknown ({})", tensor.unknown_type);
  return std::string(quant::type_info(tensor.type).name);
}

/// What would keep `run` from running the model, though the file is sound.
void add_run_lint(const format::GgufHeader& header, InspectedModel& model) {
  if (header.metadata.contains("split.no") && !header.metadata.contains("general.architecture")) return;
  if (model.architecture && models::find_family(*model.architecture) == nullptr) {
    std::string known;
    for (const models::Family& family : models::families())
      known += (known.empty() ? "" : ", ") + std::string(family.architecture);
    model.lint.push_back({"unknown_architecture", fmt::format("Snug cannot run architecture {} yet; it runs {}",
                                                              printable(*model.architecture, 64), known)});
  }
  if (model.architecture && !header.metadata.contains("tokenizer.ggml.model")) {
    model.lint.push_back({"missing_tokenizer", "the file has no tokenizer, so the model cannot run here"});
  }
}

InspectedModel from_gguf(const format::GgufFile& file) {
  const format::GgufHeader& header = file.header();
  InspectedModel model;
  model.format = "GGUF";
  model.version = header.version;
  model.architecture = to_string(value_or_nothing(header.metadata.optional_string("general.architecture")));
  model.name = to_string(value_or_nothing(header.metadata.optional_string("general.name")));
  model.metadata = header.metadata;
  model.lint = header.lint;
  model.size_bytes = header.file_bytes;
  model.n_files = std::ssize(file.paths());
  for (const format::TensorInfo& tensor : header.tensors) {
    model.parameters += tensor.n_elements();
    model.tensor_bytes += tensor.size_bytes;
    model.tensors.push_back({tensor.name,
                             type_name(tensor),
                             {tensor.shape.begin(), tensor.shape.begin() + tensor.n_dims},
                             tensor.offset_bytes,
                             tensor.size_bytes});
  }
  add_run_lint(header, model);
  return model;
}

Result<InspectedModel> inspect_gguf(const std::filesystem::path& path) {
  auto file = format::GgufFile::open(path, format::Shards::all, format::UnknownTypes::keep);
  if (file) return from_gguf(*file);
  if (file.error().code != Code::missing_shard) return fail(std::move(file.error()));
  const std::string missing = file.error().detail;
  SNUG_TRY(const format::GgufFile alone,
           format::GgufFile::open(path, format::Shards::only_this, format::UnknownTypes::keep));
  InspectedModel model = from_gguf(alone);
  model.lint.push_back(
      {"missing_shard", "a part of the model is missing (" + missing + "), so this part is shown alone"});
  return model;
}

Result<InspectedModel> inspect_safetensors(const std::filesystem::path& path) {
  SNUG_TRY(const format::SafetensorsHeader header, format::read_safetensors_header(path));
  InspectedModel model;
  model.format = "safetensors";
  model.size_bytes = header.file_bytes;
  for (const auto& [key, value] : header.metadata) model.metadata.set(key, value);
  for (const format::SafetensorsTensor& tensor : header.tensors) {
    model.parameters += tensor.n_elements;
    model.tensor_bytes += tensor.size_bytes;
    std::vector<int64_t> shape(tensor.shape.rbegin(), tensor.shape.rend());
    model.tensors.push_back({tensor.name, tensor.dtype, std::move(shape), tensor.offset_bytes, tensor.size_bytes});
  }
  return model;
}

template <class Array, class ToJson>
Json array_json(const Array& array, size_t size, bool full, ToJson to_json) {
  Json elements = Json::array();
  const size_t shown = full ? size : std::min(size, kHeadElements);
  for (size_t i = 0; i < shown; ++i) elements.push_back(to_json(array[i]));
  if (full || size <= kHeadElements) return elements;
  return {{"length", size}, {"head", std::move(elements)}};
}

Json value_json(const format::Value& value, bool full) {
  return std::visit(
      [&]<class T>(const T& held) -> Json {
        if constexpr (std::is_same_v<T, format::BoolArray>) {
          return array_json(held.values, held.values.size(), full, [](uint8_t b) { return Json(b != 0); });
        } else if constexpr (std::is_same_v<T, format::StringArray>) {
          return array_json(held, held.size(), full, [](std::string_view text) { return Json(text); });
        } else if constexpr (format::kIsNumberArray<T>) {
          return array_json(held, held.size(), full, [](auto number) { return Json(number); });
        } else {
          return Json(held);
        }
      },
      value);
}

}  // namespace

double InspectedModel::bits_per_weight() const {
  if (parameters == 0) return std::numeric_limits<double>::quiet_NaN();
  return 8.0 * static_cast<double>(tensor_bytes) / static_cast<double>(parameters);
}

Result<InspectedModel> inspect_file(const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return inspect_gguf(path);  // names the reason
  std::ifstream in(path, std::ios::binary);
  char first[9] = {};
  in.read(first, sizeof first);
  const bool gguf = std::string_view(first, 4) == "GGUF";
  if (!gguf && (first[8] == '{' || path.extension() == ".safetensors")) return inspect_safetensors(path);
  return inspect_gguf(path);
}

Json metadata_json(const format::Metadata& metadata, bool full) {
  Json json = Json::object();
  for (const auto& entry : metadata.entries()) json[entry.key] = value_json(entry.value, full);
  return json;
}

std::string value_type_words(const format::Value& value) {
  if (const auto element = format::element_type(value)) {
    return fmt::format("{}[{}]", format::value_type_name(*element), format::element_count(value));
  }
  return std::string(format::value_type_name(format::value_type(value)));
}

std::string value_words(const format::Value& value, bool full) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return printable(*text, full ? std::numeric_limits<size_t>::max() : kWordsBytes);
  }
  // Shortest digits that name the float: 1e-05, not the double next to it.
  if (const float* number = std::get_if<float>(&value)) return fmt::format("{}", *number);
  const Json json = value_json(value, true);
  std::string words;
  if (json.is_array()) {
    const size_t shown = full ? json.size() : std::min(json.size(), kWordsElements);
    for (size_t i = 0; i < shown; ++i) {
      words += (i == 0 ? "" : ", ") + json[i].dump(-1, ' ', false, Json::error_handler_t::replace);
    }
    if (shown < json.size()) words += ", …";
  } else {
    words = json.dump();
  }
  return printable(words, full ? std::numeric_limits<size_t>::max() : 2 * kWordsBytes);
}

}  // namespace snug::cli
