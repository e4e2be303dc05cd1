// The chat's journey without a window: ask, stream, stop, edit, quit, come back. A real engine with a tiny model, a
// real database.
#include "app/viewmodels/chat/chat_hub.h"

#include "tests/unit/viewmodels/chat_world.h"

namespace snug::ui {
namespace {

TEST(ChatHub, AQuestionIsAnsweredAndStillThereAfterARestart) {
  const auto folder = freshFolder("hub-restart");
  QString question, answer;
  chat::Id id = 0;
  {
    ChatWorld run(folder);
    run.hub.send("What fits?");
    EXPECT_EQ(run.messages(), 2);
    EXPECT_EQ(run.message(1).phase, "reading");
    ASSERT_TRUE(run.settled());
    EXPECT_EQ(run.message(1).author, "answer");
    question = run.message(0).text;
    answer = run.message(1).text;
    id = run.hub.current().chat.id;
    EXPECT_EQ(run.conversation.title(), "What fits?");
  }
  ChatWorld again(folder);
  again.hub.openChat(id);
  ASSERT_TRUE(QTest::qWaitFor([&] { return again.hub.current().chat.id == id; }, 10'000));
  ASSERT_EQ(again.messages(), 2);
  EXPECT_EQ(again.message(0).text, question);
  EXPECT_EQ(again.message(1).text, answer);
}

TEST(ChatHub, StopKeepsWhatIsThereAndRegenerateAddsABranch) {
  ChatWorld run(freshFolder("hub-stop"));
  run.hub.send("Tell me a long story");
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return run.hub.current().live && run.hub.current().live->outputTokens > 2; }, 30'000) ||
      run.hub.current().live == nullptr);
  run.hub.stop();
  ASSERT_TRUE(run.settled());
  run.conversation.regenerate(1);
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.message(1).branchCount, 2);
  EXPECT_EQ(run.message(1).branchIndex, 2);
  run.conversation.showBranch(1, 1);
  EXPECT_EQ(run.message(1).branchIndex, 1);
  run.conversation.edit(0, "Another question");
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.message(0).text, "Another question");
  EXPECT_EQ(run.message(0).branchCount, 2);
}

TEST(ChatHub, AModelThatDoesNotLoadLeavesTheQuestionAndACardWithFixes) {
  ChatWorld run(freshFolder("hub-fail"));
  session::LoadOptions options;
  options.device = "cuda:7";
  run.station.setOptions(options);
  run.hub.send("What fits?");
  ASSERT_TRUE(run.settled());
  ASSERT_EQ(run.messages(), 2);
  EXPECT_EQ(run.message(0).text, "What fits?");
  EXPECT_EQ(run.message(1).author, "failure");
}

}  // namespace
}  // namespace snug::ui
