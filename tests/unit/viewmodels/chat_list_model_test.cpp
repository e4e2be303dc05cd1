#include "app/viewmodels/chat/chat_list_model.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "app/viewmodels/chat/chat_export.h"
#include "tests/unit/viewmodels/chat_world.h"

namespace snug::ui {
namespace {

int64_t at(const QDate& day) {
  return QDateTime(day, QTime(12, 0)).toMSecsSinceEpoch();
}

QStringList titles(const std::vector<ChatListRow>& rows) {
  QStringList out;
  for (const ChatListRow& row : rows) out << (row.rowKind == u"heading" ? QLatin1Char('#') + row.group : row.title);
  return out;
}

TEST(ChatListRows, GroupByPinDayMonthAndFolder) {
  const QDate today(2026, 11, 24);
  const std::vector<store::ChatSummary> chats = {
      {1, "now", false, 0, at(today)},
      {2, "pin", true, 9, at(today)},
      {3, "yesterday", false, 0, at(today.addDays(-1))},
      {4, "a week ago", false, 0, at(today.addDays(-7))},
      {5, "in a folder", false, 9, at(today.addDays(-8))},
      {6, "eight days", false, 0, at(today.addDays(-8))},
      {7, "October", false, 0, at(QDate(2026, 10, 31))},
      {8, "last year", false, 0, at(QDate(2025, 11, 24))},
      {9, "folder is gone", false, 77, at(QDate(2025, 11, 20))},
  };
  ChatListView view{7, [](chat::Id id) { return id == 3; }, today, QLocale::c()};
  auto rows = groupedRows(chats, {{9, "Thesis", 0, false}}, view);
  EXPECT_EQ(titles(rows), QStringList({"#Pinned", "pin", "#Today", "now", "#Yesterday", "yesterday", "#Previous 7 days",
                                       "a week ago", "#November", "eight days", "#October", "October", "#November 2025",
                                       "last year", "folder is gone", "#Folders", "Thesis"}));
  EXPECT_EQ(rows.back().chatCount, 1);
  EXPECT_FALSE(rows.back().open);
  EXPECT_TRUE(rows[5].generating);
  EXPECT_TRUE(rows[11].current);
  EXPECT_TRUE(rows[1].pinned);
  rows = groupedRows(chats, {{9, "Thesis", 0, true}}, view);
  EXPECT_EQ(rows.back().title, "in a folder");
  EXPECT_TRUE(groupedRows({}, {}, view).empty());
}

TEST(ChatListRows, MatchLinesAreEscapedAndOneThatIsGoneIsLeftOut) {
  const std::vector<store::ChatSummary> chats = {{1, "T", true, 0, 0}};
  store::SearchHit hit{
      .chat_id = 1, .title = "T", .message_id = 4, .line = "a < b && kv", .match_at = 9, .match_length = 2};
  store::SearchHit gone{.chat_id = 2, .title = "U"};
  const auto rows = foundRows({hit, gone}, chats, {});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].matchLine, "a &lt; b &amp;&amp; <b>kv</b>");
  EXPECT_TRUE(rows[0].pinned);
}

TEST(ChatListModel, EmptyThenRenamePinMoveDuplicateAndOpen) {
  ChatWorld run(freshFolder("list-verbs"));
  QAbstractItemModelTester tester(run.chats.rows(), QAbstractItemModelTester::FailureReportingMode::Fatal);
  run.store.drain();
  EXPECT_TRUE(run.chats.empty());
  const chat::Id first = run.say("first words");
  const QString id = QString::number(first);
  EXPECT_FALSE(run.chats.empty());
  EXPECT_EQ(run.chats.currentId(), id);
  EXPECT_EQ(titles(run.list()), QStringList({"#Today", "first words"}));

  run.chats.rename(id, "  Other   name ");
  EXPECT_EQ(run.rowOf(id)->title, "Other name");
  EXPECT_EQ(run.conversation.title(), "Other name");
  run.chats.rename(id, "  ");
  EXPECT_EQ(run.rowOf(id)->title, "Other name");

  run.chats.setPinned(id, true);
  EXPECT_EQ(titles(run.list()), QStringList({"#Pinned", "Other name"}));
  EXPECT_TRUE(ChatWorld::role(run.chats.rows(), 1, "pinned").toBool());
  run.chats.setPinned(id, false);

  run.chats.createFolder("  ");
  run.chats.createFolder("Thesis");
  ASSERT_TRUE(run.until([&] { return run.chats.folders()->rowCount() == 1; }));
  const QString folder = ChatWorld::role(run.chats.folders(), 0, "folderId").toString();
  EXPECT_EQ(ChatWorld::role(run.chats.folders(), 0, "title").toString(), "Thesis");
  run.chats.moveToFolder(id, folder);
  EXPECT_EQ(titles(run.list()), QStringList({"#Folders", "Thesis", "Other name"}));
  run.chats.toggleFolder(folder);
  EXPECT_EQ(titles(run.list()), QStringList({"#Folders", "Thesis"}));
  EXPECT_EQ(run.rowOf(folder)->chatCount, 1);
  run.chats.moveToFolder(id, {});
  EXPECT_EQ(titles(run.list()), QStringList({"#Today", "Other name", "#Folders", "Thesis"}));

  run.chats.duplicate("12345");  // not there: nothing happens
  run.chats.duplicate(id);
  ASSERT_TRUE(run.until([&] { return run.chats.currentId() != id && run.list().size() == 5; }));
  EXPECT_EQ(run.conversation.title(), "Other name (copy)");
  EXPECT_EQ(run.messages(), 2);
  run.chats.openNext();
  EXPECT_EQ(run.chats.currentId(), id);
  run.chats.openNext();  // the last one stays
  EXPECT_EQ(run.chats.currentId(), id);
  run.chats.openPrevious();
  EXPECT_NE(run.chats.currentId(), id);
  run.chats.newChat();
  EXPECT_EQ(run.messages(), 0);
  run.chats.open(id);
  EXPECT_EQ(run.messages(), 2);
}

