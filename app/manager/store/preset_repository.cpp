#include "app/manager/store/preset_repository.h"

namespace snug::store {

Result<std::vector<Preset>> PresetRepository::list() {
  SNUG_TRY(
      Statement s,
      db_.prepare("SELECT id, name, system_prompt, sampler_json, created_ms, updated_ms FROM preset ORDER BY name"));
  std::vector<Preset> out;
  for (;;) {
    SNUG_TRY(const bool row, s.step());
    if (!row) return out;
    out.push_back({s.integer(0), s.text(1), s.is_null(2) ? std::nullopt : std::optional(s.text(2)), s.text(3),
                   s.integer(4), s.integer(5)});
  }
}

Status PresetRepository::save(const Preset& p) {
  SNUG_TRY(const int64_t same_name,
           db_.integer("SELECT count(*) FROM preset WHERE name = ? AND id <> ?", p.name, p.id));
  if (same_name > 0) return fail(Code::target_exists, "a preset of this name");
  return db_.run(
      "INSERT INTO preset(id, name, system_prompt, sampler_json, created_ms, updated_ms) VALUES (?,?,?,?,?,?) "
      "ON CONFLICT(id) DO UPDATE SET name = excluded.name, system_prompt = excluded.system_prompt, "
      "sampler_json = excluded.sampler_json, updated_ms = excluded.updated_ms",
      p.id, p.name, p.system_prompt, p.sampler_json, p.created_ms, p.updated_ms);
}

Status PresetRepository::remove(chat::Id id) {
  return db_.run("DELETE FROM preset WHERE id = ?", id);
}

}  // namespace snug::store
