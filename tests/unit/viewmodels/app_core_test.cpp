// Settings bridge, toast, links and clipboard.
#include <gtest/gtest.h>

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <map>

#include "app/manager/settings/environment.h"
#include "app/viewmodels/core/link_opener.h"
#include "app/viewmodels/core/settings_bridge.h"
#include "app/viewmodels/core/toast_model.h"

namespace snug::ui {
namespace {

using settings::Key;
using settings::Settings;

QByteArray contents(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

TEST(SettingsBridge, TypedValuesSayTheirChangeAndAreWrittenAtTheEnd) {
  QTemporaryDir folder;
  const QString path = folder.filePath("settings.json");
  {
    SettingsBridge bridge(Settings::load(path.toStdString()));
    std::vector<Key> keys;
    QObject::connect(&bridge, &SettingsBridge::changed, [&](Key key) { keys.push_back(key); });
    EXPECT_TRUE(bridge.set(Key::theme, "light").has_value());
    EXPECT_TRUE(bridge.set(Key::list_width, 300).has_value());
    EXPECT_TRUE(bridge.set(Key::enter_sends, false).has_value());
    EXPECT_TRUE(bridge.set(Key::text_scale, 1.25).has_value());
    EXPECT_TRUE(bridge.set(Key::theme, "light").has_value());  // the same: no signal
    EXPECT_EQ(keys, (std::vector<Key>{Key::theme, Key::list_width, Key::enter_sends, Key::text_scale}));
    EXPECT_EQ(bridge.integer(Key::list_width), 300);
    EXPECT_FALSE(bridge.boolean(Key::enter_sends));
    EXPECT_EQ(bridge.number(Key::text_scale), 1.25);
    EXPECT_FALSE(bridge.set(Key::theme, "pink").has_value());
    EXPECT_EQ(bridge.value(Key::theme), "light");
    EXPECT_TRUE(bridge.reset(Key::list_width).has_value());
    EXPECT_TRUE(bridge.isStandard(Key::list_width));
    EXPECT_FALSE(QFile::exists(path)) << "written at once";
  }
  EXPECT_TRUE(contents(path).contains("\"appearance.theme\": \"light\""));
  EXPECT_FALSE(contents(path).contains("list_width"));
}

TEST(SettingsBridge, WritesOnceAfterARestAndTellsAFailureOnce) {
  QTemporaryDir folder;
  const QString path = folder.filePath("settings.json");
  SettingsBridge bridge(Settings::load(path.toStdString()));
  ASSERT_TRUE(bridge.set(Key::theme, "dark").has_value());
  EXPECT_TRUE(QTest::qWaitFor([&] { return QFile::exists(path); }, SettingsBridge::kSaveMs + 4000));
  EXPECT_FALSE(bridge.settings().unsaved());

  SettingsBridge nowhere(Settings::load(folder.filePath("gone/settings.json").toStdString()));
  QSignalSpy failed(&nowhere, &SettingsBridge::saveFailed);
  ASSERT_TRUE(nowhere.set(Key::theme, "dark").has_value());
  nowhere.flush();
  nowhere.flush();
  ASSERT_EQ(failed.count(), 1);
  EXPECT_TRUE(failed[0][0].toString().startsWith("The settings could not be saved."));
  EXPECT_TRUE(nowhere.settings().unsaved());
}

TEST(SettingsBridge, TheEnvironmentWinsAndSaysSo) {
  const std::map<std::string, std::string> variables{{"HF_ENDPOINT", "https://mirror.example/"},
                                                     {"HF_HUB_OFFLINE", "Yes"},
                                                     {"SNUG_MODELS_DIR", "not/absolute"},
                                                     {"SNUG_DEVICE", "cpu"}};
  Settings settings;
  const auto problems = settings::hold_environment(settings, [&](const char* name) -> std::optional<std::string> {
    const auto at = variables.find(name);
    return at == variables.end() ? std::nullopt : std::optional(at->second);
  });
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_NE(problems[0].find("SNUG_MODELS_DIR"), std::string::npos);
  SettingsBridge bridge(std::move(settings));
  EXPECT_EQ(bridge.value(Key::hub_endpoint), "https://mirror.example");
  EXPECT_TRUE(bridge.boolean(Key::offline));
  EXPECT_EQ(bridge.readOnlyReason(Key::offline), "HF_HUB_OFFLINE is set in the environment and wins.");
  EXPECT_EQ(bridge.readOnlyReason(Key::theme), "");
  const Status refused = bridge.set(Key::offline, false);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Code::read_only);
}

TEST(SettingsBridge, OfflineZeroHoldsNothing) {
  Settings settings;
  settings::hold_environment(settings, [](const char* name) -> std::optional<std::string> {
    return std::string(name) == "HF_HUB_OFFLINE" ? std::optional<std::string>("0") : std::nullopt;
  });
  EXPECT_TRUE(settings.held_by(Key::offline).empty());
}

TEST(ToastModel, StandsTenSecondsAndHeldStopsTheClock) {
  ToastModel toast;
  EXPECT_FALSE(toast.visible());
  int undone = 0;
  int final = 0;
  toast.showUndo(
      "Chat deleted", [&] { ++undone; }, [&] { ++final; });
  EXPECT_TRUE(toast.visible());
  EXPECT_TRUE(toast.undoable());
  EXPECT_EQ(toast.remaining(), 1.0);
  toast.advance(4000);
  EXPECT_DOUBLE_EQ(toast.remaining(), 0.6);
  toast.setHeld(true);
  toast.advance(60000);
  EXPECT_DOUBLE_EQ(toast.remaining(), 0.6);
  toast.setHeld(false);
  toast.advance(5999);
  EXPECT_TRUE(toast.visible());
  EXPECT_EQ(final, 0);
  toast.advance(1);
  EXPECT_FALSE(toast.visible());
  EXPECT_EQ(toast.remaining(), 0.0);
  EXPECT_EQ(final, 1);
  toast.undo();
  EXPECT_EQ(undone, 0);
}

TEST(ToastModel, UndoRunsOnceAndNeverBecomesFinal) {
  ToastModel toast;
  int undone = 0;
  int final = 0;
  toast.showUndo(
      "Chat deleted", [&] { ++undone; }, [&] { ++final; });
  toast.setHeld(true);
  toast.undo();
  toast.undo();
  toast.dismiss();
  EXPECT_EQ(undone, 1);
  EXPECT_EQ(final, 0);
  EXPECT_FALSE(toast.visible());
  EXPECT_FALSE(toast.held());
}

TEST(ToastModel, ASecondOneReplacesTheFirstWhoseUndoIsFinal) {
  ToastModel toast;
  int undone = 0;
  std::vector<int> final;
  toast.showUndo(
      "One", [&] { ++undone; }, [&] { final.push_back(1); });
  toast.advance(9000);
  toast.showUndo(
      "Two", [] {}, [&] { final.push_back(2); });
  EXPECT_EQ(final, std::vector<int>{1});
  EXPECT_EQ(toast.remaining(), 1.0);
  toast.show("Copied", ToastModel::kBriefMs);
  EXPECT_EQ(final, (std::vector<int>{1, 2}));
  EXPECT_FALSE(toast.undoable());
  toast.undo();
  EXPECT_TRUE(toast.visible());
  EXPECT_EQ(undone, 0);
  toast.dismiss();
  EXPECT_FALSE(toast.visible());
}

TEST(ToastModel, UndoMayShowAToastOfItsOwn) {
  ToastModel toast;
  toast.showUndo("Deleted", [&] { toast.show("Back again"); });
  toast.undo();
  EXPECT_TRUE(toast.visible());
  EXPECT_EQ(toast.text(), "Back again");
}

TEST(ToastModel, ItsOwnClockRuns) {
  ToastModel toast;
  QSignalSpy moved(&toast, &ToastModel::remainingChanged);
  toast.show("Copied", 300);
  EXPECT_TRUE(QTest::qWaitFor([&] { return !toast.visible(); }, 5000));
  EXPECT_GE(moved.count(), 2);
}

TEST(LinkOpener, OnlyWebAndMailReachTheDesktop) {
  QList<QUrl> handed;
  const LinkOpener opener([&](const QUrl& url) {
    handed.append(url);
    return true;
  });
  for (const char* good : {"https://example.org/a?b=c#d", "HTTP://example.org", "mailto:someone@example.org"})
    EXPECT_TRUE(opener.open(QString::fromUtf8(good))) << good;
  EXPECT_EQ(handed.size(), 3);
  for (const char* bad : {"file:///etc/passwd", "javascript:alert(1)", "smb://host/share", "https://", "http:relative",
                          "mailto:", "", "/etc/passwd", "https://exa mple.org", "data:text/html,hi",
                          "https://example.org/\n", "ssh://host", "vscode://open"})
    EXPECT_FALSE(opener.open(QString::fromUtf8(bad))) << bad;
  EXPECT_FALSE(opener.open("https://example.org/" + QString(3000, 'a')));
  EXPECT_EQ(handed.size(), 3);
}

TEST(LinkOpener, FoldersOnlyIfTheyAreThere) {
  QTemporaryDir folder;
  QList<QUrl> handed;
  const LinkOpener opener([&](const QUrl& url) {
    handed.append(url);
    return true;
  });
  EXPECT_TRUE(opener.openFolder(folder.path()));
  EXPECT_EQ(handed.last(), QUrl::fromLocalFile(folder.path()));
  EXPECT_FALSE(opener.openFolder(folder.filePath("none")));
}

TEST(Clipboard, TakesText) {
  copyToClipboard(QStringLiteral("ünïcode"));
  EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("ünïcode"));
}

}  // namespace
}  // namespace snug::ui
