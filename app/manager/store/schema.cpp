#include "app/manager/store/schema.h"

#include <algorithm>
#include <array>
#include <string>

namespace snug::store {
namespace {

// Times are Unix milliseconds. A message's parent is no foreign key: deleting a long chat would cascade from message
// to message past SQLite's limit of 1,000 levels; chats delete their messages directly.
Status version_1(Database& db) {
  return db.execute(R"sql(
    CREATE TABLE folder(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0,
      open INTEGER NOT NULL DEFAULT 1, created_ms INTEGER NOT NULL);
    CREATE TABLE chat(
      id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '', pinned INTEGER NOT NULL DEFAULT 0,
      folder_id INTEGER REFERENCES folder(id) ON DELETE SET NULL, model_ref TEXT NOT NULL DEFAULT '',
      settings_json TEXT NOT NULL DEFAULT '{}', system_prompt TEXT NOT NULL DEFAULT '',
      active_leaf INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
      deleted_ms INTEGER);
    CREATE INDEX chat_by_update ON chat(updated_ms);
    CREATE TABLE message(
      id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
      parent_id INTEGER NOT NULL DEFAULT 0, role INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,
      content TEXT NOT NULL DEFAULT '', reasoning TEXT NOT NULL DEFAULT '', model_name TEXT NOT NULL DEFAULT '',
      prompt_tokens INTEGER NOT NULL DEFAULT 0, output_tokens INTEGER NOT NULL DEFAULT 0,
      reasoning_tokens INTEGER NOT NULL DEFAULT 0, prompt_tokens_per_second REAL NOT NULL DEFAULT 0,
      tokens_per_second REAL NOT NULL DEFAULT 0, time_to_first_token_ms REAL NOT NULL DEFAULT 0,
      reasoning_ms REAL NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL);
    CREATE INDEX message_by_chat ON message(chat_id);
    CREATE INDEX message_streaming ON message(id) WHERE state = 1;
    CREATE TABLE preset(
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, system_prompt TEXT, sampler_json TEXT NOT NULL DEFAULT '{}',
      created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL);
    CREATE TABLE model(
      ref TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', favourite INTEGER NOT NULL DEFAULT 0,
      load_json TEXT NOT NULL DEFAULT '{}', sampler_json TEXT NOT NULL DEFAULT '{}',
      last_used_ms INTEGER NOT NULL DEFAULT 0, tokens_per_second REAL NOT NULL DEFAULT 0,
      load_ms REAL NOT NULL DEFAULT 0);
    CREATE TABLE download(
      id INTEGER PRIMARY KEY, repo TEXT NOT NULL, revision TEXT NOT NULL, file TEXT NOT NULL, target TEXT NOT NULL,
      state TEXT NOT NULL, size_bytes INTEGER NOT NULL DEFAULT 0, done_bytes INTEGER NOT NULL DEFAULT 0,
      position INTEGER NOT NULL DEFAULT 0, detail_json TEXT NOT NULL DEFAULT '{}', created_ms INTEGER NOT NULL,
      updated_ms INTEGER NOT NULL);
    CREATE TABLE measurement(
      id INTEGER PRIMARY KEY, model_ref TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL, value REAL NOT NULL,
      unit TEXT NOT NULL, detail_json TEXT NOT NULL DEFAULT '{}', created_ms INTEGER NOT NULL);
    CREATE INDEX measurement_by_model ON measurement(model_ref, kind);
    CREATE TABLE state(key TEXT PRIMARY KEY, value TEXT NOT NULL);
  )sql");
}

// Search, and what stands unsent in the composer. Trigrams find any three characters or more anywhere, in scripts
// without spaces too. A streaming answer is rewritten four times a second and is not indexed until it ends: the view
// is what the index is built from, so that a rebuild agrees with the triggers.
Status version_2(Database& db) {
  return db.execute(R"sql(
    ALTER TABLE chat ADD COLUMN draft TEXT NOT NULL DEFAULT '';
    CREATE VIEW message_text AS SELECT id, content FROM message WHERE state <> 1;
    CREATE VIRTUAL TABLE message_fts USING fts5(content, content='message_text', content_rowid='id', tokenize='trigram');
    CREATE VIRTUAL TABLE chat_fts USING fts5(title, content='chat', content_rowid='id', tokenize='trigram');
    CREATE TRIGGER message_fts_insert AFTER INSERT ON message WHEN new.state <> 1 BEGIN
      INSERT INTO message_fts(rowid, content) VALUES (new.id, new.content);
    END;
    CREATE TRIGGER message_fts_delete AFTER DELETE ON message WHEN old.state <> 1 BEGIN
      INSERT INTO message_fts(message_fts, rowid, content) VALUES ('delete', old.id, old.content);
    END;
    CREATE TRIGGER message_fts_update AFTER UPDATE OF content, state ON message BEGIN
      INSERT INTO message_fts(message_fts, rowid, content) SELECT 'delete', old.id, old.content WHERE old.state <> 1;
      INSERT INTO message_fts(rowid, content) SELECT new.id, new.content WHERE new.state <> 1;
    END;
    CREATE TRIGGER chat_fts_insert AFTER INSERT ON chat BEGIN
      INSERT INTO chat_fts(rowid, title) VALUES (new.id, new.title);
    END;
    CREATE TRIGGER chat_fts_delete AFTER DELETE ON chat BEGIN
      INSERT INTO chat_fts(chat_fts, rowid, title) VALUES ('delete', old.id, old.title);
    END;
    CREATE TRIGGER chat_fts_update AFTER UPDATE OF title ON chat BEGIN
      INSERT INTO chat_fts(chat_fts, rowid, title) VALUES ('delete', old.id, old.title);
      INSERT INTO chat_fts(rowid, title) VALUES (new.id, new.title);
    END;
    INSERT INTO message_fts(message_fts) VALUES ('rebuild');
    INSERT INTO chat_fts(chat_fts) VALUES ('rebuild');
  )sql");
}

/// What the schema would run, in one text.
Result<std::string> program_of(Database& db) {
  SNUG_TRY(Statement s,
           db.prepare(
               "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY name"));
  std::string out;
  for (;;) {
    SNUG_TRY(const bool row, s.step());
    if (!row) return out;
    for (int i = 0; i < 4; ++i) out += s.text(i) + '\n';
  }
}

constexpr std::array kMigrations{Migration{1, version_1}, Migration{2, version_2}};
constexpr std::array kDataTables{"folder", "chat", "message", "preset", "model", "download", "measurement", "state"};

}  // namespace

std::span<const Migration> migrations() {
  return kMigrations;
}
int64_t newest_version() {
  return kMigrations.back().version;
}
std::span<const char* const> data_tables() {
  return kDataTables;
}

Result<int64_t> schema_version(Database& db) {
  return db.integer("PRAGMA user_version");
}

Status migrate(Database& db, std::span<const Migration> steps) {
  SNUG_TRY(int64_t version, schema_version(db));
  for (const Migration& step : steps) {
    if (step.version <= version) continue;
    SNUG_TRY(Transaction transaction, Transaction::begin(db, /*exclusive=*/true));
    SNUG_CHECK_OK(step.apply(db));
    // PRAGMA takes no parameters; the number is ours.
    SNUG_CHECK_OK(db.execute(("PRAGMA user_version = " + std::to_string(step.version)).c_str()));
    SNUG_CHECK_OK(transaction.commit());
    version = step.version;
  }
  return {};
}

Status check_program_of_schema(Database& db, int64_t version) {
  SNUG_TRY(Database ours, Database::open(":memory:", Database::Mode::create));
  const auto steps = migrations();
  SNUG_CHECK_OK(migrate(ours, steps.first(static_cast<size_t>(std::clamp<int64_t>(version, 0, newest_version())))));
  SNUG_TRY(const std::string expected, program_of(ours));
  SNUG_TRY(const std::string found, program_of(db));
  if (found != expected) return fail(Code::database_damaged, "its triggers are not those of Snug");
  return {};
}

}  // namespace snug::store
