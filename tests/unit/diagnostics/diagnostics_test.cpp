#include "app/manager/diagnostics/diagnostics_text.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "app/manager/folders/atomic_file.h"
#include "tests/unit/store/temp_folder.h"

namespace snug::diagnostics {
namespace {

using settings::Key;

/// Runs `body` in a child that writes a note, and waits for its end.
void in_child(const std::filesystem::path& folder, const std::function<void(CrashNote&)>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::optional<CrashReport> previous;
    auto note = CrashNote::begin(folder, "0.1.0 abc", previous);
    if (note) body(*note);
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
}

std::optional<CrashReport> next_start(const std::filesystem::path& folder) {
  std::optional<CrashReport> previous;
  auto note = CrashNote::begin(folder, "0.2.0", previous);
  EXPECT_TRUE(note);
  if (note) note->clean_exit();
  return previous;
}

TEST(CrashNote, ACleanExitLeavesNothing) {
  TempFolder folder;
  EXPECT_FALSE(next_start(folder.path()));
  EXPECT_FALSE(next_start(folder.path()));
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(CrashNote, AKilledRunTellsBuildAndLastOperation) {
  TempFolder folder;
  in_child(folder.path(), [](CrashNote& note) {
    note.operation("loading a model\nforged=1");
    note.operation("answering");
    ::kill(::getpid(), SIGKILL);
  });
  const auto report = next_start(folder.path());
  ASSERT_TRUE(report);
  EXPECT_EQ(report->build, "0.1.0 abc");
  EXPECT_EQ(report->operation, "answering");
  EXPECT_GT(report->started_ms, 0);
  EXPECT_EQ(report->signal, 0);
  EXPECT_FALSE(next_start(folder.path()));
}

TEST(CrashNote, AFatalSignalIsNoted) {
  for (const int number : {SIGSEGV, SIGABRT, SIGFPE}) {
    TempFolder folder;
    in_child(folder.path(), [&](CrashNote& note) {
      note.catch_signals();
      note.operation(std::string(1000, 'x'));
      ::raise(number);
    });
    EXPECT_EQ(next_start(folder.path())->signal, number);
  }
}

TEST(CrashNote, GarbageIsReadAsAReport) {
  TempFolder folder;
  ASSERT_TRUE(folders::write_atomically(folder.path() / "running.note", std::string("\xff\0build=\x1b[31m", 12)));
  EXPECT_EQ(next_start(folder.path())->build, "\\x1b[31");
}

TEST(Redact, SecretsAndFoldersGo) {
  const auto clean = [](std::string_view text) { return redact(text, "/home/ann", "/home/ann/.local/share/snug"); };
  EXPECT_EQ(clean("token hf_CANARYabc123 end"), "token hf_… end");
  EXPECT_EQ(clean("Authorization: Bearer hf_x\nnext"), "Authorization:…\nnext");
  EXPECT_EQ(clean("X-Xet-Access-Token: abc, b"), "X-Xet-…, b");
  EXPECT_EQ(clean("https://h/x?Signature=a%2Fb&Policy=zz&Key-Pair-Id=K1"),
            "https://h/x?Signature=…&Policy=…&Key-Pair-Id=…");
  EXPECT_EQ(clean("open /home/ann/.local/share/snug/chats.db and /home/ann/m.gguf"), "open DATA/chats.db and ~/m.gguf");
  EXPECT_EQ(clean("nothing here: hf_"), "nothing here: hf_");
}

TEST(DiagnosticsText, HoldsFactsAndNoSecret) {
  settings::Settings settings;
  ASSERT_TRUE(settings.set(Key::theme, "dark"));
  ASSERT_TRUE(settings.set(Key::models_folder, "/srv/private/models"));
  ASSERT_TRUE(settings.set(Key::last_model, "secret-model"));
  std::vector<LogLine> log;
  for (int i = 0; i < 500; ++i)
    log.push_back(
        {1'700'000'000'000 + i, LogLevel::info, "hub", "call " + std::to_string(i) + " hf_CANARY" + std::to_string(i)});
  const std::string text = diagnostics_text({.version = "0.1.0",
                                             .libraries = {{"SQLite", "3.40.1"}},
                                             .devices = {"cpu AVX2"},
                                             .crash = CrashReport{"0.1.0", 1, "answering", 11}},
                                            settings, log);
  for (const char* expected :
       {"Snug 0.1.0\n", "System: ", "CPU: ", "SQLite: 3.40.1", "Device: cpu AVX2", "while answering, signal 11",
        "Setting appearance.theme: dark", "Setting models.folder: set", "2023-11-14 22:13:20 info hub: call 499"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << expected << "\n" << text.substr(0, 1500);
  }
  for (const char* secret : {"CANARY", "/srv/private", "secret-model", "call 299 "})
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
}

}  // namespace
}  // namespace snug::diagnostics
