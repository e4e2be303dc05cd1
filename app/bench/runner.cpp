#include "app/bench/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "app/bench/random_blocks.h"
#include "app/bench/synthetic_model.h"
#include "app/bench/work.h"
#include "app/cli/output.h"
#include "app/devices/registry.h"
#include "engine/exec/executor.h"
#include "engine/format/file_type.h"
#include "engine/plan/run_choice.h"
#include "engine/session/loaded_model.h"
#if SNUG_HAS_CPU_BACKEND
#include "backends/cpu/isa.h"
#include "backends/cpu/pool.h"
#endif

namespace snug::bench {
namespace {

using Clock = std::chrono::steady_clock;

Result<format::GgufHeader> header_of_shape(const std::string& text) {
  const size_t colon = text.find(':');
  const auto shape = model_shape(text.substr(0, colon));
  const std::string mix = colon == std::string::npos ? "Q4_K_M" : text.substr(colon + 1);
  if (!shape || (mix != "Q4_K_M" && !quant::parse_dtype(mix))) {
    return fail(Code::usage, printable(text) +
                                 " is no shape: NAME:TYPE with NAME smollm2-135m, llama3.2-1b, llama3.2-3b or "
                                 "llama3-8b and TYPE Q4_K_M or any tensor type");
  }
  for (const int width : {shape->n_embd, shape->n_ff}) {
    if (mix != "Q4_K_M" && width % quant::type_info(*quant::parse_dtype(mix)).block == 0) continue;
    if (mix == "Q4_K_M" && width % 256 == 0) continue;
    return fail(Code::usage, fmt::format("{} has rows of {}, which {} does not divide", shape->name, width, mix));
  }
  return synthetic_header(*shape, mix);
}

void describe_model(const format::GgufHeader& header, const models::ModelSpec& spec, ModelFacts& facts) {
  facts.size_bytes = 0;
  for (const format::TensorInfo& tensor : header.tensors) {
    facts.n_parameters += tensor.n_elements();
    facts.size_bytes += tensor.size_bytes;
  }
  facts.name = fmt::format("{} {} {}", printable(spec.architecture, 32), cli::count_words(facts.n_parameters),
                           format::file_type_name(header));
}

void describe_device(const device::DeviceCaps& caps, int32_t n_threads, ModelFacts& facts) {
  facts.backend = caps.backend;
  std::transform(facts.backend.begin(), facts.backend.end(), facts.backend.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  facts.device = caps.name;
  facts.n_threads = n_threads > 0 ? n_threads : 1;
#if SNUG_HAS_CPU_BACKEND
  if (caps.backend != "cpu") return;
  if (n_threads <= 0) facts.n_threads = cpu::usable_threads();
  if (const auto isa = cpu::choose_isa()) facts.isa = cpu::name_of(*isa);
#endif
}

}  // namespace

struct Runner::Parts {
  ModelFacts facts;
  std::unique_ptr<device::Backend> backend;
  std::unique_ptr<exec::Executor> executor;
  Random random{1};
  std::vector<int32_t> tokens;
};

Runner::Runner(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Runner::~Runner() = default;

const ModelFacts& Runner::facts() const {
  return parts_->facts;
}

Result<std::unique_ptr<Runner>> Runner::load(const RunnerOptions& options) {
  auto parts = std::make_unique<Parts>();
  std::optional<format::GgufFile> file;
  format::GgufHeader header;
  if (options.shape.empty()) {
    SNUG_TRY(file, format::GgufFile::open(options.path));
    header = file->header();
    parts->facts.path = options.path;
  } else {
    SNUG_TRY(header, header_of_shape(options.shape));
  }
  SNUG_TRY(const models::Model model, models::build_model(header));
  const auto devices = app::all_devices();
  SNUG_TRY(const session::DeviceEntry* entry, session::find_device(devices, options.device));
  SNUG_TRY(parts->backend, entry->open(options.n_threads));
  device::DeviceCaps caps = parts->backend->caps();
  if (options.batch > 0) caps.chunk_rows = std::min(options.batch, caps.chunk_rows);
  const plan::RunSpec spec = plan::choose_run({options.n_ctx, 1, {}, 1}, options.n_ctx, caps);
  SNUG_TRY(plan::Plan plan, plan::make_plan(model.program, spec, std::span(&caps, 1)));
  describe_model(header, model.spec, parts->facts);
  describe_device(caps, options.n_threads, parts->facts);
  parts->facts.work = count_work(plan);

  BlockPool pool;
  exec::WeightSource source;
  source.tensors = header.tensors;
  source.read = [&](const format::TensorInfo& tensor, std::span<std::byte> out) -> Status {
    if (file) return file->read_tensor(tensor, out);
    program::WeightDecl decl{tensor.name, 0, tensor.type, tensor.shape[0], tensor.shape[1] * tensor.shape[2]};
    if (tensor.n_dims == 1) decl.use = program::WeightUse::vector;
    const auto blocks = pool.blocks(decl);
    std::copy_n(blocks.begin(), std::min(blocks.size(), out.size()), out.begin());
    return {};
  };
  device::Backend* backends[] = {parts->backend.get()};
  SNUG_TRY(parts->executor, exec::Executor::load(source, std::move(plan), backends, {}));
  return std::unique_ptr<Runner>(new Runner(std::move(parts)));
}

Status Runner::feed(int32_t n, bool want_logits) {
  exec::Executor& executor = *parts_->executor;
  while (n > 0) {
    const int32_t now = std::min(n, executor.plan().spec.chunk_rows);
    parts_->tokens.resize(static_cast<size_t>(now));
    for (int32_t& token : parts_->tokens) {
      token = static_cast<int32_t>(parts_->random.next() % static_cast<uint64_t>(executor.plan().program.n_vocab));
    }
    n -= now;
    SNUG_CHECK_OK(executor.feed(0, parts_->tokens, want_logits && n == 0));
  }
  return {};
}

Result<double> Runner::run(const BenchTest& test) {
  const int32_t kept = parts_->executor->cache().rewind(0, test.depth);
  SNUG_CHECK_OK(feed(test.depth - kept, false));
  const auto start = Clock::now();
  if (test.n_prompt > 0) SNUG_CHECK_OK(feed(test.n_prompt, true));
  for (int32_t i = 0; i < test.n_gen; ++i) SNUG_CHECK_OK(feed(1, true));
  return test.n_tokens() / std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace snug::bench
