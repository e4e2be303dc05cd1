#include <gtest/gtest.h>

#include "app/manager/store/download_repository.h"
#include "app/manager/store/model_repository.h"
#include "app/manager/store/preset_repository.h"
#include "app/manager/store/search.h"
#include "tests/unit/store/store_fixture.h"

namespace snug::store {
namespace {

using chat::MessageState, chat::Role;

struct RepositoryTest : testing::Test {
  TempFolder folder;
  Store store = open_store({.folder = folder.path()}).value();
  Database& db = store.db;
};

TEST_F(RepositoryTest, ChatRoundTrip) {
  ChatRepository chats(db);
  ASSERT_TRUE(chats.add_folder({.id = 5, .name = "Work"}, 1));
  const Chat chat{.id = chat::new_id(),
                  .title = "T",
                  .pinned = true,
                  .folder_id = 5,
                  .model_ref = "m",
                  .settings_json = "{\"a\":1}",
                  .system_prompt = "s",
                  .draft = "d",
                  .active_leaf = 3,
                  .created_ms = 4,
                  .updated_ms = 5};
  ASSERT_TRUE(chats.add(chat));
  EXPECT_EQ(chats.find(chat.id).value(), chat);
  ASSERT_TRUE(chats.rename(chat.id, "U"));
  ASSERT_TRUE(chats.set_pinned(chat.id, false));
  ASSERT_TRUE(chats.move(chat.id, 0));
  ASSERT_TRUE(chats.set_draft(chat.id, ""));
  const Chat changed = chats.find(chat.id).value();
  EXPECT_EQ(changed.title, "U");
  EXPECT_FALSE(changed.pinned);
  EXPECT_EQ(changed.folder_id, 0);
  EXPECT_EQ(chats.rename(99, "x").error().code, Code::not_found);
  EXPECT_EQ(chats.move(chat.id, 77).error().code, Code::database);  // no such folder: the foreign key holds
  ASSERT_TRUE(chats.move(chat.id, 5));
  ASSERT_TRUE(chats.remove_folder(5));
  EXPECT_EQ(chats.find(chat.id)->folder_id, 0);
}

TEST_F(RepositoryTest, MessageRoundTrip) {
  const Id chat_id = add_chat(db, "c");
  MessageRepository messages(db);
  chat::Message q = message(chat_id, 0, Role::user, std::string("a\0b", 3) + "é");
  chat::Message a = message(chat_id, q.id, Role::assistant, "");
  a.state = MessageState::streaming;
  a.model_name = "M Q4_0";
  ASSERT_TRUE(messages.begin_turn(q, a));
  EXPECT_EQ(ChatRepository(db).find(chat_id)->active_leaf, a.id);
  ASSERT_TRUE(messages.update_streaming(a.id, "par", "think", 2));
  const chat::MessageStats stats{1, 2, 3, 4.5, 5.5, 6.5, 7.5};
  ASSERT_TRUE(messages.finish(a.id, "partial", "thought", MessageState::stopped, stats));
  const auto all = messages.list(chat_id).value();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0], q);
  a.content = "partial";
  a.reasoning = "thought";
  a.state = MessageState::stopped;
  a.stats = stats;
  EXPECT_EQ(all[1], a);
  EXPECT_EQ(messages.add(message(4711, 0, Role::user, "x")).error().code, Code::database);
  EXPECT_EQ(messages.update_streaming(1, "", "", 0).error().code, Code::not_found);
}

TEST_F(RepositoryTest, ATurnIsWholeOrNotThere) {
  const Id chat_id = add_chat(db, "c");
  const chat::Message q = message(chat_id, 0, Role::user, "q");
  chat::Message bad = message(chat_id, q.id, Role::assistant, "");
  bad.id = q.id;  // breaks the primary key
  EXPECT_FALSE(MessageRepository(db).begin_turn(q, bad));
  EXPECT_TRUE(MessageRepository(db).list(chat_id)->empty());
}

