#include "app/manager/store/store_thread.h"

#include <gtest/gtest.h>

#include "app/manager/store/answer_writer.h"
#include "tests/unit/store/store_fixture.h"

namespace snug::store {
namespace {

using chat::MessageState, chat::Role;

/// The receiver's event loop, turned by hand.
struct Loop {
  std::mutex mutex;
  std::vector<std::function<void()>> posted;
  Receiver receiver() {
    return {.post = [this](std::function<void()> f) {
      const std::lock_guard lock(mutex);
      posted.push_back(std::move(f));
    }};
  }
  void turn() {
    std::vector<std::function<void()>> now;
    {
      const std::lock_guard lock(mutex);
      now.swap(posted);
    }
    for (auto& f : now) f();
  }
};

TEST(StoreThread, AnswersComeInOrderOnTheReceiversThread) {
  TempFolder folder;
  Loop loop;
  bool opened = false;
  StoreThread thread({.folder = folder.path()}, loop.receiver(),
                     [&](const Result<OpenReport>& r) { opened = r.has_value(); });
  const Id id = chat::new_id();
  std::vector<std::string> order;
  const auto here = std::this_thread::get_id();
  thread.ask([&](Store& s) { return ChatRepository(s.db).add({.id = id, .title = "t"}); }, loop.receiver(),
             [&](const Status& s) {
               EXPECT_TRUE(s);
               EXPECT_EQ(std::this_thread::get_id(), here);
               order.push_back("added");
             });
  thread.ask([&](Store& s) { return ChatRepository(s.db).list(); }, loop.receiver(),
             [&](const Result<std::vector<ChatSummary>>& r) {
               EXPECT_EQ(r->size(), 1u);
               order.push_back("listed");
             });
  thread.drain();
  EXPECT_TRUE(order.empty());  // nothing runs before the receiver's loop turns
  loop.turn();
  EXPECT_TRUE(opened);
  EXPECT_EQ(order, (std::vector<std::string>{"added", "listed"}));
}

TEST(StoreThread, ADeadReceiverGetsNothing) {
  TempFolder folder;
  Loop loop;
  StoreThread thread({.folder = folder.path()}, loop.receiver(), [](const Result<OpenReport>&) {});
  auto alive = std::make_shared<int>(0);
  Receiver to = loop.receiver();
  to.alive = alive;
  bool called = false;
  thread.ask([](Store& s) { return ChatRepository(s.db).list(); }, to, [&](const auto&) { called = true; });
  thread.drain();
  alive.reset();
  loop.turn();
  EXPECT_FALSE(called);
}

TEST(StoreThread, AStoreThatDoesNotOpenAnswersWithTheError) {
  TempFolder folder;
  write_bytes(folder.path() / "file", "x");
  Loop loop;
  Code code = Code::internal;
  Code asked = Code::internal;
  Code told = Code::internal;
  StoreThread thread({.folder = folder.path() / "file"}, loop.receiver(),
                     [&](const Result<OpenReport>& r) { code = r.error().code; });
  thread.on_write_error(loop.receiver(), [&](const Error& e) { told = e.code; });
  thread.ask([](Store& s) { return ChatRepository(s.db).list(); }, loop.receiver(),
             [&](const auto& r) { asked = r.error().code; });
  thread.tell([](Store& s) { return ChatRepository(s.db).rename(1, "x"); });
  thread.drain();
  loop.turn();
  EXPECT_EQ(code, Code::read_only);
  EXPECT_EQ(asked, Code::read_only);
  EXPECT_EQ(told, Code::read_only);
}

TEST(StoreThread, WhatWasAskedBeforeTheEndIsDone) {
  TempFolder folder;
  Loop loop;
  {
    StoreThread thread({.folder = folder.path()}, loop.receiver(), [](const Result<OpenReport>&) {});
    for (int i = 0; i < 50; ++i) {
      thread.tell([i](Store& s) { return ChatRepository(s.db).add({.id = i + 1, .title = "t"}); });
    }
  }
  EXPECT_EQ(ChatRepository(open_store({.folder = folder.path()})->db).list()->size(), 50u);
}

struct AnswerWriterTest : testing::Test {
  TempFolder folder;
  Loop loop;
  StoreThread thread{{.folder = folder.path()}, loop.receiver(), [](const Result<OpenReport>&) {}};
  chat::Message q = message(1, 0, Role::user, "q");
  chat::Message a = message(1, q.id, Role::assistant, "");

  void SetUp() override {
    a.state = MessageState::streaming;
    thread.tell([this](Store& s) -> Status {
      SNUG_CHECK_OK(ChatRepository(s.db).add({.id = 1, .title = "t"}));
      return MessageRepository(s.db).begin_turn(q, a);
    });
  }
  chat::Message on_disk() {
    chat::Message out;
    thread.ask([](Store& s) { return MessageRepository(s.db).list(1); }, loop.receiver(),
               [&](const auto& r) { out = r->back(); });
    thread.drain();
    loop.turn();
    return out;
  }
};

TEST_F(AnswerWriterTest, FlushesAfter250MsOr64Tokens) {
  AnswerWriter writer(thread, a.id);
  writer.add("one ", "", 1, 1000);
  EXPECT_EQ(on_disk().content, "");
  writer.tick(1249);
  EXPECT_EQ(on_disk().content, "");
  writer.tick(1250);
  EXPECT_EQ(on_disk().content, "one ");
  EXPECT_EQ(on_disk().state, MessageState::streaming);
  for (int i = 0; i < 63; ++i) writer.add("x", "", 1, 1260);
  EXPECT_EQ(on_disk().content, "one ");
  writer.add("y", "hm", 1, 1260);
  EXPECT_EQ(on_disk().content, "one " + std::string(63, 'x') + "y");
  writer.add(" end", "", 1, 1270);
  writer.finish(MessageState::complete, {.output_tokens = 66});
  EXPECT_EQ(on_disk().content, "one " + std::string(63, 'x') + "y end");
  EXPECT_EQ(on_disk().reasoning, "hm");
  EXPECT_EQ(on_disk().state, MessageState::complete);
  EXPECT_EQ(on_disk().stats.output_tokens, 66);
}

TEST_F(AnswerWriterTest, DroppedMeansInterruptedAndNothingIsLost) {
  { AnswerWriter(thread, a.id).add("unfinished", "", 1, 0); }
  EXPECT_EQ(on_disk().content, "unfinished");
  EXPECT_EQ(on_disk().state, MessageState::interrupted);
}

}  // namespace
}  // namespace snug::store
