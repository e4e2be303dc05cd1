// kill -9 while chats are written: nothing that was acknowledged is lost. SNUG_KILLS sets how often (20).
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <random>
#include <sstream>

#include "tests/unit/store/store_fixture.h"

namespace snug::store {
namespace {

struct Acknowledged {
  std::vector<Id> questions;
  std::map<Id, int64_t> answers;  ///< id -> tokens flushed
};

/// Starts the writer, lets it run for `run_us`, kills it, and reads what it had said.
void run_and_kill(const std::filesystem::path& folder, unsigned run_us, Acknowledged& said) {
  int out[2];
  ASSERT_EQ(::pipe2(out, O_CLOEXEC), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(out[1], STDOUT_FILENO);
    ::execl(SNUG_KILL_WRITER, SNUG_KILL_WRITER, folder.c_str(), nullptr);
    ::_exit(127);
  }
  ::close(out[1]);
  std::string text;
  char buffer[4096];
  // The clock runs from the first line, so that slow starts do not turn every kill into one of the opening.
  ssize_t n = ::read(out[0], buffer, sizeof buffer);
  if (n > 0) text.append(buffer, static_cast<size_t>(n));
  ::usleep(run_us);
  ::kill(child, SIGKILL);
  while ((n = ::read(out[0], buffer, sizeof buffer)) > 0) text.append(buffer, static_cast<size_t>(n));
  ::close(out[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself with " << WEXITSTATUS(status);
  std::istringstream lines(text);
  std::string kind;
  Id id = 0;
  while (lines >> kind >> id) {
    int64_t tokens = 0;
    if (kind == "q") said.questions.push_back(id);
    if (kind == "a" && lines >> tokens) said.answers[id] = tokens;
  }
}

TEST(Kill, NothingAcknowledgedIsLost) {
  const char* wanted = std::getenv("SNUG_KILLS");
  const int kills = wanted != nullptr ? std::atoi(wanted) : 20;
  TempFolder folder;
  std::mt19937 rng(11);
  Acknowledged said;
  for (int i = 0; i < kills; ++i) {
    ASSERT_NO_FATAL_FAILURE(run_and_kill(folder.path(), static_cast<unsigned>(rng() % 60'000), said)) << "kill " << i;
  }
  ASSERT_GT(said.questions.size(), static_cast<size_t>(kills));  // it did write
  Store store = open_store({.folder = folder.path(), .unclean_exit = true}).value();
  EXPECT_FALSE(store.report.notice);
  EXPECT_EQ(store.db.text("PRAGMA integrity_check").value(), "ok");
  EXPECT_EQ(store.db.integer("SELECT count(*) FROM message WHERE state = 1").value(), 0);
  EXPECT_TRUE(store.db.run("INSERT INTO message_fts(message_fts, rank) VALUES ('integrity-check', 1)"));
  for (const Id id : said.questions) {
    ASSERT_EQ(store.db.integer("SELECT count(*) FROM message WHERE id = ? AND length(content) = 309", id).value(), 1);
  }
  for (const auto& [id, tokens] : said.answers) {
    ASSERT_GE(store.db.integer("SELECT output_tokens FROM message WHERE id = ?", id).value(), tokens);
    ASSERT_GE(store.db.integer("SELECT length(content) FROM message WHERE id = ?", id).value(), tokens / 64 * 200);
  }
  // Every answer has its question and its chat: a turn is whole or not there.
  EXPECT_EQ(
      store.db.integer("SELECT count(*) FROM message WHERE role = 2 AND parent_id NOT IN (SELECT id FROM message)")
          .value(),
      0);
  RecordProperty("kills", kills);
  RecordProperty("acknowledged_questions", static_cast<int>(said.questions.size()));
}

}  // namespace
}  // namespace snug::store