TEST_F(RepositoryTest, DeleteIsUndoneAsItWas) {
  const Id chat_id = add_chat(db, "Gone");
  add_message(db, chat_id, 0, Role::user, "xylophone");
  ChatRepository chats(db);
  ASSERT_TRUE(chats.remove(chat_id, 1000));
  EXPECT_TRUE(chats.list()->empty());
  EXPECT_TRUE(search(db, "xylophone")->empty());
  EXPECT_EQ(chats.find(chat_id).error().code, Code::not_found);
  ASSERT_TRUE(chats.restore(chat_id));
  EXPECT_EQ(chats.list()->size(), 1u);
  EXPECT_EQ(search(db, "xylophone")->size(), 1u);
  ASSERT_TRUE(chats.remove(chat_id, 1000));
  EXPECT_EQ(chats.erase_deleted_before(1000).value(), 0);
  EXPECT_EQ(chats.erase_deleted_before(1001).value(), 1);
  EXPECT_EQ(db.integer("SELECT count(*) FROM message").value(), 0);
}

TEST_F(RepositoryTest, ErasedTextIsNowhere) {
  const std::string canary = "canaryquicksilver";
  for (int i = 0; i < 30; ++i) {
    const Id other = add_chat(db, "other " + std::to_string(i));
    add_message(db, other, 0, Role::user, std::string(3000, static_cast<char>('a' + i % 26)));
  }
  const Id chat_id = add_chat(db, "title " + canary);
  ChatRepository chats(db);
  ASSERT_TRUE(chats.set_system_prompt(chat_id, canary));
  ASSERT_TRUE(chats.set_draft(chat_id, canary));
  Id last = 0;
  for (int i = 0; i < 40; ++i)
    last = add_message(db, chat_id, last, Role::user, canary + std::string(500, 'z') + canary);
  const auto seen = [&] {
    size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
      if (entry.is_regular_file() && file_bytes(entry.path()).find(canary) != std::string::npos) ++files;
    }
    return files;
  };
  ASSERT_GT(seen(), 0u);  // the test can see it while it is there
  ASSERT_TRUE(chats.remove(chat_id, 1));
  ASSERT_GT(seen(), 0u);  // undo needs it
  ASSERT_TRUE(chats.erase(chat_id));
  EXPECT_EQ(seen(), 0u);
  EXPECT_EQ(db.integer("SELECT count(*) FROM message_fts WHERE message_fts MATCH '\"canaryquick\"'").value(), 0);
}

TEST_F(RepositoryTest, DuplicateCopiesBranchesOrOne) {
  const Id chat_id = add_chat(db, "c");
  const Id q = add_message(db, chat_id, 0, Role::user, "q");
  const Id a1 = add_message(db, chat_id, q, Role::assistant, "a1");
  const Id a2 = add_message(db, chat_id, q, Role::assistant, "a2");
  ChatRepository chats(db);
  const Id whole = chats.duplicate(chat_id, "copy").value();
  const auto copied = MessageRepository(db).list(whole).value();
  ASSERT_EQ(copied.size(), 3u);
  EXPECT_EQ(copied[1].parent_id, copied[0].id);
  EXPECT_EQ(copied[2].parent_id, copied[0].id);
  EXPECT_EQ(chats.find(whole)->active_leaf, copied[2].id);
  const Id branch = chats.duplicate(chat_id, "branch", a1).value();
  const auto one = MessageRepository(db).list(branch).value();
  ASSERT_EQ(one.size(), 2u);
  EXPECT_EQ(one[1].content, "a1");
  EXPECT_EQ(MessageRepository(db).list(chat_id)->size(), 3u);
  EXPECT_EQ(chats.duplicate(chat_id, "x", 12).error().code, Code::not_found);
  (void)a2;
}

TEST_F(RepositoryTest, ALongChatIsDeletedWhole) {
  const Id chat_id = add_chat(db, "long");
  Id last = 0;
  ASSERT_TRUE(db.execute("BEGIN"));
  for (int i = 0; i < 3000; ++i) {
    const chat::Message m = message(chat_id, last, Role::user, "m" + std::to_string(i));
    ASSERT_TRUE(MessageRepository(db).insert(m));
    last = m.id;
  }
  ASSERT_TRUE(db.execute("COMMIT"));
  ASSERT_TRUE(ChatRepository(db).erase(chat_id));
  EXPECT_EQ(db.integer("SELECT count(*) FROM message").value(), 0);
}

