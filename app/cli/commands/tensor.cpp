// snug-cli tensor FILE NAME --out F.npy: one tensor, decoded by the scalar decode of its type.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <vector>

#include "app/cli/commands.h"
#include "app/cli/npy.h"
#include "app/cli/resolve_model.h"
#include "engine/format/gguf_file.h"

namespace snug::cli {
namespace {

constexpr int64_t kStepBytes = 1 << 20;

struct Args {
  std::string file;
  std::string name;
  std::string out;
};

Status run_tensor(Context& context, const Args& args) {
  SNUG_TRY(const auto path, resolve_model(context, args.file));
  SNUG_TRY(const format::GgufFile file, format::GgufFile::open(path));
  const format::TensorInfo* tensor = file.find_tensor(args.name);
  if (tensor == nullptr) return fail(Code::tensor_not_found, printable(args.name));

  std::vector<int64_t> shape(tensor->shape.begin(), tensor->shape.begin() + tensor->n_dims);
  std::reverse(shape.begin(), shape.end());  // NumPy has the slowest dimension first
  SNUG_TRY(NpyWriter writer, NpyWriter::create(args.out, shape));
  const quant::TypeInfo& type = quant::type_info(tensor->type);
  const quant::DequantRow decode = quant::dequant_row(tensor->type);
  const int64_t step = std::max<int64_t>(1, kStepBytes / type.block_bytes) * type.block_bytes;
  std::vector<std::byte> bytes(static_cast<size_t>(std::min(step, tensor->size_bytes)));
  std::vector<float> values(bytes.size() / static_cast<size_t>(type.block_bytes) * static_cast<size_t>(type.block));
  for (int64_t from = 0; from < tensor->size_bytes; from += step) {
    SNUG_CHECK_OK(Context::check_interrupted());
    const int64_t n_bytes = std::min(step, tensor->size_bytes - from);
    const int64_t n = n_bytes / type.block_bytes * type.block;
    SNUG_CHECK_OK(file.read_tensor_part(*tensor, from, std::span(bytes).first(static_cast<size_t>(n_bytes))));
    decode(bytes.data(), values.data(), n);
    SNUG_CHECK_OK(writer.append(std::span(values).first(static_cast<size_t>(n))));
  }
  return writer.finish();
}

}  // namespace

Run setup_tensor(CLI::App& app) {
  auto args = std::make_shared<Args>();
  app.add_option("FILE", args->file, "a GGUF file")->required();
  app.add_option("NAME", args->name, "the tensor's name")->required();
  app.add_option("--out", args->out, "the file to write, float32, slowest dimension first")
      ->required()
      ->type_name("F.npy");
  return [args](Context& context) { return run_tensor(context, *args); };
}

}  // namespace snug::cli
