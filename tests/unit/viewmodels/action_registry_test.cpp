#include "app/viewmodels/core/action_registry.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <set>

namespace snug::ui {
namespace {

using settings::Key;
using settings::Settings;

struct Fixture {
  SettingsBridge settings{Settings()};
  ActionRegistry actions{settings};
  QAbstractItemModelTester tester{actions.rows(), QAbstractItemModelTester::FailureReportingMode::Fatal};

  QVariant at(const char* id, const char* role) {
    QAbstractItemModel* rows = actions.rows();
    const auto names = rows->roleNames();
    for (int i = 0; i < rows->rowCount(); ++i) {
      const QModelIndex index = rows->index(i, 0);
      if (rows->data(index, names.key("actionId")) == QLatin1String(id)) return rows->data(index, names.key(role));
    }
    return {};
  }
};

/// Every id that INTERFACE.md names.
const char* const kContract =
    "go.chat go.models go.lab go.server go.settings palette picker chat.new chat.next chat.previous chat.rename "
    "chat.delete chat.export chat.pin view.list view.inspector view.downloads find find.all find.next find.previous "
    "pane.next pane.previous answer.regenerate answer.regenerateWith answer.continue answer.copy branch.previous "
    "branch.next message.previous message.next attach latest undo text.larger text.smaller text.reset load.settings "
    "window.fullScreen window.quit help.shortcuts stop";

TEST(ActionTable, HasEveryActionOfTheContractOnceWithKeysThatAreItsOwn) {
  std::set<QString> ids;
  std::set<QString> keys;
  int lastGroup = 0;
  for (const ActionInfo& info : actionTable()) {
    const QString id = QString::fromLatin1(info.id.data(), static_cast<qsizetype>(info.id.size()));
    EXPECT_TRUE(ids.insert(id).second) << id.toStdString();
    EXPECT_NE(QString(info.title), "") << id.toStdString();
    EXPECT_GE(static_cast<int>(info.group), lastGroup) << "groups stand together: " << id.toStdString();
    lastGroup = static_cast<int>(info.group);
    if (*info.keys == 0) continue;
    const QKeySequence sequence = QKeySequence::fromString(info.keys);
    EXPECT_EQ(sequence.count(), 1) << info.keys;
    EXPECT_EQ(sequence.toString(QKeySequence::PortableText), info.keys);
    EXPECT_TRUE(keys.insert(info.keys).second) << info.keys;
  }
  std::set<QString> wanted;
  for (const QString& id : QString(kContract).split(' ')) wanted.insert(id);
  EXPECT_EQ(ids, wanted);
}

TEST(ActionTable, EveryIconIsDrawn) {
  for (const ActionInfo& info : actionTable()) {
    if (*info.icon == 0) continue;
    const QString path = QStringLiteral(SNUG_TEST_DATA_DIR "/../../resources/icons/%1.svg").arg(info.icon);
    EXPECT_TRUE(QFile::exists(path)) << path.toStdString();
  }
}

TEST(ActionRegistry, RolesOfARow) {
  Fixture f;
  EXPECT_EQ(f.at("chat.new", "title"), "New chat");
  EXPECT_EQ(f.at("chat.new", "group"), "Chat");
  EXPECT_EQ(f.at("chat.new", "shortcut"), "Ctrl+N");
  EXPECT_EQ(f.at("chat.new", "shortcutText"), "Ctrl+N");
  EXPECT_EQ(f.at("chat.new", "icon"), "new-chat");
  EXPECT_EQ(f.at("chat.new", "available"), true);
  EXPECT_EQ(f.at("go.lab", "available"), false);
  EXPECT_EQ(f.actions.title("window.quit"), "Quit");
  EXPECT_EQ(f.actions.shortcutText("window.quit"), "Ctrl+Q");
  EXPECT_EQ(f.actions.title("nothing"), "");
  EXPECT_EQ(f.actions.shortcutText("nothing"), "");
}

TEST(ActionRegistry, TriggerRunsTheWorkThenTellsTheWindow) {
  Fixture f;
  QStringList order;
  f.actions.onTrigger(u"chat.new", [&] { order << "work"; });
  QObject::connect(&f.actions, &ActionRegistry::triggered, [&](const QString& id) { order << id; });
  f.actions.trigger("chat.new");
  f.actions.trigger("palette");  // the window's own
  f.actions.trigger("nothing");
  EXPECT_EQ(order, (QStringList{"work", "chat.new", "palette"}));
  f.actions.setAvailable(u"chat.new", false);
  f.actions.trigger("chat.new");
  EXPECT_EQ(order.size(), 3);
}

TEST(ActionRegistry, AvailabilityChangesItsRowOnly) {
  Fixture f;
  QSignalSpy changed(f.actions.rows(), &QAbstractItemModel::dataChanged);
  f.actions.setAvailable(u"undo", true);
  f.actions.setAvailable(u"undo", true);
  f.actions.setAvailable(u"nothing", true);
  EXPECT_EQ(changed.count(), 1);
  EXPECT_TRUE(f.actions.available(u"undo"));
  EXPECT_FALSE(f.actions.available(u"nothing"));
}

TEST(ActionRegistry, AConflictIsNamedAndChangesNothing) {
  Fixture f;
  EXPECT_EQ(f.actions.setShortcut("chat.export", "Ctrl+N"), "Ctrl+N belongs to \"New chat\" already.");
  EXPECT_EQ(f.actions.shortcutText("chat.export"), "Ctrl+E");
  EXPECT_EQ(f.actions.setShortcut("chat.new", "Ctrl+N"), "");  // its own
  EXPECT_EQ(f.settings.value(Key::shortcuts), "");
  for (const char* keys : {"A", "Shift+A", "Space", "Return", "Esc", "Tab", "Shift+Tab", "Ctrl+Tab", "Up"})
    EXPECT_TRUE(f.actions.setShortcut("chat.export", keys).contains("is for writing and moving")) << keys;
  for (const char* keys : {"Ctrl+K, Ctrl+C", "Ctrl+Nokey", "Ctrl+"})
    EXPECT_EQ(f.actions.setShortcut("chat.export", keys), "This is no key that can be used.") << keys;
  EXPECT_EQ(f.actions.setShortcut("nothing", "F9"), "There is no such action.");
  EXPECT_EQ(f.actions.shortcutText("chat.export"), "Ctrl+E");
}

TEST(ActionRegistry, KeysOfAPersonAreKeptAndCanBeReset) {
  Settings stored;
  {
    Fixture f;
    EXPECT_EQ(f.actions.setShortcut("chat.export", "ctrl+shift+e"), "");
    EXPECT_EQ(f.at("chat.export", "shortcut"), "Ctrl+Shift+E");
    EXPECT_EQ(f.actions.setShortcut("text.larger", "Ctrl+Alt+="), "");
    EXPECT_EQ(f.actions.setShortcut("chat.pin", ""), "");
    EXPECT_EQ(f.at("chat.pin", "shortcut"), "");
    stored = f.settings.settings();
  }
  SettingsBridge bridge(std::move(stored));
  ActionRegistry again(bridge);
  EXPECT_EQ(again.shortcutText("chat.export"), "Ctrl+Shift+E");
  EXPECT_EQ(again.shortcutText("text.larger"), "Ctrl+Alt+=");
  EXPECT_EQ(again.shortcutText("chat.pin"), "");
  // The free keys go to another; the reset of the first then says who has them.
  EXPECT_EQ(again.setShortcut("chat.new", "Ctrl+E"), "");
  EXPECT_EQ(again.resetShortcut("chat.export"), "Ctrl+E belongs to \"New chat\" already.");
  EXPECT_EQ(again.resetShortcut("chat.new"), "");
  EXPECT_EQ(again.resetShortcut("chat.export"), "");
  EXPECT_EQ(again.resetShortcut("chat.pin"), "");
  EXPECT_EQ(again.resetShortcut("text.larger"), "");
  EXPECT_EQ(again.shortcutText("chat.export"), "Ctrl+E");
  EXPECT_EQ(bridge.value(Key::shortcuts), "");
}

TEST(ActionRegistry, ActionsOfANewerSnugStayStored) {
  SettingsBridge bridge{Settings()};
  ASSERT_TRUE(bridge.set(Key::shortcuts, "lab.fly=Ctrl+Alt+F\nnonsense\n=x\n").has_value());
  ActionRegistry actions(bridge);
  EXPECT_EQ(actions.setShortcut("chat.new", "F9"), "");
  EXPECT_EQ(bridge.value(Key::shortcuts), "chat.new=F9\nlab.fly=Ctrl+Alt+F\n");
}

}  // namespace
}  // namespace snug::ui
