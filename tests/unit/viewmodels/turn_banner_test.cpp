#include "app/viewmodels/chat/turn_banner.h"

#include "tests/unit/viewmodels/chat_world.h"

namespace snug::ui {
namespace {

QStringList labels(ChatWorld& run) {
  QStringList out;
  for (int i = 0; i < run.conversation.bannerActions()->rowCount(); ++i)
    out << ChatWorld::role(run.conversation.bannerActions(), i, "label").toString();
  return out;
}

/// Ends the answer that is on its way as the engine would after an error of the device.
void endLiveWith(ChatWorld& run, Code code) {
  ASSERT_TRUE(run.until([&] { return run.hub.current().live == nullptr || run.hub.current().live->request != 0; }));
  ASSERT_NE(run.hub.current().live, nullptr);
  session::Finished finished;
  finished.id = run.hub.current().live->request;
  finished.reason = session::StopReason::error;
  finished.error = Error{code};
  Q_EMIT run.engine.finished(finished.id, finished);
}

TEST(TurnBanner, NoneWhileAllIsWell) {
  ChatWorld run(freshFolder("banner-none"));
  EXPECT_EQ(run.conversation.bannerKind(), "");
  EXPECT_EQ(run.conversation.bannerText(), "");
  EXPECT_TRUE(labels(run).isEmpty());
  run.conversation.bannerAct(0);
}

TEST(TurnBanner, APromptTooLongOffersALargerContextThatAnswers) {
  ChatWorld run(freshFolder("banner-long"));
  ASSERT_TRUE(run.load(64));
  run.say(QString("word ").repeated(40));
  EXPECT_EQ(run.conversation.bannerKind(), "promptTooLong");
  EXPECT_TRUE(run.conversation.bannerText().contains("64 fit")) << run.conversation.bannerText().toStdString();
  ASSERT_EQ(labels(run), QStringList({"Use 256 context"}));
  EXPECT_TRUE(ChatWorld::role(run.conversation.bannerActions(), 0, "primary").toBool());
  run.conversation.bannerAct(0);
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.station.info().n_ctx, 256);
  EXPECT_NE(run.conversation.bannerKind(), "promptTooLong");
  EXPECT_EQ(run.message(1).branchCount, 2);
  EXPECT_NE(run.message(1).phase, "failed");
}

TEST(TurnBanner, LeavingOutTheOldestAnswersAndSaysSo) {
  ChatWorld run(freshFolder("banner-oldest"));
  ASSERT_TRUE(run.load(128));
  run.inspector.setSeed("3");
  run.hub.send(std::string(70, 'a') + " first");
  ASSERT_TRUE(run.until([&] { return !run.hub.current().live || run.hub.current().live->outputTokens > 0; }));
  run.hub.stop();
  ASSERT_TRUE(run.settled());
  run.say(QString(70, 'b') + " second");
  ASSERT_EQ(run.conversation.bannerKind(), "promptTooLong") << run.conversation.bannerText().toStdString();
  const QStringList offered = labels(run);
  ASSERT_EQ(offered.size(), 2) << offered.join('|').toStdString();
  EXPECT_TRUE(offered[1].startsWith("Leave out the oldest")) << offered[1].toStdString();
  run.conversation.bannerAct(1);
  ASSERT_TRUE(run.settled());
  EXPECT_GT(run.hub.current().leftOut, 0);
  EXPECT_EQ(run.message(run.messages() - 1).phase, "done");
  EXPECT_TRUE(run.conversation.bannerKind() == "overflow" || run.conversation.bannerKind() == "contextFull");
}

TEST(TurnBanner, AFullContextOffersMoreAndANewChat) {
  ChatWorld run(freshFolder("banner-full"));
  ASSERT_TRUE(run.load(64));
  // A model of random weights ends some answers by itself: the first seed whose answer reaches the end will do.
  for (int seed = 1; seed <= 40; ++seed) {
    run.hub.newChat();
    run.inspector.setSeed(QString::number(seed));
    run.say("Tell a long story of a quick machine");
    if (run.hub.current().problem.kind == TurnProblem::Kind::contextFull) break;
  }
  ASSERT_EQ(run.conversation.bannerKind(), "contextFull");
  EXPECT_TRUE(run.conversation.bannerText().contains("is full"));
  EXPECT_TRUE(run.conversation.bannerText().contains("64"));
  ASSERT_EQ(labels(run), QStringList({"Use 256 context", "New chat"}));
  const qsizetype before = run.message(1).text.size();
  run.conversation.bannerAct(0);
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.station.info().n_ctx, 256);
  EXPECT_GE(run.message(1).text.size(), before);
  run.hub.newChat();
  EXPECT_EQ(run.conversation.bannerKind(), "");
}

