#include "app/manager/store/salvage.h"

#include <sqlite3.h>

#include <algorithm>
#include <string>
#include <vector>

#include "app/manager/store/backup.h"
#include "app/manager/store/schema.h"
#include "app/manager/store/sqlite.h"

namespace snug::store {
namespace {

namespace fs = std::filesystem;

fs::path with_suffix(const fs::path& path, std::string_view suffix) {
  return fs::path(path.native() + std::string(suffix));
}

std::vector<std::string> columns_of(Database& db, const std::string& table) {
  std::vector<std::string> out;
  auto statement = db.prepare("SELECT name FROM pragma_table_info(?)");
  if (!statement) return out;
  statement->bind(table);
  for (;;) {
    const auto row = statement->step();
    if (!row || !*row) return out;
    out.push_back(statement->text(0));
  }
}

struct Copied {
  int64_t rows = 0;
  bool to_the_end = true;
};

/// Copies rows in one direction until the end or the damage. Rows that are there already stay as they are.
Result<Copied> copy_direction(Database& from, Database& to, const std::string& select, const std::string& insert) {
  Copied copied;
  auto source = from.prepare(select);
  if (!source) return Copied{0, false};
  SNUG_TRY(Statement target, to.prepare(insert));
  for (;;) {
    const auto row = source->step();
    if (!row) copied.to_the_end = false;
    if (!row || !*row) return copied;
    target.reset();
    for (int i = 0; i < source->columns(); ++i) {
      sqlite3_bind_value(target.handle(), i + 1, sqlite3_column_value(source->handle(), i));
    }
    // A row that breaks a constraint is damage as well: it is left out, the others go on. A full disk is not.
    if (const Status inserted = target.run(); !inserted && inserted.error().code != Code::database)
      return fail(inserted.error());
    copied.rows += to.changed_rows();
  }
}

Result<Copied> copy_table(Database& from, Database& to, const std::string& table) {
  const auto there = columns_of(from, table);
  const auto here = columns_of(to, table);
  std::string list;
  std::string places;
  for (const std::string& column : here) {
    if (std::find(there.begin(), there.end(), column) == there.end()) continue;
    list += (list.empty() ? "" : ", ") + column;
    places += places.empty() ? "?" : ", ?";
  }
  if (list.empty()) return Copied{0, false};
  const std::string insert = "INSERT OR IGNORE INTO " + table + "(" + list + ") VALUES (" + places + ")";
  // NOT INDEXED: the index may be the damaged part.
  const std::string select = "SELECT " + list + " FROM " + table + " NOT INDEXED ORDER BY rowid ";
  SNUG_TRY(Copied up, copy_direction(from, to, select + "ASC", insert));
  if (up.to_the_end) return up;
  SNUG_TRY(const Copied down, copy_direction(from, to, select + "DESC", insert));
  return Copied{up.rows + down.rows, false};
}

struct Counts {
  int64_t chats = 0;
  int64_t messages = 0;
};

Result<Counts> count(Database& db) {
  SNUG_TRY(const int64_t chats, db.integer("SELECT count(*) FROM chat"));
  SNUG_TRY(const int64_t messages, db.integer("SELECT count(*) FROM message"));
  return Counts{chats, messages};
}

Result<bool> copy_all(Database& from, Database& to) {
  bool complete = true;
  SNUG_TRY(Transaction transaction, Transaction::begin(to));
  for (const char* table : data_tables()) {
    SNUG_TRY(const Copied copied, copy_table(from, to, table));
    complete = complete && copied.to_the_end;
  }
  SNUG_CHECK_OK(transaction.commit());
  return complete;
}

/// Messages whose chat was lost get one again, named after what was asked first.
Status adopt_orphans(Database& db) {
  return db.run(
      "INSERT INTO chat(id, title, created_ms, updated_ms) "
      "SELECT m.chat_id, substr((SELECT content FROM message WHERE chat_id = m.chat_id AND role = 1 ORDER BY id LIMIT "
      "1), 1, 60), "
      "min(m.created_ms), max(m.created_ms) FROM message m WHERE m.chat_id NOT IN (SELECT id FROM chat) GROUP BY "
      "m.chat_id");
}

Result<SalvageReport> read_into(Database& to, const fs::path& damaged, const fs::path& backups) {
  SalvageReport report;
  // Read-write, since a write-ahead log may have to be recovered before anything can be read.
  if (auto from = Database::open(damaged, Database::Mode::read_write)) {
    SNUG_TRY(report.complete, copy_all(*from, to));
  }
  SNUG_TRY(const Counts read, count(to));
  report.chats = read.chats;
  report.messages = read.messages;
  if (!report.complete) {
    for (const BackupFile& file : list_backups(backups)) {
      auto from = Database::open(file.path, Database::Mode::read_only);
      if (!from || from->text("PRAGMA quick_check(1)").value_or("") != "ok") continue;
      SNUG_CHECK_OK(copy_all(*from, to));
      break;
    }
  }
  SNUG_TRY(const Counts total, count(to));
  report.chats_from_backup = total.chats - read.chats;
  report.messages_from_backup = total.messages - read.messages;
  SNUG_CHECK_OK(adopt_orphans(to));
  return report;
}

}  // namespace

Result<SalvageReport> salvage(const fs::path& path, const fs::path& backups, int64_t now_ms) {
  const fs::path fresh = with_suffix(path, ".salvaged");
  std::error_code error;
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(with_suffix(fresh, suffix), error);
  SalvageReport report;
  {
    SNUG_TRY(Database to, Database::open(fresh, Database::Mode::create));
    SNUG_CHECK_OK(to.execute("PRAGMA foreign_keys = OFF; PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE"));
    SNUG_CHECK_OK(to.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str()));
    SNUG_CHECK_OK(migrate(to));
    SNUG_TRY(report, read_into(to, path, backups));
  }
  std::string name = path.native() + ".corrupt-" + std::to_string(now_ms / 1000);
  for (int n = 2; fs::exists(name, error); ++n)
    name = path.native() + ".corrupt-" + std::to_string(now_ms / 1000) + "-" + std::to_string(n);
  report.kept_at = name;
  fs::rename(with_suffix(path, "-wal"), with_suffix(report.kept_at, "-wal"), error);
  fs::remove(with_suffix(path, "-shm"), error);
  fs::rename(path, report.kept_at, error);
  if (error) return fail(Code::io, "the damaged database cannot be moved aside");
  fs::rename(fresh, path, error);
  if (error) return fail(Code::io, "the salvaged database cannot be put in place");
  return report;
}

void finish_salvage(const fs::path& path) {
  std::error_code error;
  const fs::path fresh = with_suffix(path, ".salvaged");
  // The damaged file was moved away only after the new one was complete.
  if (!fs::exists(path, error) && fs::exists(fresh, error)) fs::rename(fresh, path, error);
}

}  // namespace snug::store
