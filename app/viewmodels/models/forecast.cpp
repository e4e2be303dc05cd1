#include "app/viewmodels/models/forecast.h"

#include <algorithm>

#include "engine/format/gguf_file.h"
#include "engine/plan/run_choice.h"
#include "engine/plan/traffic.h"
#include "engine/session/loaded_model.h"

namespace snug::ui {
namespace {

using session::DeviceEntry;

/// The share of a device's measured read bandwidth that decode steps reach: 77 % for an 8B model on an H100 (README),
/// 90 % at best, 49 % for a model so small that the rest weighs. A forecast until the first answer was timed.
constexpr double kReached = 0.75;

/// The device whose memory is the machine's.
const DeviceFacts* hostFacts(const std::vector<DeviceEntry>& devices, const FactsByDevice& facts) {
  for (const DeviceEntry& entry : devices) {
    if (!entry.caps.shares_host_memory) continue;
    if (const auto it = facts.find(entry.caps.id); it != facts.end()) return &it->second;
  }
  return nullptr;
}

DeviceFacts factsOf(const FactsByDevice& facts, const std::string& id) {
  const auto it = facts.find(id);
  return it == facts.end() ? DeviceFacts{} : it->second;
}

plan::RunSpec specOf(const models::Model& model, const session::LoadOptions& options, const device::DeviceCaps& caps) {
  return plan::choose_run({options.n_ctx, options.n_sequences, options.kv, options.max_logit_rows},
                          model.spec.n_ctx_train, caps);
}

int severity(const QString& verdict) {
  static const QStringList kOrder{"fits", "tight", "partial", "pages", "no", "unknown"};
  return static_cast<int>(kOrder.indexOf(verdict));
}

}  // namespace

Result<std::shared_ptr<const models::Model>> readModel(const std::filesystem::path& path) {
  SNUG_TRY(const format::GgufFile file, format::GgufFile::open(path));
  SNUG_TRY(models::Model model, models::build_model(file.header()));
  return std::make_shared<const models::Model>(std::move(model));
}

Result<Forecast> forecastRun(const models::Model& model, const session::LoadOptions& options,
                             const std::vector<DeviceEntry>& devices, const FactsByDevice& facts) {
  SNUG_TRY(const DeviceEntry* entry, session::find_device(devices, options.device));
  const device::DeviceCaps& caps = entry->caps;
  SNUG_TRY(const plan::Plan plan, plan::make_plan(model.program, specOf(model, options, caps), std::span(&caps, 1)));
  const DeviceFacts own = factsOf(facts, caps.id);
  Forecast out;
  out.deviceId = caps.id;
  out.deviceName = QString::fromStdString(caps.name);
  out.device = shareOf(plan, 0, caps, own.memory);
  out.verdict = out.device.verdict;
  if (!caps.shares_host_memory) {
    const DeviceFacts* host = hostFacts(devices, facts);
    out.host = hostShareOf(plan, 0, host != nullptr ? host->memory : device::MemoryInfo{});
    if (out.host.needBytes > 0 && severity(out.host.verdict) > severity(out.verdict)) out.verdict = out.host.verdict;
  }
  out.contextTokens = plan.spec.n_ctx;
  out.contextTrained = model.spec.n_ctx_train;
  out.rateContext = plan.spec.n_ctx / 2;
  out.readBytes = static_cast<double>(plan::decode_read_bytes(plan, out.rateContext));
  if (own.bytesPerSecond > 0 && out.readBytes > 0) out.rate = kReached * own.bytesPerSecond / out.readBytes;
  return out;
}

int64_t longestThatFits(const models::Model& model, const session::LoadOptions& options,
                        const std::vector<DeviceEntry>& devices, const FactsByDevice& facts) {
  const auto entry = session::find_device(devices, options.device);
  if (!entry) return 0;
  const device::DeviceCaps& caps = (*entry)->caps;
  const device::MemoryInfo memory = factsOf(facts, caps.id).memory;
  return plan::longest_context(model.program, specOf(model, options, caps), std::span(&caps, 1),
                               memory.free_bytes - plan::margin_bytes(memory), model.spec.n_ctx_train);
}

int64_t loadedBytes(const session::ModelInfo& loaded, const device::DeviceCaps& caps) {
  int64_t sum = 0;
  for (size_t i = 0; i < loaded.arenas.size(); ++i) {
    if (loaded.arenas[i].kind == device::ArenaKind::host_weights && !caps.shares_host_memory) continue;
    const int64_t measured = i < loaded.arena_bytes.size() ? loaded.arena_bytes[i] : -1;
    sum += measured >= 0 ? measured : loaded.arenas[i].size_bytes;
  }
  return sum;
}

FactsByDevice withReleased(FactsByDevice facts, const std::vector<DeviceEntry>& devices,
                           const session::ModelInfo& loaded) {
  for (const DeviceEntry& entry : devices) {
    const auto it = facts.find(entry.caps.id);
    if (it == facts.end()) continue;
    device::MemoryInfo& memory = it->second.memory;
    int64_t back = 0;
    if (entry.caps.id == loaded.device_id) {
      back = loadedBytes(loaded, entry.caps);
    } else if (entry.caps.shares_host_memory) {  // embeddings beside a GPU
      for (const plan::ArenaPlan& arena : loaded.arenas) {
        const auto owner = session::find_device(devices, loaded.device_id);
        const bool own = owner && !(*owner)->caps.shares_host_memory;
        if (own && arena.kind == device::ArenaKind::host_weights) back += arena.size_bytes;
      }
    }
    memory.free_bytes = std::min(memory.total_bytes, memory.free_bytes + back);
  }
  return facts;
}

}  // namespace snug::ui
