#include "app/manager/store/model_repository.h"

namespace snug::store {
namespace {

constexpr std::string_view kColumns =
    "ref, name, favourite, load_json, sampler_json, last_used_ms, tokens_per_second, load_ms";

ModelMemory read(const Statement& s) {
  return {s.text(0), s.text(1), s.integer(2) != 0, s.text(3), s.text(4), s.integer(5), s.real(6), s.real(7)};
}

}  // namespace

Result<std::vector<ModelMemory>> ModelRepository::list() {
  SNUG_TRY(Statement s, db_.prepare("SELECT " + std::string(kColumns) +
                                    " FROM model ORDER BY favourite DESC, last_used_ms DESC, name"));
  std::vector<ModelMemory> out;
  for (;;) {
    SNUG_TRY(const bool row, s.step());
    if (!row) return out;
    out.push_back(read(s));
  }
}

Result<std::optional<ModelMemory>> ModelRepository::find(std::string_view ref) {
  SNUG_TRY(Statement s, db_.prepare("SELECT " + std::string(kColumns) + " FROM model WHERE ref = ?"));
  s.bind(ref);
  SNUG_TRY(const bool row, s.step());
  if (!row) return std::nullopt;
  return read(s);
}

Status ModelRepository::save(const ModelMemory& m) {
  return db_.run("INSERT OR REPLACE INTO model(" + std::string(kColumns) + ") VALUES (?,?,?,?,?,?,?,?)", m.ref, m.name,
                 m.favourite, m.load_json, m.sampler_json, m.last_used_ms, m.tokens_per_second, m.load_ms);
}

Status ModelRepository::forget(std::string_view ref) {
  return db_.run("DELETE FROM model WHERE ref = ?", ref);
}

Status ModelRepository::add_measurement(const Measurement& m) {
  return db_.run(
      "INSERT INTO measurement(model_ref, device, kind, value, unit, detail_json, created_ms) VALUES (?,?,?,?,?,?,?)",
      m.model_ref, m.device, m.kind, m.value, m.unit, m.detail_json, m.created_ms);
}

Result<std::vector<Measurement>> ModelRepository::measurements(std::string_view model_ref, std::string_view kind) {
  SNUG_TRY(Statement s,
           db_.prepare("SELECT model_ref, device, kind, value, unit, detail_json, created_ms FROM measurement "
                       "WHERE model_ref = ? AND kind = ? ORDER BY created_ms DESC, id DESC"));
  s.bind(model_ref, kind);
  std::vector<Measurement> out;
  for (;;) {
    SNUG_TRY(const bool row, s.step());
    if (!row) return out;
    out.push_back({s.text(0), s.text(1), s.text(2), s.real(3), s.text(4), s.text(5), s.integer(6)});
  }
}

Result<std::optional<std::string>> state_value(Database& db, std::string_view key) {
  Result<std::string> value = db.text("SELECT value FROM state WHERE key = ?", key);
  if (value) return std::optional(*std::move(value));
  if (value.error().code == Code::not_found) return std::nullopt;
  return fail(std::move(value.error()));
}

Status set_state_value(Database& db, std::string_view key, std::string_view value) {
  return db.run("INSERT OR REPLACE INTO state(key, value) VALUES (?,?)", key, value);
}

}  // namespace snug::store
