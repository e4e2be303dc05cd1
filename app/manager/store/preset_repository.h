// Saved presets: a system prompt, sampler settings, or both, under a name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/chat/message.h"
#include "app/manager/store/sqlite.h"

namespace snug::store {

struct Preset {
  chat::Id id = 0;
  std::string name = {};                          ///< unique
  std::optional<std::string> system_prompt = {};  ///< nothing: choosing the preset leaves the chat's prompt alone
  std::string sampler_json = "{}";                ///< only what differs from the model's defaults
  int64_t created_ms = 0;
  int64_t updated_ms = 0;

  bool operator==(const Preset&) const = default;
};

class PresetRepository {
 public:
  explicit PresetRepository(Database& db) : db_(db) {}
  /// By name.
  Result<std::vector<Preset>> list();
  /// Adds it, or replaces the one with this id. Error: target_exists if another has the name.
  Status save(const Preset& preset);
  Status remove(chat::Id id);

 private:
  Database& db_;
};

}  // namespace snug::store