TEST_F(RepositoryTest, SearchFindsInsideWordsInEveryScriptAndCutsTheLine) {
  const Id one = add_chat(db, "Kitchen plans");
  add_message(db, one, 0, Role::user, "First line\nWhere does the Quick brown fox live?\nlast");
  const Id two = add_chat(db, "b");
  add_message(db, two, 0, Role::user, "これは日本語の文章です 100% x_y");
  const auto hits = search(db, "uick BROWN").value();
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].chat_id, one);
  EXPECT_EQ(hits[0].line, "Where does the Quick brown fox live?");
  EXPECT_EQ(hits[0].line.substr(hits[0].match_at, hits[0].match_length), "uick");
  EXPECT_EQ(search(db, "日本語").value().size(), 1u);
  EXPECT_EQ(search(db, "本").value().size(), 1u);  // too short for the index
  EXPECT_EQ(search(db, "0%").value().size(), 1u);  // no wildcard
  EXPECT_EQ(search(db, "x%").value().size(), 0u);
  EXPECT_EQ(search(db, "kitch").value().front().message_id, 0);  // by its title
  EXPECT_EQ(search(db, "\" OR a*").value().size(), 0u);          // no query language
  EXPECT_EQ(search(db, "  ").value().size(), 0u);
  EXPECT_EQ(search(db, std::string(100'000, 'q')).value().size(), 0u);
}

TEST_F(RepositoryTest, SearchFollowsEveryChange) {
  const Id chat_id = add_chat(db, "c");
  MessageRepository messages(db);
  chat::Message q = message(chat_id, 0, Role::user, "question");
  chat::Message a = message(chat_id, q.id, Role::assistant, "");
  a.state = MessageState::streaming;
  ASSERT_TRUE(messages.begin_turn(q, a));
  ASSERT_TRUE(messages.update_streaming(a.id, "halfway", "", 1));
  EXPECT_EQ(search(db, "halfway")->size(), 0u);  // not while it streams
  ASSERT_TRUE(messages.finish(a.id, "halfway done", "", MessageState::complete, {}));
  EXPECT_EQ(search(db, "halfway")->size(), 1u);
  ASSERT_TRUE(messages.set_streaming(a.id));
  EXPECT_EQ(search(db, "halfway")->size(), 0u);
  ASSERT_TRUE(messages.finish(a.id, "other words", "", MessageState::complete, {}));
  EXPECT_EQ(search(db, "halfway")->size(), 0u);
  EXPECT_TRUE(db.run("INSERT INTO message_fts(message_fts, rank) VALUES ('integrity-check', 1)"));
  // Now break the index and have it repaired.
  ASSERT_TRUE(db.run("INSERT INTO message_fts(message_fts, rowid, content) VALUES ('delete', ?, 'other words')", a.id));
  EXPECT_FALSE(db.run("INSERT INTO message_fts(message_fts, rank) VALUES ('integrity-check', 1)"));
  ASSERT_TRUE(repair_search(db));
  EXPECT_EQ(search(db, "other words")->size(), 1u);
}

TEST_F(RepositoryTest, PresetsModelsDownloads) {
  PresetRepository presets(db);
  const Preset brief{
      .id = 1, .name = "Brief", .system_prompt = "Be brief.", .sampler_json = "{}", .created_ms = 1, .updated_ms = 1};
  ASSERT_TRUE(presets.save(brief));
  EXPECT_EQ(presets.save({.id = 2, .name = "Brief"}).error().code, Code::target_exists);
  ASSERT_TRUE(presets.save({.id = 3, .name = "Plain"}));
  EXPECT_EQ(presets.list().value().front(), brief);
  EXPECT_FALSE(presets.list().value().back().system_prompt);
  ModelRepository models(db);
  EXPECT_FALSE(models.find("x").value());
  const ModelMemory memory{"x", "X Q4_0", true, "{\"ctx\":4096}", "{}", 9, 71.5, 800};
  ASSERT_TRUE(models.save(memory));
  EXPECT_EQ(models.find("x").value().value(), memory);
  ASSERT_TRUE(models.add_measurement({"x", "cpu", "decode", 71.5, "tok/s", "{}", 1}));
  ASSERT_TRUE(models.add_measurement({"x", "cpu", "decode", 72.5, "tok/s", "{}", 2}));
  EXPECT_EQ(models.measurements("x", "decode")->front().value, 72.5);
  DownloadRepository downloads(db);
  const DownloadRow row{7, "o/r", "c", "f.gguf", "/t", "paused", 10, 3, 1, "{}", 1, 2};
  ASSERT_TRUE(downloads.save(row));
  EXPECT_EQ(downloads.list()->front(), row);
  EXPECT_FALSE(state_value(db, "k").value());
  ASSERT_TRUE(set_state_value(db, "k", "v"));
  EXPECT_EQ(state_value(db, "k").value(), "v");
}

}  // namespace
}  // namespace snug::store
