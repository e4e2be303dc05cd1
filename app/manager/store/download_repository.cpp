#include "app/manager/store/download_repository.h"

namespace snug::store {

Result<std::vector<DownloadRow>> DownloadRepository::list() {
  SNUG_TRY(Statement s,
           db_.prepare("SELECT id, repo, revision, file, target, state, size_bytes, done_bytes, position, detail_json, "
                       "created_ms, updated_ms FROM download ORDER BY position, id"));
  std::vector<DownloadRow> out;
  for (;;) {
    SNUG_TRY(const bool row, s.step());
    if (!row) return out;
    out.push_back({s.integer(0), s.text(1), s.text(2), s.text(3), s.text(4), s.text(5), s.integer(6), s.integer(7),
                   s.integer(8), s.text(9), s.integer(10), s.integer(11)});
  }
}

Status DownloadRepository::save(const DownloadRow& d) {
  return db_.run(
      "INSERT OR REPLACE INTO download(id, repo, revision, file, target, state, size_bytes, done_bytes, position, "
      "detail_json, "
      "created_ms, updated_ms) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
      d.id, d.repo, d.revision, d.file, d.target, d.state, d.size_bytes, d.done_bytes, d.position, d.detail_json,
      d.created_ms, d.updated_ms);
}

Status DownloadRepository::remove(chat::Id id) {
  return db_.run("DELETE FROM download WHERE id = ?", id);
}

}  // namespace snug::store
