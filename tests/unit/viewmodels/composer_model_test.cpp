#include "app/viewmodels/chat/composer_model.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "tests/unit/viewmodels/chat_world.h"

namespace snug::ui {
namespace {

QString writeFile(const QTemporaryDir& folder, const char* name, const QByteArray& bytes) {
  QFile file(folder.filePath(name));
  EXPECT_TRUE(file.open(QIODevice::WriteOnly));
  file.write(bytes);
  return file.fileName();
}

TEST(ComposerModel, WithoutAModelNothingCanBeSent) {
  ChatWorld run(freshFolder("composer-none"), false);
  run.composer.setText("hello");
  EXPECT_FALSE(run.composer.canSend());
  EXPECT_EQ(run.composer.modelName(), "");
  run.composer.send();
  EXPECT_EQ(run.messages(), 0);
  EXPECT_EQ(run.composer.text(), "hello");
  EXPECT_EQ(run.composer.phase(), "idle");
  EXPECT_EQ(run.composer.usedTokens(), 0);
  EXPECT_EQ(run.composer.contextTokens(), 4096);
  EXPECT_EQ(run.composer.rate(), -1);
  EXPECT_EQ(run.composer.readRate(), -1);
  EXPECT_EQ(run.composer.editLast(), "");
  EXPECT_FALSE(run.composer.canThink());
}

TEST(ComposerModel, SendClearsTheTextAndCountsWhatIsLive) {
  ChatWorld run(freshFolder("composer-send"));
  EXPECT_EQ(run.composer.modelName(), "tiny-llama");
  EXPECT_FALSE(run.composer.canSend());
  run.composer.setText("  \n ");
  EXPECT_FALSE(run.composer.canSend());
  run.composer.setText("A question");
  EXPECT_TRUE(run.composer.canSend());
  QStringList phases;
  double rate = -1, first = -1;
  int tokens = 0;
  QObject::connect(&run.composer, &ComposerModel::liveChanged, [&] {
    if (phases.isEmpty() || phases.back() != run.composer.phase()) phases << run.composer.phase();
    rate = std::max(rate, run.composer.rate());
    first = std::max(first, run.composer.firstToken());
    tokens = std::max(tokens, run.composer.tokenCount());
  });
  run.composer.send();
  EXPECT_EQ(run.composer.text(), "");
  EXPECT_FALSE(run.composer.canSend());
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.message(0).text, "A question");
  EXPECT_EQ(phases.front(), "reading");
  EXPECT_EQ(phases.back(), "idle");
  EXPECT_EQ(run.composer.editLast(), QString::number(run.message(0).id));
  EXPECT_TRUE(tokens == 0 || first >= 0);
  EXPECT_GE(rate, -1);
  run.composer.stop();  // nothing runs
}

TEST(ComposerModel, DraftsBelongToTheirChatsAndSurviveARestart) {
  const auto folder = freshFolder("composer-drafts");
  QString id;
  {
    ChatWorld run(folder);
    id = QString::number(run.say("hello"));
    run.composer.setText("kept for the old chat");
    run.chats.newChat();
    EXPECT_EQ(run.composer.text(), "");
    run.composer.setText("kept for the new chat");
    run.chats.open(id);
    EXPECT_EQ(run.composer.text(), "kept for the old chat");
    run.chats.newChat();
    EXPECT_EQ(run.composer.text(), "kept for the new chat");
  }
  ChatWorld again(folder);
  ASSERT_TRUE(again.until([&] { return again.composer.text() == "kept for the new chat"; }));
  again.chats.open(id);
  ASSERT_TRUE(again.until([&] { return again.chats.currentId() == id; }));
  EXPECT_EQ(again.composer.text(), "kept for the old chat");
  again.composer.send();
  ASSERT_TRUE(again.settled());
  again.chats.newChat();
  again.composer.send();
  ASSERT_TRUE(again.settled());
  again.chats.newChat();
  EXPECT_EQ(again.composer.text(), "");
}

TEST(ComposerModel, AMessageThatWasSentIsNoDraftAfterARestart) {
  const auto folder = freshFolder("composer-sent");
  {
    ChatWorld run(folder);
    run.composer.setText("gone");
    QTest::qWait(ComposerModel::kDraftMs + 100);
    run.composer.send();
    ASSERT_TRUE(run.settled());
  }
  ChatWorld again(folder);
  again.store.drain();
  QTest::qWait(50);
  EXPECT_EQ(again.composer.text(), "");
}

TEST(ComposerModel, CountsWhatFillsTheContext) {
  ChatWorld run(freshFolder("composer-count"));
  ASSERT_TRUE(run.load());
  EXPECT_EQ(run.composer.contextTokens(), 256);
  run.composer.setText("one two three");
  ASSERT_TRUE(run.until([&] { return run.composer.usedTokens() > 0; }));
  const int alone = run.composer.usedTokens();
  run.composer.setText("one two three four five six seven");
  ASSERT_TRUE(run.until([&] { return run.composer.usedTokens() > alone; }));
  run.inspector.setSystemPrompt("Be brief.");
  ASSERT_TRUE(
      run.until([&] { return run.inspector.systemTokens() > 0 && run.composer.contextParts()->rowCount() == 2; }));
  int sum = 0;
  for (int i = 0; i < 2; ++i) sum += ChatWorld::role(run.composer.contextParts(), i, "tokens").toInt();
  ASSERT_TRUE(run.until([&] {
    sum = 0;
    for (int i = 0; i < run.composer.contextParts()->rowCount(); ++i)
      sum += ChatWorld::role(run.composer.contextParts(), i, "tokens").toInt();
    return sum == run.composer.usedTokens();
  })) << sum
      << " of " << run.composer.usedTokens();
  EXPECT_EQ(ChatWorld::role(run.composer.contextParts(), 0, "label").toString(), "System prompt");
  run.station.unload();
  ASSERT_TRUE(run.until([&] { return run.composer.usedTokens() == 0; }));
  EXPECT_EQ(run.inspector.systemTokens(), -1);
}

TEST(ComposerModel, TextFilesGoWithTheMessage) {
  ChatWorld run(freshFolder("composer-files"));
  QTemporaryDir folder;
  const QString code = writeFile(folder, "a.py", "print(1)\r\n```\nx\n```");
  QSignalSpy failed(&run.composer, &ComposerModel::failed);
  QSignalSpy asked(&run.composer, &ComposerModel::attachRequested);
  run.composer.attach();
  EXPECT_EQ(asked.count(), 1);
  run.composer.attachUrls({QUrl::fromLocalFile(code)});
  ASSERT_TRUE(run.until([&] { return run.composer.attachments()->rowCount() == 1; }));
  EXPECT_EQ(ChatWorld::role(run.composer.attachments(), 0, "title").toString(), "a.py");
  EXPECT_FALSE(ChatWorld::role(run.composer.attachments(), 0, "sizeText").toString().isEmpty());
  EXPECT_TRUE(run.composer.canSend());
  run.composer.removeAttachment(3);
  run.composer.removeAttachment(0);
  EXPECT_FALSE(run.composer.canSend());
  run.composer.attachUrls({QUrl::fromLocalFile(code)});
  ASSERT_TRUE(run.until([&] { return run.composer.attachments()->rowCount() == 1; }));
  // They wait for their chat.
  const QString first = QString::number(run.hub.current().chat.id);
  run.composer.setText("Explain");
  run.composer.send();
  ASSERT_TRUE(run.settled());
  EXPECT_EQ(run.composer.attachments()->rowCount(), 0);
  EXPECT_EQ(run.message(0).text, "Explain\n\na.py:\n\n````py\nprint(1)\n```\nx\n```\n````");
  run.composer.attachUrls({QUrl::fromLocalFile(code)});
  run.chats.newChat();
  EXPECT_EQ(run.composer.attachments()->rowCount(), 0);
  QTest::qWait(200);
  EXPECT_EQ(run.composer.attachments()->rowCount(), 0);
  run.chats.open(first);
  EXPECT_EQ(run.composer.attachments()->rowCount(), 1);
  EXPECT_EQ(failed.count(), 0);
}

TEST(ComposerModel, FilesThatAreNoTextAreRefusedByName) {
  QTemporaryDir folder;
  const auto code = [&](const QString& path) {
    const auto read = readAttachment(path.toStdString());
    return read ? Code::internal : read.error().code;
  };
  EXPECT_EQ(code(folder.filePath("none")), Code::file_not_found);
  EXPECT_EQ(code(folder.path()), Code::bad_input);
  EXPECT_EQ(code(writeFile(folder, "empty", "")), Code::bad_input);
  EXPECT_EQ(code(writeFile(folder, "big", QByteArray(kMaxAttachmentBytes + 1, 'a'))), Code::bad_input);
  EXPECT_EQ(code(writeFile(folder, "nul", QByteArray("a\0b", 3))), Code::bad_text);
  EXPECT_EQ(code(writeFile(folder, "latin1", "caf\xe9")), Code::bad_text);
  EXPECT_EQ(code(writeFile(folder, "cut", "caf\xc3")), Code::bad_text);
  EXPECT_TRUE(readAttachment(writeFile(folder, "full", QByteArray(kMaxAttachmentBytes, 'a')).toStdString()));
  const auto bom = readAttachment(writeFile(folder, "bom.txt", "\xef\xbb\xbfhi").toStdString());
  ASSERT_TRUE(bom);
  EXPECT_EQ(bom->text, "hi");

  ChatWorld run(freshFolder("composer-refused"));
  QSignalSpy failed(&run.composer, &ComposerModel::failed);
  run.composer.attachUrls({QUrl::fromLocalFile(folder.filePath("nul")), QUrl("https://example.org/a.txt")});
  ASSERT_TRUE(run.until([&] { return failed.count() == 2; }));
  EXPECT_TRUE(failed[1][0].toString().contains("nul"));
  EXPECT_EQ(run.composer.attachments()->rowCount(), 0);
}

TEST(ComposerModel, PresetsThinkingAndTheSendKeyAreTheChats) {
  ChatWorld run(freshFolder("composer-presets"));
  EXPECT_EQ(run.composer.presetName(), "Plain");
  ASSERT_EQ(run.composer.presets()->rowCount(), 1);
  run.inspector.setSystemPrompt("Be careful.");
  EXPECT_EQ(run.composer.presetName(), "Custom");
  run.inspector.saveAsPreset(" Careful ");
  ASSERT_TRUE(run.until([&] { return run.composer.presets()->rowCount() == 2; }));
  EXPECT_EQ(run.composer.presetName(), "Careful");
  run.composer.choosePreset("");
  EXPECT_EQ(run.inspector.systemPrompt(), "");
  EXPECT_EQ(run.composer.presetName(), "Plain");
  run.composer.choosePreset("77");  // not there
  run.composer.choosePreset(ChatWorld::role(run.composer.presets(), 1, "presetId").toString());
  EXPECT_EQ(run.inspector.systemPrompt(), "Be careful.");
  run.inspector.setSystemPrompt("Be more careful.");
  run.inspector.saveAsPreset("Careful");  // replaces the one of that name
  ASSERT_TRUE(run.until([&] { return run.composer.presetName() == "Careful"; }));
  EXPECT_EQ(run.composer.presets()->rowCount(), 2);
  EXPECT_TRUE(run.composer.thinking());
  run.composer.setThinking(false);
  EXPECT_FALSE(run.composer.thinking());
  EXPECT_EQ(run.hub.current().think, std::optional<bool>(false));
  EXPECT_TRUE(run.composer.enterSends());
  run.composer.setEnterSends(false);
  EXPECT_FALSE(run.composer.enterSends());
  EXPECT_EQ(run.composer.loadProgress(), -1);
  run.composer.setLoadProgress(0.5);
  EXPECT_EQ(run.composer.loadProgress(), 0.5);
}

}  // namespace
}  // namespace snug::ui
