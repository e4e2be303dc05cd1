// A new person's journey through the real application with a real model: first start, ask, stop, edit, regenerate,
// quit, come back. Needs SNUG_STARTER; without it the journey is skipped.
#include <QGuiApplication>
#include <QTemporaryDir>
#include <QTest>

#include "app/viewmodels/chat/message_row.h"
#include "resources/fonts.h"
#include "resources/translations.h"
#include "tests/ui/app/app_run.h"
#include "tests/ui/walk.h"

using snug::uitest::AppRun;
using Phase = snug::ui::ModelStation::Phase;

namespace {

QStringList g_warnings;

void collect(QtMsgType type, const QMessageLogContext&, const QString& text) {
  if (type == QtWarningMsg || type == QtCriticalMsg) g_warnings.append(text);
  fprintf(stderr, "%s\n", qPrintable(text));
}

const snug::ui::MessageListModel& messages(AppRun& run) {
  return *static_cast<const snug::ui::MessageListModel*>(run.app().conversation()->messages());
}

}  // namespace

class AppTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void cleanup();
  void aNewPersonChatsAndComesBack();
  void anAnswerIsStoppedEditedAndRegenerated();
  void theChatListActsAndTheKeyboardStaysWithTheComposer();
  void aModelThatDoesNotLoadIsACardAndTheMessageIsKept();
  void everyPlaceAndKeyWorksWithoutAWarning();

 private:
  std::filesystem::path path(const char* name) const {
    return std::filesystem::path(m_folder->path().toStdString()) / name;
  }
  /// A run whose library holds the starter; past the first-run page if `begun`.
  std::unique_ptr<AppRun> start(bool begun);
  void ask(AppRun& run, const QString& text);
  bool answered(AppRun& run) {
    return run.waitFor([&] { return !run.app().conversation()->busy(); }, 120'000);
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

void AppTest::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  g_warnings.clear();
  const QString starter = qEnvironmentVariable("SNUG_STARTER");
  if (starter.isEmpty()) QSKIP("SNUG_STARTER does not name the starter model's file");
  std::filesystem::create_directories(path("models"));
  std::filesystem::create_symlink(std::filesystem::absolute(starter.toStdString()),
                                  path("models/SmolLM2-135M-Instruct.Q4_1.gguf"));
}

void AppTest::cleanup() {
  m_folder.reset();
}

std::unique_ptr<AppRun> AppTest::start(bool begun) {
  auto run = std::make_unique<AppRun>(path("data"), path("models"));
  if (!run->shown()) return nullptr;
  const auto* onboarding = run->app().onboarding();
  if (!run->waitFor([&] { return onboarding->phase() == QStringLiteral("found"); }, 20'000)) return nullptr;
  if (begun && run->app().firstRun()) {
    run->app().onboarding()->start();
    if (!run->waitFor([&] { return !run->app().firstRun(); })) return nullptr;
  }
  return run;
}

void AppTest::ask(AppRun& run, const QString& text) {
  run.app().inspector()->setSample(0, 0);  // greedy: the same answer each time
  run.item("Composer")->forceActiveFocus(Qt::TabFocusReason);
  run.type(text);
  run.press(Qt::Key_Return);
}

void AppTest::aNewPersonChatsAndComesBack() {
  QString question, answer;
  {
    const auto run = start(false);
    QVERIFY(run);
    QVERIFY(run->app().firstRun());
    run->picture("real-first-run");
    run->press(Qt::Key_Return);  // the one button has the focus
    QVERIFY(run->waitFor([&] { return !run->app().firstRun(); }));
    ask(*run, "Say hello.");
    QVERIFY(run->waitFor([&] { return messages(*run).rowCount() == 2; }));
    QVERIFY(answered(*run));
    run->picture("real-answer");
    QCOMPARE(messages(*run).at(1).phase, QStringLiteral("done"));
    question = messages(*run).at(0).text;
    answer = messages(*run).at(1).text;
    QCOMPARE(question, QStringLiteral("Say hello."));
    QVERIFY(!answer.isEmpty());
    QVERIFY(messages(*run).at(1).rate > 0);
  }
  const auto again = start(false);
  QVERIFY(again);
  QVERIFY(!again->app().firstRun());
  QVERIFY(again->waitFor([&] { return messages(*again).rowCount() == 2; }));
  QCOMPARE(messages(*again).at(0).text, question);
  QCOMPARE(messages(*again).at(1).text, answer);
  QCOMPARE(g_warnings, QStringList());
}

void AppTest::anAnswerIsStoppedEditedAndRegenerated() {
  const auto run = start(true);
  QVERIFY(run);
  ask(*run, "Write a very long story about a lighthouse.");
  QVERIFY(run->waitFor([&] { return messages(*run).rowCount() == 2 && messages(*run).at(1).text.size() > 40; }));
  run->press(Qt::Key_Escape);
  QVERIFY(answered(*run));
  QCOMPARE(messages(*run).at(1).phase, QStringLiteral("stopped"));
  const QString first = messages(*run).at(1).text;

  run->press(Qt::Key_R, Qt::ControlModifier);
  QVERIFY(run->waitFor([&] { return messages(*run).at(1).branchCount == 2; }));
  QVERIFY(run->waitFor([&] { return !messages(*run).at(1).text.isEmpty(); }));
  run->press(Qt::Key_Escape);
  QVERIFY(answered(*run));
  run->app().conversation()->showBranch(1, 1);
  QVERIFY(run->waitFor([&] { return messages(*run).at(1).text == first; }));

  // The up arrow in an empty composer edits the last question.
  run->item("Composer")->forceActiveFocus(Qt::TabFocusReason);
  run->press(Qt::Key_Up);
  const auto editor = [&] { return run->control("Edit the message"); };
  QVERIFY(run->waitFor([&] { return editor() != nullptr && editor()->hasActiveFocus(); }));
  run->press(Qt::Key_A, Qt::ControlModifier);
  run->type("Name one colour.");
  QCOMPARE(editor()->property("text").toString(), QStringLiteral("Name one colour."));
  QTest::qWait(100);  // the bubble takes its new height, and the button its place
  run->picture("real-edit");
  QVERIFY(run->click("Send again"));
  QVERIFY(run->waitFor([&] { return messages(*run).at(0).text == QStringLiteral("Name one colour."); }));
  QVERIFY(answered(*run));
  QCOMPARE(messages(*run).at(0).branchCount, 2);
  QCOMPARE(g_warnings, QStringList());
}

void AppTest::theChatListActsAndTheKeyboardStaysWithTheComposer() {
  const auto run = start(true);
  QVERIFY(run);
  ask(*run, "Say hello.");
  QVERIFY(run->waitFor([&] { return messages(*run).rowCount() == 2; }));
  QVERIFY(answered(*run));
  const snug::ui::ConversationModel& shown = *run->app().conversation();

  run->press(Qt::Key_F2);  // from the composer: the shown chat
  QTest::qWait(50);
  run->press(Qt::Key_A, Qt::ControlModifier);
  run->type("Greeting");
  run->press(Qt::Key_Return);
  QVERIFY(run->waitFor([&] { return shown.title() == QStringLiteral("Greeting"); }, 5'000));
  QCOMPARE(messages(*run).rowCount(), 2);

  QQuickItem* row = nullptr;
  snug::uitest::walk(run->window()->contentItem(), [&](QQuickItem* item) {
    if (item->property("rowKind").toString() == QStringLiteral("chat")) row = item;
  });
  QVERIFY(row);
  const QString first = run->app().chats()->currentId();
  QTest::mouseClick(run->window(), Qt::RightButton, {},
                    row->mapToScene({row->width() / 2, row->height() / 2}).toPoint());
  QVERIFY(run->waitFor([&] { return run->control("Duplicate") != nullptr; }, 5'000));
  QVERIFY(run->click("Duplicate"));
  QVERIFY(run->waitFor([&] { return run->app().chats()->currentId() != first; }, 5'000));
  QQuickItem* composer = run->item("Composer");
  QTest::mouseClick(run->window(), Qt::LeftButton, {}, composer->mapToScene({60, 24}).toPoint());
  run->type("still here");
  QCOMPARE(run->app().composer()->text(), QStringLiteral("still here"));
  QCOMPARE(g_warnings, QStringList());
}

void AppTest::aModelThatDoesNotLoadIsACardAndTheMessageIsKept() {
  std::filesystem::remove(path("models/SmolLM2-135M-Instruct.Q4_1.gguf"));
  std::filesystem::copy_file(qEnvironmentVariable("SNUG_STARTER").toStdString(),
                             path("models/SmolLM2-135M-Instruct.Q4_1.gguf"));
  const auto run = start(true);
  QVERIFY(run);
  run->parts().station.unload();
  QVERIFY(run->waitFor([&] { return run->parts().station.phase() == Phase::unloaded; }));
  std::filesystem::resize_file(path("models/SmolLM2-135M-Instruct.Q4_1.gguf"), 4 << 20);
  ask(*run, "Are you there?");
  QVERIFY(run->waitFor([&] { return run->item("LoadErrorCard") != nullptr; }));
  run->picture("real-load-error");
  QCOMPARE(messages(*run).at(0).text, QStringLiteral("Are you there?"));
  QCOMPARE(g_warnings, QStringList());
}

void AppTest::everyPlaceAndKeyWorksWithoutAWarning() {
  const auto run = start(true);
  QVERIFY(run);
  run->picture("real-empty");
  run->press(Qt::Key_K, Qt::ControlModifier);
  QTest::qWait(300);
  run->type("theme");
  run->picture("real-palette");
  run->press(Qt::Key_Escape);
  run->press(Qt::Key_Comma, Qt::ControlModifier);
  QVERIFY(run->waitFor([&] { return run->app().place() == QStringLiteral("settings"); }));
  run->picture("real-settings");
  run->press(Qt::Key_1, Qt::ControlModifier);
  QVERIFY(run->waitFor([&] { return run->app().place() == QStringLiteral("chat"); }));
  run->app().loadPanel()->setProperty("open", true);
  run->picture("real-load-panel");
  run->press(Qt::Key_Escape);
  run->press(Qt::Key_B, Qt::ControlModifier);
  run->press(Qt::Key_B, Qt::ControlModifier);
  QTest::qWait(300);
  QCOMPARE(g_warnings, QStringList());
}

int main(int argc, char** argv) {
  qputenv("QT_QUICK_BACKEND", "software");
  QGuiApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
  QGuiApplication app(argc, argv);
  QGuiApplication::setQuitOnLastWindowClosed(false);
  qInstallMessageHandler(collect);
  snug::resources::registerFonts();
  snug::resources::installTranslations(app);
  AppTest test;
  return QTest::qExec(&test, argc, argv);
}

#include "app_test.moc"