TEST(TurnBanner, ANearlyFullContextIsSaidBeforeItIsFull) {
  ChatWorld run(freshFolder("banner-nearly"));
  ASSERT_TRUE(run.load(100));
  run.composer.setText("Go on");
  run.composer.send();
  ASSERT_TRUE(run.until([&] { return run.hub.current().live == nullptr || run.hub.current().live->request != 0; }));
  ASSERT_NE(run.hub.current().live, nullptr);
  session::Finished finished;
  finished.id = run.hub.current().live->request;
  finished.statistics.n_context_used = 90;
  Q_EMIT run.engine.finished(finished.id, finished);
  ASSERT_EQ(run.conversation.bannerKind(), "contextFull");
  EXPECT_TRUE(run.conversation.bannerText().contains("90 of 100")) << run.conversation.bannerText().toStdString();
  ASSERT_EQ(labels(run), QStringList({"Use 256 context", "New chat"}));
  run.conversation.bannerAct(1);
  EXPECT_EQ(run.messages(), 0);
  EXPECT_EQ(run.conversation.bannerKind(), "");
}

TEST(TurnBanner, ALostDeviceKeepsTheAnswerAndLoadsAgain) {
  ChatWorld run(freshFolder("banner-lost"));
  ASSERT_TRUE(run.load());
  run.composer.setText("Go on");
  run.composer.send();
  endLiveWith(run, Code::device_lost);
  ASSERT_EQ(run.conversation.bannerKind(), "deviceLost");
  EXPECT_TRUE(run.conversation.bannerText().contains("stopped answering"));
  // The reference device is the only one: there is no CPU to go on with.
  ASSERT_EQ(labels(run), QStringList({"Load again"}));
  run.conversation.bannerAct(0);
  EXPECT_EQ(run.station.phase(), ModelStation::Phase::loading);
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.station.phase(), ModelStation::Phase::loaded);
  EXPECT_NE(run.conversation.bannerKind(), "deviceLost");
}

TEST(TurnBanner, OtherErrorsAndOtherChatsShowNone) {
  ChatWorld run(freshFolder("banner-other"));
  ASSERT_TRUE(run.load());
  run.composer.setText("Go on");
  run.composer.send();
  endLiveWith(run, Code::not_finite);
  EXPECT_EQ(run.conversation.bannerKind(), "");
  EXPECT_EQ(run.message(1).phase, "failed");
  run.conversation.regenerate(1);
  endLiveWith(run, Code::device_timeout);
  EXPECT_EQ(run.conversation.bannerKind(), "deviceLost");
  run.hub.newChat();
  EXPECT_EQ(run.conversation.bannerKind(), "");
}

TEST(TurnBanner, ATemplateFallbackIsSaidOnceAModel) {
  ChatWorld run(freshFolder("banner-template"));
  session::ModelInfo info;
  ASSERT_TRUE(run.load());
  info = run.station.info();
  info.notice = "The model's chat template could not be read (line 12). Using ChatML instead.";
  // The load of this test is the engine's first request; counts came after it.
  Q_EMIT run.engine.loaded(1, info);
  ASSERT_EQ(run.conversation.bannerKind(), "templateFallback");
  EXPECT_EQ(run.conversation.bannerText(), QString::fromStdString(info.notice));
  ASSERT_EQ(labels(run), QStringList({"Hide"}));
  run.conversation.bannerAct(0);
  EXPECT_EQ(run.conversation.bannerKind(), "");
}

}  // namespace
}  // namespace snug::ui