TEST(ChatListModel, ChangesAreThereAfterARestart) {
  const auto folder = freshFolder("list-restart");
  QString id;
  {
    ChatWorld run(folder);
    id = QString::number(run.say("hello there"));
    run.chats.rename(id, "Kept");
    run.chats.setPinned(id, true);
    run.chats.createFolder("F");
  }
  ChatWorld again(folder);
  ASSERT_TRUE(again.until([&] { return again.hasRow(id) && again.chats.folders()->rowCount() == 1; }));
  EXPECT_EQ(titles(again.list()), QStringList({"#Pinned", "Kept", "#Folders", "F"}));
}

TEST(ChatListModel, RemoveShowsTheNeighbourAndRestoreBringsItBack) {
  ChatWorld run(freshFolder("list-remove"));
  const QString older = QString::number(run.say("older"));
  run.chats.newChat();
  const QString newer = QString::number(run.say("newer"));
  QSignalSpy removed(&run.chats, &ChatListModel::removed);
  run.chats.remove("4711");
  EXPECT_EQ(removed.count(), 0);
  run.chats.remove(newer);
  ASSERT_EQ(removed.count(), 1);
  EXPECT_EQ(removed[0][0].toString(), newer);
  EXPECT_EQ(removed[0][1].toString(), "newer");
  EXPECT_FALSE(run.hasRow(newer));
  ASSERT_TRUE(run.until([&] { return run.chats.currentId() == older; }));
  run.chats.restore(newer);
  ASSERT_TRUE(run.until([&] { return run.chats.currentId() == newer && run.hasRow(newer); }));
  EXPECT_EQ(run.messages(), 2);
  run.chats.remove(older);
  run.chats.remove(newer);
  EXPECT_TRUE(run.chats.empty());
  EXPECT_EQ(run.messages(), 0);
}

TEST(ChatListModel, AChatThatIsWritingCanBeRemoved) {
  ChatWorld run(freshFolder("list-remove-live"));
  run.composer.setText("a long story");
  run.composer.send();
  const QString id = run.chats.currentId();
  ASSERT_TRUE(run.until([&] { return run.hasRow(id); }));
  run.chats.remove(id);
  EXPECT_FALSE(run.hasRow(id));
  ASSERT_TRUE(run.until([&] { return run.engine.pending() == 0; }));
  run.say("and on it goes");
}

TEST(ChatListModel, SearchFindsMessagesAndSaysWhenThereIsNone) {
  ChatWorld run(freshFolder("list-search"));
  const QString zebra = QString::number(run.say("Tell of the zebra <herd>"));
  run.chats.newChat();
  run.say("Something else");
  run.chats.setQuery("ZEBRA");
  EXPECT_TRUE(run.chats.searching());
  ASSERT_TRUE(run.until([&] { return run.list().size() == 1; }));
  EXPECT_EQ(run.list()[0].chatId, zebra);
  EXPECT_TRUE(run.list()[0].matchLine.contains("<b>zebra</b> &lt;herd&gt;")) << run.list()[0].matchLine.toStdString();
  run.chats.setQuery("no such words");
  ASSERT_TRUE(run.until([&] { return run.list().empty(); }));
  run.chats.setQuery("");
  EXPECT_FALSE(run.chats.searching());
  EXPECT_EQ(run.list().size(), 3u);
}

TEST(ChatListModel, ExportAsksForAPlaceAndWritesMarkdownThere) {
  ChatWorld run(freshFolder("list-export"));
  const QString id = QString::number(run.say("What/is: \"this\"?"));
  QSignalSpy asked(&run.chats, &ChatListModel::exportRequested);
  QSignalSpy written(&run.chats, &ChatListModel::exported);
  QSignalSpy failed(&run.chats, &ChatListModel::failed);
  run.chats.exportChat(id);
  ASSERT_TRUE(run.until([&] { return asked.count() == 1; }));
  EXPECT_EQ(asked[0][0].toString(), "What is this.md");
  QTemporaryDir folder;
  const QString path = folder.filePath("out.md");
  run.chats.saveExport(QUrl::fromLocalFile(path));
  ASSERT_EQ(written.count(), 1);
  QFile file(path);
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  EXPECT_TRUE(file.readAll().startsWith("# What/is: \"this\"?\n\n## You\n\nWhat/is: \"this\"?\n"));
  run.chats.exportChat(id);
  ASSERT_TRUE(run.until([&] { return asked.count() == 2; }));
  run.chats.saveExport(QUrl::fromLocalFile(folder.filePath("no/such/folder.md")));
  EXPECT_EQ(failed.count(), 1);
  run.chats.exportChat("99");
  ASSERT_TRUE(run.until([&] { return failed.count() == 2; }));
}

TEST(ChatExport, FileNamesAreSafe) {
  store::Chat chat;
  for (const auto& [title, name] : std::vector<std::pair<const char*, const char*>>{{"", "Chat.md"},
                                                                                    {"...", "Chat.md"},
                                                                                    {"../../etc", "etc.md"},
                                                                                    {"a\nb", "a b.md"},
                                                                                    {".hidden", "hidden.md"}}) {
    chat.title = title;
    const QString made = exportAsMarkdown(chat, {}).fileName;
    EXPECT_FALSE(made.contains('/') || made.startsWith('.')) << made.toStdString();
    EXPECT_EQ(made.simplified(), QLatin1String(name));
  }
}

}  // namespace
}  // namespace snug::ui
