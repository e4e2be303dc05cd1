#include "engine/session/loaded_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/format/file_type.h"
#include "engine/plan/run_choice.h"
#include "engine/session/prompt_format.h"
#include "engine/tokenizer/vocab_metadata.h"

namespace snug::session {
namespace {

std::string gib(int64_t bytes) {
  return fmt::format("{:.2f} GiB", static_cast<double>(bytes) / (1 << 30));
}

/// Our defaults under what the file says in general.sampling.*.
sampling::SamplerParams default_sampler(const format::Metadata& metadata) {
  sampling::SamplerParams params;
  const auto number = [&](const char* key, float& into) {
    if (const auto value = metadata.optional_f32(key); value && *value) into = **value;
  };
  number("general.sampling.temp", params.temperature);
  number("general.sampling.top_p", params.top_p);
  number("general.sampling.min_p", params.min_p);
  number("general.sampling.penalty_repeat", params.repeat_penalty);
  if (const auto value = metadata.optional_i64("general.sampling.top_k"); value && *value) {
    params.top_k = static_cast<int32_t>(std::clamp<int64_t>(**value, 0, 1 << 24));
  }
  if (const auto value = metadata.optional_i64("general.sampling.penalty_last_n"); value && *value) {
    params.penalty_last_n = static_cast<int32_t>(std::clamp<int64_t>(**value, -1, 1 << 24));
  }
  return sampling::validate(params) ? params : sampling::SamplerParams{};
}

ModelInfo describe(const LoadedModel& model, const models::ModelSpec& spec, const plan::Plan& plan) {
  ModelInfo info;
  info.name = spec.name;
  info.architecture = spec.architecture;
  info.quantization = format::file_type_name(model.file->header());
  info.device_id = model.backend->caps().id;
  info.device_name = model.backend->caps().name;
  info.n_ctx = plan.spec.n_ctx;
  info.n_ctx_train = spec.n_ctx_train;
  info.n_vocab = spec.n_vocab;
  info.file_bytes = model.file->header().file_bytes;
  int64_t tensor_bytes = 0;
  for (const format::TensorInfo& t : model.file->tensors()) {
    info.n_parameters += t.n_elements();
    tensor_bytes += t.size_bytes;
  }
  info.bits_per_weight =
      8.0 * static_cast<double>(tensor_bytes) / static_cast<double>(std::max<int64_t>(1, info.n_parameters));
  info.sampler = default_sampler(model.file->metadata());
  info.arenas = plan.arenas;
  model.prompt_format->describe(info);
  return info;
}

/// Refuses before anything is allocated, and says what would fit.
Status check_fit(const program::Program& program, const plan::Plan& plan, const device::DeviceCaps& caps,
                 int64_t free_bytes) {
  const int64_t need = plan::need_bytes(plan, 0, caps);
  if (need <= free_bytes) return {};
  const int64_t fits = plan::longest_context(program, plan.spec, std::span(&caps, 1), free_bytes, plan.spec.n_ctx);
  std::string detail = fmt::format("it needs {} and {} are free", gib(need), gib(free_bytes));
  if (fits > 0) detail += fmt::format("; a context of {} fits", fits);
  Error error{Code::does_not_fit, std::move(detail)};
  error.with("need_bytes", std::to_string(need))
      .with("free_bytes", std::to_string(free_bytes))
      .with("n_ctx_fits", std::to_string(fits));
  return fail(std::move(error));
}

}  // namespace

LoadedModel::LoadedModel() = default;
LoadedModel::~LoadedModel() = default;

Result<const DeviceEntry*> find_device(std::span<const DeviceEntry> devices, const std::string& id) {
  for (const DeviceEntry& entry : devices) {
    if (id.empty() ? entry.absent.empty() : entry.caps.id == id) {
      if (!entry.absent.empty()) return fail(Code::device_not_found, fmt::format("{}: {}", id, entry.absent));
      return &entry;
    }
  }
  return fail(Code::device_not_found, printable(id, 64));
}

Result<std::unique_ptr<LoadedModel>> load_model(const std::string& path, const LoadOptions& options,
                                                std::span<const DeviceEntry> devices,
                                                const exec::LoadProgress& progress) {
  auto loaded = std::make_unique<LoadedModel>();
  SNUG_TRY(auto file, format::GgufFile::open(path));
  loaded->file = std::make_unique<format::GgufFile>(std::move(file));
  const format::GgufHeader& header = loaded->file->header();
  SNUG_TRY(models::Model model, models::build_model(header));
  SNUG_TRY(tokenizer::VocabData vocab, tokenizer::vocab_from_metadata(header.metadata));
  SNUG_TRY(loaded->tokenizer, tokenizer::Tokenizer::create(std::move(vocab)));
  SNUG_TRY(loaded->prompt_format, PromptFormat::create(header.metadata, *loaded->tokenizer));

  SNUG_TRY(const DeviceEntry* entry, find_device(devices, options.device));
  SNUG_TRY(loaded->backend, entry->open(options.n_threads));
  const device::DeviceCaps& caps = loaded->backend->caps();
  const plan::RunWish wish{options.n_ctx, options.n_sequences, options.kv, options.max_logit_rows};
  const plan::RunSpec spec = plan::choose_run(wish, model.spec.n_ctx_train, caps);
  SNUG_TRY(plan::Plan plan, plan::make_plan(model.program, spec, std::span(&caps, 1)));
  SNUG_TRY(const device::MemoryInfo memory, loaded->backend->memory());
  SNUG_CHECK_OK(check_fit(model.program, plan, caps, memory.free_bytes));

  loaded->info = describe(*loaded, model.spec, plan);
  loaded->info.path = path;
  device::Backend* backends[] = {loaded->backend.get()};
  SNUG_TRY(loaded->executor, exec::Executor::load(*loaded->file, std::move(plan), backends, progress));
  loaded->info.arena_bytes = loaded->executor->measured_bytes();
  return loaded;
}

}  // namespace snug::session
