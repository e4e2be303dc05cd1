#!/usr/bin/env python3
"""Writes one database per released schema, as that release wrote it. Run it when a new schema version is released and
commit the new file; never change an old one. Usage: make_old_databases.py (writes beside itself)."""
import pathlib
import sqlite3

HERE = pathlib.Path(__file__).parent

VERSION_1 = """
CREATE TABLE folder(id INTEGER PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0,
  open INTEGER NOT NULL DEFAULT 1, created_ms INTEGER NOT NULL);
CREATE TABLE chat(id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '', pinned INTEGER NOT NULL DEFAULT 0,
  folder_id INTEGER REFERENCES folder(id) ON DELETE SET NULL, model_ref TEXT NOT NULL DEFAULT '',
  settings_json TEXT NOT NULL DEFAULT '{}', system_prompt TEXT NOT NULL DEFAULT '',
  active_leaf INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, deleted_ms INTEGER);
CREATE INDEX chat_by_update ON chat(updated_ms);
CREATE TABLE message(id INTEGER PRIMARY KEY, chat_id INTEGER NOT NULL REFERENCES chat(id) ON DELETE CASCADE,
  parent_id INTEGER NOT NULL DEFAULT 0, role INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0,
  content TEXT NOT NULL DEFAULT '', reasoning TEXT NOT NULL DEFAULT '', model_name TEXT NOT NULL DEFAULT '',
  prompt_tokens INTEGER NOT NULL DEFAULT 0, output_tokens INTEGER NOT NULL DEFAULT 0,
  reasoning_tokens INTEGER NOT NULL DEFAULT 0, prompt_tokens_per_second REAL NOT NULL DEFAULT 0,
  tokens_per_second REAL NOT NULL DEFAULT 0, time_to_first_token_ms REAL NOT NULL DEFAULT 0,
  reasoning_ms REAL NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL);
CREATE INDEX message_by_chat ON message(chat_id);
CREATE INDEX message_streaming ON message(id) WHERE state = 1;
CREATE TABLE preset(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, system_prompt TEXT,
  sampler_json TEXT NOT NULL DEFAULT '{}', created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL);
CREATE TABLE model(ref TEXT PRIMARY KEY, name TEXT NOT NULL DEFAULT '', favourite INTEGER NOT NULL DEFAULT 0,
  load_json TEXT NOT NULL DEFAULT '{}', sampler_json TEXT NOT NULL DEFAULT '{}',
  last_used_ms INTEGER NOT NULL DEFAULT 0, tokens_per_second REAL NOT NULL DEFAULT 0, load_ms REAL NOT NULL DEFAULT 0);
CREATE TABLE download(id INTEGER PRIMARY KEY, repo TEXT NOT NULL, revision TEXT NOT NULL, file TEXT NOT NULL,
  target TEXT NOT NULL, state TEXT NOT NULL, size_bytes INTEGER NOT NULL DEFAULT 0,
  done_bytes INTEGER NOT NULL DEFAULT 0, position INTEGER NOT NULL DEFAULT 0,
  detail_json TEXT NOT NULL DEFAULT '{}', created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL);
CREATE TABLE measurement(id INTEGER PRIMARY KEY, model_ref TEXT NOT NULL, device TEXT NOT NULL, kind TEXT NOT NULL,
  value REAL NOT NULL, unit TEXT NOT NULL, detail_json TEXT NOT NULL DEFAULT '{}', created_ms INTEGER NOT NULL);
CREATE INDEX measurement_by_model ON measurement(model_ref, kind);
CREATE TABLE state(key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


def fill(db: sqlite3.Connection) -> None:
    db.execute("INSERT INTO folder(id, name, created_ms) VALUES (1, 'Work', 1700000000000)")
    for chat in range(1, 4):
        db.execute("INSERT INTO chat(id, title, folder_id, active_leaf, created_ms, updated_ms, deleted_ms) VALUES (?,?,?,?,?,?,?)",
                   (chat, f"Chat number {chat}", 1 if chat == 1 else None, chat * 100 + 10, 1700000000000 + chat,
                    1700000000000 + chat, 1700000009000 if chat == 3 else None))
        for n in range(1, 11):
            db.execute("INSERT INTO message(id, chat_id, parent_id, role, state, content, model_name, created_ms) VALUES (?,?,?,?,?,?,?,?)",
                       (chat * 100 + n, chat, chat * 100 + n - 1 if n > 1 else 0, 1 if n % 2 else 2, 1 if chat == 2 and n == 10 else 0,
                        f"Message {n} of chat {chat}, with zebra{chat}{n} and 日本語の文章", "" if n % 2 else "Old Model Q4_0", 1700000000000 + n))
    db.execute("INSERT INTO preset(id, name, system_prompt, created_ms, updated_ms) VALUES (1, 'Brief', 'Be brief.', 1, 1)")


def main() -> None:
    path = HERE / "v1.db"
    path.unlink(missing_ok=True)
    db = sqlite3.connect(path)
    db.executescript(f"PRAGMA application_id = {0x534E5547}; PRAGMA page_size = 4096; {VERSION_1} PRAGMA user_version = 1;")
    fill(db)
    db.commit()
    db.execute("VACUUM")
    db.close()


if __name__ == "__main__":
    main()
