// Opening: new, migrated, newer, damaged, held by another, crashed.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "app/manager/store/backup.h"
#include "app/manager/store/schema.h"
#include "app/manager/store/search.h"
#include "tests/unit/store/store_fixture.h"

namespace snug::store {
namespace {

using chat::Role;
namespace fs = std::filesystem;
constexpr int64_t kDay = 86'400'000;

fs::path stored(const char* name) {
  return fs::path(SNUG_TEST_DATA_DIR) / "store" / name;
}

/// A store with `chats` chats of ten messages, closed.
void fill(const fs::path& folder, int chats) {
  Store store = open_store({.folder = folder}).value();
  for (int c = 0; c < chats; ++c) {
    const Id id = add_chat(store.db, "chat " + std::to_string(c));
    Id last = 0;
    for (int m = 0; m < 10; ++m)
      last = add_message(store.db, id, last, Role::user, "text " + std::to_string(m) + std::string(900, 'x'));
  }
}

TEST(OpenStore, NewFileHasTheSafePragmas) {
  TempFolder folder;
  Store store = open_store({.folder = folder.path() / "deep" / "er"}).value();
  EXPECT_EQ(store.db.text("PRAGMA journal_mode").value(), "wal");
  EXPECT_EQ(store.db.integer("PRAGMA synchronous").value(), 2);
  EXPECT_EQ(store.db.integer("PRAGMA foreign_keys").value(), 1);
  EXPECT_EQ(store.db.integer("PRAGMA cell_size_check").value(), 1);
  EXPECT_EQ(store.db.integer("PRAGMA secure_delete").value(), 1);
  EXPECT_EQ(store.db.integer("PRAGMA application_id").value(), kApplicationId);
  EXPECT_EQ(schema_version(store.db).value(), newest_version());
  EXPECT_FALSE(store.report.notice);
}

TEST(OpenStore, ASecondWriterIsRefused) {
  TempFolder folder;
  Store store = open_store({.folder = folder.path()}).value();
  add_chat(store.db, "x");
  Database other = Database::open(folder.path() / "chats.db", Database::Mode::read_write).value();
  EXPECT_EQ(other.run("INSERT INTO state(key, value) VALUES ('a', 'b')").error().code, Code::locked);
  EXPECT_EQ(other.integer("SELECT count(*) FROM chat").error().code, Code::locked);
}

TEST(OpenStore, MigratesEveryReleasedSchemaWithABackup) {
  TempFolder folder;
  fs::copy_file(stored("v1.db"), folder.path() / "chats.db");
  Store store = open_store({.folder = folder.path()}).value();
  EXPECT_EQ(store.report.migrated_from, 1);
  EXPECT_EQ(store.report.interrupted_answers, 1);
  EXPECT_EQ(ChatRepository(store.db).list()->size(), 2u);
  const auto messages = MessageRepository(store.db).list(2).value();
  ASSERT_EQ(messages.size(), 10u);
  EXPECT_EQ(messages[9].state, chat::MessageState::interrupted);
  EXPECT_EQ(messages[0].content, "Message 1 of chat 2, with zebra21 and 日本語の文章");
  EXPECT_EQ(search(store.db, "zebra210")->size(), 1u);  // old messages are searchable, the interrupted one too
  EXPECT_EQ(search(store.db, "zebra31")->size(), 0u);   // of a deleted chat
  const auto backups = list_backups(folder.path() / "backups");
  ASSERT_EQ(backups.size(), 1u);
  Database backup = Database::open(backups[0].path, Database::Mode::read_only).value();
  EXPECT_EQ(schema_version(backup).value(), 1);
  EXPECT_EQ(backup.integer("SELECT count(*) FROM message").value(), 30);
}

TEST(OpenStore, AFailedMigrationLeavesTheOldSchema) {
  TempFolder folder;
  fs::copy_file(stored("v1.db"), folder.path() / "chats.db");
  Database db = Database::open(folder.path() / "chats.db", Database::Mode::read_write).value();
  const Migration broken[] = {
      migrations()[0], {2, [](Database& d) { return d.execute("CREATE TABLE half(x); CREATE TABLE half(x);"); }}};
  EXPECT_FALSE(migrate(db, broken));
  EXPECT_EQ(schema_version(db).value(), 1);
  EXPECT_EQ(db.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").value(), 0);
  EXPECT_TRUE(migrate(db));
}

TEST(OpenStore, ANewerDatabaseIsReadAndNotWritten) {
  TempFolder folder;
  fill(folder.path(), 1);
  {
    Database db = Database::open(folder.path() / "chats.db", Database::Mode::read_write).value();
    ASSERT_TRUE(db.execute("PRAGMA user_version = 99"));
  }
  Store store = open_store({.folder = folder.path()}).value();
  EXPECT_TRUE(store.report.read_only);
  EXPECT_EQ(store.report.notice->code, Code::database_newer);
  EXPECT_EQ(ChatRepository(store.db).list()->size(), 1u);
  EXPECT_EQ(ChatRepository(store.db).rename(ChatRepository(store.db).list()->front().id, "x").error().code,
            Code::read_only);
  EXPECT_EQ(schema_version(store.db).value(), 99);
}

TEST(OpenStore, AnotherProgramsDatabaseIsNotTouched) {
  TempFolder folder;
  {
    Database db = Database::open(folder.path() / "chats.db", Database::Mode::create).value();
    ASSERT_TRUE(db.execute("CREATE TABLE theirs(x)"));
  }
  EXPECT_EQ(open_store({.folder = folder.path()}).error().code, Code::database);
}

TEST(OpenStore, AForeignTriggerNeverRuns) {
  TempFolder folder;
  fill(folder.path(), 2);
  {
    Database db = Database::open(folder.path() / "chats.db", Database::Mode::read_write).value();
    ASSERT_TRUE(db.execute("CREATE TRIGGER evil AFTER UPDATE ON message BEGIN DELETE FROM chat; END"));
  }
  Store store = open_store({.folder = folder.path()}).value();
  EXPECT_EQ(store.report.notice->code, Code::database_damaged);
  EXPECT_EQ(store.db.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'evil'").value(), 0);
  EXPECT_EQ(store.db.integer("SELECT count(*) FROM chat").value(), 2);
  EXPECT_EQ(store.db.integer("SELECT count(*) FROM message").value(), 20);
}

TEST(OpenStore, AnswersThatACrashCutAreInterrupted) {
  TempFolder folder;
  {
    Store store = open_store({.folder = folder.path()}).value();
    const Id chat_id = add_chat(store.db, "c");
    chat::Message q = message(chat_id, 0, Role::user, "q");
    chat::Message a = message(chat_id, q.id, Role::assistant, "as far as it ca");
    a.state = chat::MessageState::streaming;
    ASSERT_TRUE(MessageRepository(store.db).begin_turn(q, a));
  }
  Store store = open_store({.folder = folder.path(), .unclean_exit = true}).value();
  EXPECT_EQ(store.report.interrupted_answers, 1);
  const auto all = MessageRepository(store.db).list(ChatRepository(store.db).list()->front().id).value();
  EXPECT_EQ(all[1].state, chat::MessageState::interrupted);
  EXPECT_EQ(search(store.db, "as far as").value().size(), 1u);
}

TEST(OpenStore, DamagedPagesAreSalvaged) {
  for (const size_t damaged_page : {1u, 3u, 20u, 45u}) {
    TempFolder folder;
    fill(folder.path(), 9);
    {
      Store store = open_store({.folder = folder.path()}).value();
      ASSERT_TRUE(make_backup(store.db, store.backup_folder(), 50 * kDay, "daily"));
    }
    fill(folder.path(), 1);
    const fs::path path = folder.path() / "chats.db";
    std::string bytes = file_bytes(path);
    ASSERT_GT(bytes.size(), 50u * 4096);
    for (size_t i = 0; i < 4096; ++i) bytes[damaged_page * 4096 + i] = static_cast<char>(i * 31 + 7);
    write_bytes(path, bytes);
    Store store = open_store({.folder = folder.path(), .unclean_exit = true}).value();
    ASSERT_TRUE(store.report.notice) << damaged_page;
    EXPECT_EQ(store.report.notice->code, Code::database_damaged);
    EXPECT_EQ(file_bytes(store.report.salvaged.kept_at), bytes);  // kept as it was
    const int64_t chats = store.db.integer("SELECT count(*) FROM chat").value();
    const int64_t messages = store.db.integer("SELECT count(*) FROM message").value();
    EXPECT_GE(chats, 9) << damaged_page;
    // One page holds four messages at most; where the schema itself is hit, all comes from the backup.
    EXPECT_GE(messages, 90) << damaged_page;
    EXPECT_EQ(store.db.text("PRAGMA integrity_check").value(), "ok");
    EXPECT_EQ(store.db.integer("SELECT count(*) FROM pragma_foreign_key_check").value(), 0);
    EXPECT_EQ(store.report.salvaged.messages + store.report.salvaged.messages_from_backup, messages);
  }
}

TEST(OpenStore, WhatSalvageLacksComesFromTheBackup) {
  TempFolder folder;
  fill(folder.path(), 5);
  {
    Store store = open_store({.folder = folder.path()}).value();
    ASSERT_TRUE(make_backup(store.db, store.backup_folder(), 50 * kDay, "daily"));
  }
  const std::string noise(100'000, '\x5a');
  write_bytes(folder.path() / "chats.db", noise);
  Store store = open_store({.folder = folder.path()}).value();
  EXPECT_EQ(store.report.notice->code, Code::database_damaged);
  EXPECT_EQ(store.report.salvaged.chats, 0);
  EXPECT_EQ(store.report.salvaged.chats_from_backup, 5);
  EXPECT_EQ(store.report.salvaged.messages_from_backup, 50);
  EXPECT_EQ(ChatRepository(store.db).list()->size(), 5u);
}

TEST(OpenStore, ASalvageThatACrashCutIsEnded) {
  TempFolder folder;
  fill(folder.path(), 2);
  fs::rename(folder.path() / "chats.db", folder.path() / "chats.db.salvaged");
  Store store = open_store({.folder = folder.path()}).value();
  EXPECT_EQ(ChatRepository(store.db).list()->size(), 2u);
}

TEST(Backups, AreVerifiedAndThinned) {
  TempFolder folder;
  fill(folder.path(), 1);
  Store store = open_store({.folder = folder.path()}).value();
  const int64_t start = 20'000 * kDay;
  for (int day = 0; day < 60; ++day) {
    ASSERT_TRUE(backup_if_due(store.db, store.backup_folder(), start + day * kDay).value());
    ASSERT_FALSE(backup_if_due(store.db, store.backup_folder(), start + day * kDay + 1000).value());  // one a day
  }
  const auto kept = list_backups(store.backup_folder());
  EXPECT_GE(kept.size(), 9u);  // seven days and the weeks before them
  EXPECT_LE(kept.size(), 11u);
  EXPECT_EQ(kept.front().time_ms, start + 59 * kDay);
  EXPECT_EQ(kept[6].time_ms, start + 53 * kDay);
  EXPECT_GE(kept.front().time_ms - kept.back().time_ms, 21 * kDay);
  ASSERT_TRUE(replace_backups(store.db, store.backup_folder(), start + 61 * kDay));
  EXPECT_EQ(list_backups(store.backup_folder()).size(), 1u);
}

TEST(Backups, MaintainErasesOldDeletionsAndMakesADailyCopy) {
  TempFolder folder;
  Store store = open_store({.folder = folder.path()}).value();
  const Id old_chat = add_chat(store.db, "old");
  const Id new_chat = add_chat(store.db, "new");
  ASSERT_TRUE(ChatRepository(store.db).remove(old_chat, 100 * kDay));
  ASSERT_TRUE(ChatRepository(store.db).remove(new_chat, 120 * kDay));
  ASSERT_TRUE(maintain(store, 131 * kDay));
  EXPECT_EQ(store.db.integer("SELECT count(*) FROM chat").value(), 1);
  EXPECT_EQ(list_backups(store.backup_folder()).size(), 1u);
}

}  // namespace
}  // namespace snug::store
