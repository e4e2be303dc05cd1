// What is remembered of a model: how it was loaded and sampled last, favourites, speeds measured here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/manager/store/sqlite.h"

namespace snug::store {

struct ModelMemory {
  std::string ref = {};   ///< hash of the file's header: the same file elsewhere is the same model
  std::string name = {};  ///< for lists, when the file is away
  bool favourite = false;
  std::string load_json = "{}";
  std::string sampler_json = "{}";
  int64_t last_used_ms = 0;
  double tokens_per_second = 0;  ///< decode, last measured; 0: never
  double load_ms = 0;

  bool operator==(const ModelMemory&) const = default;
};

/// One figure that was measured on this machine.
struct Measurement {
  std::string model_ref = {};
  std::string device = {};  ///< "cpu", "cuda:0", ...
  std::string kind = {};    ///< "decode_tokens_per_second", "prompt_tokens_per_second", "load_ms", "kld", ...
  double value = 0;
  std::string unit = {};
  std::string detail_json = "{}";
  int64_t created_ms = 0;
};

class ModelRepository {
 public:
  explicit ModelRepository(Database& db) : db_(db) {}
  /// Favourites first, then the most recently used.
  Result<std::vector<ModelMemory>> list();
  /// Nothing if it was never used.
  Result<std::optional<ModelMemory>> find(std::string_view ref);
  Status save(const ModelMemory& model);
  Status forget(std::string_view ref);

  Status add_measurement(const Measurement& measurement);
  /// Newest first.
  Result<std::vector<Measurement>> measurements(std::string_view model_ref, std::string_view kind);

 private:
  Database& db_;
};

/// Small facts of the store itself (last whole check, last place): text by key.
Result<std::optional<std::string>> state_value(Database& db, std::string_view key);
Status set_state_value(Database& db, std::string_view key, std::string_view value);

}  // namespace snug::store
