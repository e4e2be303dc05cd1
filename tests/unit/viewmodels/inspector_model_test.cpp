#include "app/viewmodels/chat/inspector_model.h"

#include <QSignalSpy>

#include "tests/unit/viewmodels/chat_world.h"

namespace snug::ui {
namespace {

int rowOf(InspectorModel& inspector, const char* id) {
  for (int i = 0; i < inspector.sampling()->rowCount(); ++i) {
    if (ChatWorld::role(inspector.sampling(), i, "sampleId").toString() == QLatin1String(id)) return i;
  }
  return -1;
}

double valueOf(InspectorModel& inspector, const char* id) {
  return ChatWorld::role(inspector.sampling(), rowOf(inspector, id), "value").toDouble();
}

TEST(InspectorModel, SamplingRowsChangeClampAndReset) {
  ChatWorld run(freshFolder("inspector-sampling"));
  InspectorModel& inspector = run.inspector;
  const int row = rowOf(inspector, "temperature");
  ASSERT_GE(row, 0);
  EXPECT_EQ(valueOf(inspector, "temperature"), 0.8);
  EXPECT_EQ(inspector.changedCount(), 0);
  inspector.setSample(row, 0.3);
  EXPECT_EQ(valueOf(inspector, "temperature"), 0.3);
  EXPECT_TRUE(ChatWorld::role(inspector.sampling(), row, "changed").toBool());
  EXPECT_EQ(inspector.changedCount(), 1);
  inspector.setSample(row, 99);
  EXPECT_EQ(valueOf(inspector, "temperature"), 2);
  inspector.setSample(row, std::nan(""));
  EXPECT_EQ(valueOf(inspector, "temperature"), 2);
  inspector.setSample(row, 0.8);  // back at the model's own
  EXPECT_EQ(inspector.changedCount(), 0);
  inspector.setSample(rowOf(inspector, "top_k"), 7.4);
  EXPECT_EQ(valueOf(inspector, "top_k"), 7);
  inspector.resetSample(rowOf(inspector, "top_k"));
  EXPECT_EQ(valueOf(inspector, "top_k"), 40);
  inspector.resetSample(-1);
  inspector.setSample(1000, 1);
  EXPECT_EQ(inspector.changedCount(), 0);
  EXPECT_TRUE(ChatWorld::role(inspector.sampling(), rowOf(inspector, "presence_penalty"), "more").toBool());
}

TEST(InspectorModel, EveryFieldStaysWithinWhatTheSamplerTakes) {
  for (const SamplerField& field : samplerFields()) {
    for (const double value : {field.minimum, field.maximum}) {
      sampling::SamplerParams params;
      field.set(params, value);
      EXPECT_TRUE(sampling::validate(params)) << field.id << " " << value;
      EXPECT_EQ(field.get(params), value) << field.id;
    }
  }
}

TEST(InspectorModel, StopStringsAndSeedReachTheAnswer) {
  ChatWorld run(freshFolder("inspector-stop"));
  InspectorModel& inspector = run.inspector;
  QSignalSpy failed(&inspector, &InspectorModel::failed);
  inspector.setStopStrings("END\n\n\\nUser:\nback\\\\slash");
  EXPECT_EQ(run.hub.current().stopTexts, (std::vector<std::string>{"END", "\nUser:", "back\\slash"}));
  EXPECT_EQ(inspector.stopStrings(), "END\n\\nUser:\nback\\\\slash");
  inspector.setStopStrings(QString(300, 'x'));
  EXPECT_EQ(failed.count(), 1);
  EXPECT_EQ(run.hub.current().stopTexts.size(), 3u);
  inspector.setStopStrings("");
  inspector.setSeed("abc");
  EXPECT_EQ(inspector.seed(), "");
  inspector.setSeed("7");
  EXPECT_EQ(inspector.seed(), "7");
  EXPECT_EQ(inspector.changedCount(), 1);
  run.say("say something");
  const QString once = run.message(1).text;
  run.conversation.regenerate(1);
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.message(1).text, once);
  ASSERT_GT(once.size(), 4);
  inspector.setStopStrings(once.mid(2, 2).replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t"));
  run.conversation.regenerate(1);
  ASSERT_TRUE(run.settled());
  EXPECT_LT(run.message(1).text.size(), once.size());
}

TEST(InspectorModel, SettingsBelongToTheChatAndSurviveARestart) {
  const auto folder = freshFolder("inspector-restart");
  QString id;
  {
    ChatWorld run(folder);
    run.inspector.setSystemPrompt("Before the first message.");
    id = QString::number(run.say("hello"));
    run.inspector.setSample(rowOf(run.inspector, "top_p"), 0.5);
    run.inspector.setStopStrings("X");
    run.chats.newChat();
    EXPECT_EQ(run.inspector.systemPrompt(), "");
    EXPECT_EQ(run.inspector.changedCount(), 0);
  }
  ChatWorld again(folder);
  again.chats.open(id);
  ASSERT_TRUE(again.until([&] { return again.chats.currentId() == id; }));
  EXPECT_EQ(again.inspector.systemPrompt(), "Before the first message.");
  EXPECT_EQ(valueOf(again.inspector, "top_p"), 0.5);
  EXPECT_EQ(again.inspector.stopStrings(), "X");
  EXPECT_EQ(again.inspector.changedCount(), 2);
}

TEST(InspectorModel, DamagedSettingsAreTheModelsOwn) {
  for (const char* json :
       {"", "[]", "{\"sampler\":3}", "{\"sampler\":{\"temperature\":\"hot\",\"top_k\":-4,\"seed\":-1}}",
        "{\"stop\":[1,\"\",null]}"}) {
    OpenChat chat;
    chat.chat.settings_json = json;
    readSettings(chat);
    EXPECT_TRUE(chat.sampler == SamplerChanges{} && chat.stopTexts.empty()) << json;
  }
}

TEST(InspectorModel, NothingReloadsByItself) {
  ChatWorld run(freshFolder("inspector-context"));
  InspectorModel& inspector = run.inspector;
  EXPECT_EQ(inspector.contextMax(), 256);
  EXPECT_EQ(inspector.contextTokens(), 256);
  EXPECT_EQ(inspector.kvType(), "f16");
  EXPECT_EQ(inspector.contextFits(), -1);
  EXPECT_EQ(inspector.plan(), nullptr);
  EXPECT_EQ(inspector.reloadSeconds(), -1);
  inspector.setContextTokens(128);  // not loaded: the next load takes it
  EXPECT_FALSE(inspector.needsReload());
  run.station.load();
  ASSERT_TRUE(run.until([&] { return run.station.phase() == ModelStation::Phase::loaded; }));
  EXPECT_EQ(run.station.info().n_ctx, 128);
  EXPECT_GE(inspector.reloadSeconds(), 0);
  QSignalSpy wanted(&inspector, &InspectorModel::wantedChanged);
  inspector.setContextTokens(9999);
  EXPECT_EQ(inspector.contextTokens(), 256);
  EXPECT_EQ(wanted.count(), 1);
  EXPECT_TRUE(inspector.needsReload());
  inspector.setContextTokens(128);
  EXPECT_FALSE(inspector.needsReload());
  inspector.setKvType("bf16");  // not one of the three
  EXPECT_FALSE(inspector.needsReload());
  inspector.setKvType("q8_0");
  EXPECT_TRUE(inspector.needsReload());
  inspector.setKvType("f16");
  EXPECT_FALSE(inspector.needsReload());
  inspector.setContextTokens(64);
  run.say("hi");  // sending does not reload
  EXPECT_EQ(run.station.info().n_ctx, 128);
  EXPECT_TRUE(inspector.needsReload());
  inspector.reload();
  ASSERT_TRUE(
      run.until([&] { return run.station.phase() == ModelStation::Phase::loaded && run.station.info().n_ctx == 64; }));
  EXPECT_FALSE(inspector.needsReload());
  DevicePlan plan;
  inspector.setPlan(&plan);
  inspector.setContextFits(200);
  EXPECT_EQ(inspector.plan(), &plan);
  EXPECT_EQ(inspector.contextFits(), 200);
}

}  // namespace
}  // namespace snug::ui
