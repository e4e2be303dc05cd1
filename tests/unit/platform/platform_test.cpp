#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <csignal>
#include <thread>

#include "app/platform/quit_signals.h"
#include "app/platform/single_instance.h"

namespace snug::platform {
namespace {

struct Loop {
  Loop() { qputenv("XDG_RUNTIME_DIR", folder.path().toUtf8()); }
  QTemporaryDir folder;
  int argc = 1;
  char name[5] = "test";
  char* argv[2] = {name, nullptr};
  QCoreApplication app{argc, argv};
};

/// What a later start gets as answer, asked from another thread, as another process would.
bool callFrom(const QString& folder, const QString& model) {
  bool answered = false;
  bool done = false;
  std::thread other([&] {
    answered = SingleInstance(folder).callOther(model);
    done = true;
  });
  const bool ended = QTest::qWaitFor([&] { return done; }, 5000);
  other.join();
  return ended && answered;
}

TEST(SingleInstance, ALaterStartIsAnsweredAndItsModelArrives) {
  Loop loop;
  SingleInstance first(QStringLiteral("/data"));
  EXPECT_FALSE(callFrom(QStringLiteral("/data"), {})) << "nobody listens yet";
  ASSERT_TRUE(first.listen());
  QSignalSpy called(&first, &SingleInstance::called);
  EXPECT_TRUE(callFrom(QStringLiteral("/data"), {}));
  EXPECT_TRUE(callFrom(QStringLiteral("/data"), QStringLiteral("/models/ä b.gguf")));
  EXPECT_FALSE(callFrom(QStringLiteral("/other"), {})) << "another folder is another Snug";
  ASSERT_EQ(called.count(), 2);
  EXPECT_EQ(called.at(0).at(0).toString(), QString());
  EXPECT_EQ(called.at(1).at(0).toString(), QStringLiteral("/models/ä b.gguf"));
}

TEST(QuitSignals, AskingToEndQuitsTheLoop) {
  Loop loop;
  const QuitSignals signals;
  QTimer::singleShot(0, [] { ::kill(::getpid(), SIGTERM); });
  QTimer::singleShot(5000, [] { QCoreApplication::exit(1); });
  EXPECT_EQ(QCoreApplication::exec(), 0);
}

}  // namespace
}  // namespace snug::platform
