// The chat's journey without a window: ask, stream, stop, edit, quit, come back. A real engine with a tiny model, a
// real database.
#include "app/viewmodels/chat/chat_hub.h"

#include <gtest/gtest.h>

#include <QTest>
#include <filesystem>

#include "app/viewmodels/chat/conversation_model.h"
#include "backends/reference/reference_backend.h"

namespace snug::ui {
namespace {

const std::filesystem::path kModels = std::filesystem::path(SNUG_TEST_DATA_DIR) / "models";

std::vector<session::DeviceEntry> devices() {
  return {{reference::reference_caps(), {}, [](int32_t) -> Result<std::unique_ptr<device::Backend>> {
             return reference::make_reference_backend();
           }}};
}

/// One run of the application.
struct World {
  explicit World(const std::filesystem::path& folder)
      : store({.folder = folder, .unclean_exit = false, .now_ms = 0}, {[](auto work) { work(); }}, [](auto) {}),
        engine(devices()),
        station(engine, {kModels}),
        hub(engine, station, store),
        conversation(hub) {
    const auto model = station.addFile(kModels / "tiny-llama-f32.gguf");
    station.choose(model->ref);
  }
  bool settled() {
    return QTest::qWaitFor([&] { return hub.current().live == nullptr; }, 30'000);
  }
  const MessageRow& row(int i) { return static_cast<MessageListModel*>(conversation.messages())->at(i); }
  int rows() { return conversation.messages()->rowCount(); }

  store::StoreThread store;
  EngineBridge engine;
  ModelStation station;
  ChatHub hub;
  ConversationModel conversation;
};

std::filesystem::path freshFolder(const char* name) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  return folder;
}

TEST(ChatHub, AQuestionIsAnsweredAndStillThereAfterARestart) {
  const auto folder = freshFolder("hub-restart");
  QString question, answer;
  chat::Id id = 0;
  {
    World run(folder);
    run.hub.send("What fits?");
    EXPECT_EQ(run.rows(), 2);
    EXPECT_EQ(run.row(1).phase, "reading");
    ASSERT_TRUE(run.settled());
    EXPECT_EQ(run.row(1).author, "answer");
    question = run.row(0).text;
    answer = run.row(1).text;
    id = run.hub.current().chat.id;
    EXPECT_EQ(run.conversation.title(), "What fits?");
  }
  World again(folder);
  again.hub.openChat(id);
  ASSERT_TRUE(QTest::qWaitFor([&] { return again.hub.current().chat.id == id; }, 10'000));
  ASSERT_EQ(again.rows(), 2);
  EXPECT_EQ(again.row(0).text, question);
  EXPECT_EQ(again.row(1).text, answer);
}

TEST(ChatHub, StopKeepsWhatIsThereAndRegenerateAddsABranch) {
  World run(freshFolder("hub-stop"));
  run.hub.send("Tell me a long story");
  ASSERT_TRUE(
      QTest::qWaitFor([&] { return run.hub.current().live && run.hub.current().live->outputTokens > 2; }, 30'000) ||
      run.hub.current().live == nullptr);
  run.hub.stop();
  ASSERT_TRUE(run.settled());
  run.conversation.regenerate(1);
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.row(1).branchCount, 2);
  EXPECT_EQ(run.row(1).branchIndex, 2);
  run.conversation.showBranch(1, 1);
  EXPECT_EQ(run.row(1).branchIndex, 1);
  run.conversation.edit(0, "Another question");
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.row(0).text, "Another question");
  EXPECT_EQ(run.row(0).branchCount, 2);
}

TEST(ChatHub, AModelThatDoesNotLoadLeavesTheQuestionAndACardWithFixes) {
  World run(freshFolder("hub-fail"));
  session::LoadOptions options;
  options.device = "cuda:7";
  run.station.setOptions(options);
  run.hub.send("What fits?");
  ASSERT_TRUE(run.settled());
  ASSERT_EQ(run.rows(), 2);
  EXPECT_EQ(run.row(0).text, "What fits?");
  EXPECT_EQ(run.row(1).author, "failure");
}

}  // namespace
}  // namespace snug::ui
