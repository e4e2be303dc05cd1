// A full disk, by a limit on file size (the kernel refuses the write as it would on a full disk).
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "tests/unit/store/store_fixture.h"

namespace snug::store {
namespace {

void limit_file_size(rlim_t bytes) {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

/// 0: as it should be; else which step failed. In a child, since the limit is the whole process's.
int fill_and_recover(const std::filesystem::path& folder) {
  ::signal(SIGXFSZ, SIG_IGN);
  Result<Store> store = open_store({.folder = folder});
  if (!store) return 1;
  const Id chat_id = add_chat(store->db, "c");
  limit_file_size(400'000);
  MessageRepository messages(store->db);
  int64_t acknowledged = 0;
  Code code = Code::internal;
  for (int i = 0; i < 2000; ++i) {
    const Status added = messages.add(message(chat_id, 0, chat::Role::user, std::string(2000, 'x')));
    if (!added) {
      code = added.error().code;
      break;
    }
    ++acknowledged;
  }
  if (code != Code::disk_full && code != Code::io) return 2;
  if (acknowledged == 0) return 3;
  // What is there can be read while the disk is full, and all of it is.
  if (store->db.integer("SELECT count(*) FROM message").value_or(-1) != acknowledged) return 4;
  limit_file_size(RLIM_INFINITY);
  if (!messages.add(message(chat_id, 0, chat::Role::user, "there is room again"))) return 5;
  if (store->db.text("PRAGMA integrity_check").value_or("") != "ok") return 6;
  return store->db.integer("SELECT count(*) FROM message").value_or(-1) == acknowledged + 1 ? 0 : 7;
}

TEST(DiskFull, IsAnErrorAndLosesNothing) {
  TempFolder folder;
  const pid_t child = ::fork();
  if (child == 0) ::_exit(fill_and_recover(folder.path()));
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  Store store = open_store({.folder = folder.path(), .unclean_exit = true}).value();
  EXPECT_FALSE(store.report.notice);
}

}  // namespace
}  // namespace snug::store
