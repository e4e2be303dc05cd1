// Everything that belongs to one loaded model: file, tokenizer, template, executor, and what its KV cache holds.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/exec/executor.h"
#include "engine/models/family.h"
#include "engine/session/engine.h"
#include "engine/session/protocol.h"
#include "engine/tokenizer/tokenizer.h"

namespace snug::session {

class PromptFormat;

/// Engine thread only, except executor->abort().
struct LoadedModel {
  ModelInfo info;
  std::unique_ptr<format::GgufFile> file;
  std::unique_ptr<const tokenizer::Tokenizer> tokenizer;
  std::unique_ptr<PromptFormat> prompt_format;
  std::unique_ptr<device::Backend> backend;
  std::unique_ptr<exec::Executor> executor;
  std::vector<int32_t> cached;  ///< tokens whose keys and values sequence 0 holds

  LoadedModel();
  ~LoadedModel();
};

/// The device that a name means: the first present one for an empty name. Errors: device_not_found, with why it is
/// absent.
Result<const DeviceEntry*> find_device(std::span<const DeviceEntry> devices, const std::string& id);

/// Loads a model as planned. Errors: those of the file, tokenizer, planner and executor; does_not_fit before anything
/// is allocated, with the context that would fit.
Result<std::unique_ptr<LoadedModel>> load_model(const std::string& path, const LoadOptions& options,
                                                std::span<const DeviceEntry> devices,
                                                const exec::LoadProgress& progress);

}  // namespace snug::session
